"""Which language a statement is in, leaning on the interview's own where a few words cannot tell."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

# Fewer letters than the first say nothing; between the two the guess must be surer.
_FEW_LETTERS, _ENOUGH_LETTERS = 12, 24
_CERTAIN: Final = 0.6
_CERTAIN_IF_SHORT: Final = 0.8
_OTHER_SCRIPT: Final = 0.5


def detect(text: str, prior: str = "en") -> str:
    """ISO 639-1 code of the text's language; `prior` unless the text clearly says otherwise."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return prior
    foreign = sum(ord(c) > 0x24F for c in letters) / len(letters)
    if len(letters) < _FEW_LETTERS and foreign < _OTHER_SCRIPT:
        return prior
    code, probability = _identifier().classify(text[:2_000].replace("\n", " "))
    if code == prior or foreign >= _OTHER_SCRIPT:
        return str(code)
    needed = _CERTAIN if len(letters) >= _ENOUGH_LETTERS else _CERTAIN_IF_SHORT
    return str(code) if probability >= needed else prior


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
