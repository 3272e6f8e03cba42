"""Decision drivers: what pushes a customer toward staying or away from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from analysis import exemplars
from analysis.signals import detector
from analysis.types import NEUTRAL_BELOW, Embeddings, Encode, Sentiment

_FILE: Final = Path(__file__).parent / "signals" / "drivers.toml"
_NOTHING: Final = re.compile(r"(?!)")
_AT_LEAST: Final = 5
_AT_MOST: Final = 3


@lru_cache(maxsize=4)
def signals(encode: Encode) -> detector.Signals:
    """The drivers, encoded once per encoder."""
    return detector.load(_FILE, "driver", encode, at_least=_AT_LEAST)


def names() -> tuple[str, ...]:
    """Every driver's name, in the file's order."""
    return tuple(entry.id for entry in exemplars.read(_FILE, "driver", at_least=_AT_LEAST))


def detect(
    texts: Sequence[str],
    embeddings: Embeddings,
    sentiments: Sequence[Sentiment | None],
    *,
    encode: Encode,
) -> list[list[detector.Hit]]:
    """Up to three drivers of each statement with their direction as polarity; row i means statement i.

    A statement without a feeling pushes nothing, so it yields none, but for a driver whose file says which
    way it always pushes, as a recovery does.
    """
    found = detector.detect(texts, embeddings, signals(encode))
    return [
        [_directed(hit, sentiment) for hit in hits if _pushes(hit, sentiment)][:_AT_MOST]
        for hits, sentiment in zip(found, sentiments, strict=True)
    ]


def wording(name: str) -> re.Pattern[str]:
    """The words by which a driver is known; they match nothing for a name that is none."""
    return _wordings().get(name, _NOTHING)


def direction(sentiment: Sentiment | None) -> str:
    """Which way a statement pushes, as a polarity: neutral where it feels neither way."""
    if sentiment is None or abs(sentiment.value) < NEUTRAL_BELOW:
        return "neutral"
    return "positive" if sentiment.value > 0 else "negative"


def _pushes(hit: detector.Hit, sentiment: Sentiment | None) -> bool:
    return sentiment is not None and (_is_settled(hit) or direction(sentiment) != "neutral")


def _is_settled(hit: detector.Hit) -> bool:
    return hit.polarity != "neutral"


def _directed(hit: detector.Hit, sentiment: Sentiment | None) -> detector.Hit:
    if _is_settled(hit) or sentiment is None:
        return hit
    # The hit says what it is about, the sentiment which way: both must hold.
    sure = round(hit.confidence * sentiment.confidence, 3)
    return replace(hit, polarity=direction(sentiment), confidence=sure)


@cache
def _wordings() -> dict[str, re.Pattern[str]]:
    entries = exemplars.read(_FILE, "driver", at_least=_AT_LEAST)
    return {entry.id: re.compile("|".join(f"(?:{cue})" for cue in entry.extra["cues"])) for entry in entries}
