"""Words of a script written without spaces: where Japanese (and Chinese) text can be cut, by its scripts.

No dictionary: a run of kanji with its ending, a run of katakana and the particles between them are
pieces enough to count words and to tell those that carry meaning from those that do not. A piece is a
little over two characters on average, so counts are near to those of a dictionary's words.
"""

from __future__ import annotations

import re
from pathlib import Path

_HIRAGANA = "ぁ-ゖゝゞ"
_KANJI = "\u3400-\u4dbf\u4e00-\u9fff々〆ヶ"
_KATAKANA = "ァ-ヺー-ヿ"

LETTERS = re.compile(f"[{_HIRAGANA}{_KANJI}{_KATAKANA}]")
KANA = re.compile(f"[{_HIRAGANA}ァ-ヺ]")

_RUN = re.compile(f"[{_KANJI}]+|[{_KATAKANA}]+|[{_HIRAGANA}]+|[^{_KANJI}{_KATAKANA}{_HIRAGANA}]+")

# What stands between words or ends a sentence: cut off at both ends of a run of hiragana, longest first.
_ENDINGS = sorted(
    (Path(__file__).parent / "lexicon/ja_endings.txt").read_text(encoding="utf-8").split(),
    key=len,
    reverse=True,
)
_PARTICLES = "はがをにへとでものやかねよなしばたてだ"
_FRONT = re.compile("|".join(_ENDINGS))
_BACK = re.compile(f"(?:{'|'.join(_ENDINGS)})$")


def pieces(run: str) -> list[str]:
    """The pieces of an unbroken run of text in order; together they are the run."""
    found: list[str] = []
    for part in _RUN.findall(run):
        if not KANA.match(part) or re.match(f"[{_KATAKANA}]", part):
            found.append(part)
            continue
        ending, *rest = _cut(part, after_word=bool(found))
        # An ending that is no word of its own belongs to the kanji before it: 使 + い.
        if ending and found and re.search(f"[{_KANJI}]$", found[-1]):
            found[-1] += ending
        elif ending:
            found.append(ending)
        found += rest
    return found


def _cut(run: str, *, after_word: bool) -> list[str]:
    """A run of hiragana as [what clings to the word before it, then pieces]; the first may be empty."""
    front: list[str] = []
    back: list[str] = []
    while run:
        known = _FRONT.match(run)
        if known:
            front.append(known[0])
            run = run[known.end() :]
        elif after_word and not front and len(run) > 1 and run[0] in "はがをにへとでもの" and len(run) != 2:
            front.append(run[0])
            run = run[1:]
        else:
            break
    while run:
        known = _BACK.search(run)
        one = known[0] if known else run[-1] if run[-1] in _PARTICLES and (after_word or len(run) > 2) else ""
        if not one:
            break
        back.insert(0, one)
        run = run[: len(run) - len(one)]
    return ["", *front, *([run] if run else []), *back] if front else [run, *back]
