"""Intent signals: what a statement announces, by the thirteen names other systems know."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Final, Literal, get_args

from analysis.signals import cues, hearing, learner, learning
from analysis.signals.detector import Hit
from analysis.signals.learning import Learned
from analysis.types import Embeddings, Encode, Sentiment

Intent = Literal[
    "renewal_intent",
    "renewal_risk",
    "churn",
    "expansion",
    "advocacy",
    "praise",
    "competitor",
    "feature_request",
    "problem",
    "support_need",
    "pricing",
    "champion_change",
    "escalation",
]
NAMES: Final[tuple[Intent, ...]] = get_args(Intent)
HEARD: Final = 0.3
"""Below this probability a statement announces nothing: chosen for the mean F1 on written statements."""
HEARD_ODDS: Final = math.log(HEARD / (1 - HEARD))
# Outside English, words alone decide: how often one hint, and two, were right on written statements.
_ONE_HINT, _TWO_HINTS = 0.7, 0.8
# A sure feeling of the other kind speaks against praise: in a plainly negative statement it is irony.
_IRONIC_BELOW: Final = -0.5
_NOTHING: Final = re.compile(r"(?!)")
_FUTURES: Final = frozenset({"renewal_intent", "renewal_risk", "churn"})


def polarity(name: str) -> str:
    """Whether an intent is good news for us: positive or negative."""
    return _polarities()[name]


def wording(name: str, language: str = "en") -> re.Pattern[str]:
    """The words that hint at an intent in a language; they match nothing where there are none."""
    known = cues.load(language).hints if language in cues.languages() else {}
    return known.get(name, _NOTHING)


def detect(
    texts: Sequence[str],
    embeddings: Embeddings,
    sentiments: Sequence[Sentiment | None],
    *,
    encode: Encode,
    languages: Sequence[str] | None = None,
    own: Collection[str] = (),
    learned: Learned | None = None,
) -> list[list[Hit]]:
    """Intents of each statement, surest first, each with the probability that it is meant; row i means
    statement i.

    languages: ISO 639-1 codes, English where not given. In English examples and hints decide, in other
    languages the hints of that language, where there are any. own: names of ours, never a competitor.
    learned: what a workspace's corrections add.
    """
    if not texts:
        return []
    tongues = list(languages) if languages is not None else ["en"] * len(texts)
    rows = hearing.features(texts, embeddings, own)
    odds = hearing.hearing(encode).log_odds(rows)
    likely = learner.sigmoid(odds if learned is None else odds + learned.shift(rows))
    found = []
    for row, (text, tongue, feeling) in enumerate(zip(texts, tongues, sentiments, strict=True)):
        sure = _weighed(text, likely[row].tolist()) if tongue == "en" else _hinted(text, tongue)
        hits = [
            Hit(name, polarity(name), round(probability, 3))
            for name, probability in sure.items()
            if probability >= HEARD and not _is_ironic(name, feeling)
        ]
        found.append(_without_opposites(sorted(hits, key=lambda hit: (-hit.confidence, hit.name))))
    return found


def learn(
    texts: Sequence[str],
    names: Sequence[str],
    is_right: Sequence[bool],
    *,
    encode: Encode,
    own: Collection[str] = (),
) -> Learned:
    """What corrections of English statements teach; row i of each is correction i."""
    rows = hearing.features(texts, encode(texts), own)
    odds = hearing.hearing(encode).log_odds(rows)
    return learning.learn(rows, names, is_right, odds, NAMES, heard=HEARD_ODDS)


def _weighed(text: str, likely: Sequence[float]) -> dict[str, float]:
    denied = cues.load("en").denied(text)
    return {name: share for name, share in zip(NAMES, likely, strict=True) if name not in denied}


def _hinted(text: str, language: str) -> dict[str, float]:
    if language not in cues.languages():
        return {}
    heard = cues.load(language).heard(text)
    return {name: _ONE_HINT if count == 1 else _TWO_HINTS for name, count in heard.items()}


@cache
def _polarities() -> dict[str, str]:
    return {entry.id: str(entry.extra["polarity"]) for entry in hearing.entries()}


def _is_ironic(name: str, feeling: Sentiment | None) -> bool:
    return name == "praise" and feeling is not None and feeling.value < _IRONIC_BELOW


def _without_opposites(hits: list[Hit]) -> list[Hit]:
    """Staying and leaving are near each other in words; a statement that seems both is only the surer."""
    future = [hit for hit in hits if hit.name in _FUTURES]
    if len({hit.polarity for hit in future}) < 2:
        return hits
    return [hit for hit in hits if hit.name not in _FUTURES or hit.polarity == future[0].polarity]
