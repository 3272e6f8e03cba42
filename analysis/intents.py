"""Intent signals: what a statement announces, by the thirteen names other systems know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from analysis.signals import detector
from analysis.types import Embeddings, Encode, Sentiment

NAMES: Final = (
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
)
# A sure feeling of the other kind speaks against a cue: praise in a plainly negative statement is irony.
_CONTRADICTS: Final = {"praise": -0.15, "advocacy": -0.3, "problem": 0.35, "support_need": 0.5}
_FUTURES: Final = frozenset({"renewal_intent", "renewal_risk", "churn"})
_COMPETITOR_NAME = re.compile(
    r"(?:(?:switch(?:ed|ing)?|mov(?:ed|ing)) (?:from|to)|compar(?:ed|ing) (?:it |you )?(?:to|with)"
    r"|look(?:ing|ed)? at|evaluat(?:ed|ing)|demo (?:of|with|from)|trial(?:l?ing)? (?:of )?|better than"
    r"|cheaper than|versus|like|competitors?(?: such as| like)?|came from|pitched by)\s+"
    r"((?!I\b|We\b|The\b|Our\b|Your\b|It\b)[A-Z][\w.&-]+(?:\s[A-Z][\w.&-]+)?)"
)


@lru_cache(maxsize=4)
def signals(encode: Encode) -> detector.Signals:
    """The intent signals, encoded once per encoder."""
    path = Path(__file__).parent / "signals" / "intents.toml"
    return detector.load(path, "intent", encode, at_least=8)


def detect(
    texts: Sequence[str],
    embeddings: Embeddings,
    sentiments: Sequence[Sentiment | None],
    *,
    encode: Encode,
) -> list[list[detector.Hit]]:
    """Intents of each statement, surest first; row i means statement i."""
    found = detector.detect(texts, embeddings, signals(encode))
    return [
        _without_opposites([hit for hit in hits if not _is_contradicted(hit.name, sentiment)])
        for hits, sentiment in zip(found, sentiments, strict=True)
    ]


def competitor_name(text: str) -> str | None:
    """The competitor a statement names, as it is spelled there; None when it names none."""
    match = _COMPETITOR_NAME.search(text)
    return match.group(1).rstrip(".") if match else None


def _without_opposites(hits: list[detector.Hit]) -> list[detector.Hit]:
    """Staying and leaving are near each other in words; a statement that seems both is only the surer."""
    future = [hit for hit in hits if hit.name in _FUTURES]
    if len({hit.polarity for hit in future}) < 2:
        return hits
    return [hit for hit in hits if hit.name not in _FUTURES or hit.polarity == future[0].polarity]


def _is_contradicted(name: str, sentiment: Sentiment | None) -> bool:
    limit = _CONTRADICTS.get(name)
    if limit is None or sentiment is None:
        return False
    return sentiment.value < limit if limit < 0 else sentiment.value > limit
