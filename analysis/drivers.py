"""Decision drivers: what pushes a customer toward staying or away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from analysis import exemplars
from analysis.signals import detector
from analysis.types import NEUTRAL_BELOW, Embeddings, Encode, Sentiment

_FILE: Final = Path(__file__).parent / "signals" / "drivers.toml"
_AT_LEAST: Final = 5
_AT_MOST: Final = 2


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
    """Up to two drivers of each statement with their direction as polarity; row i means statement i.

    A statement without a feeling pushes nothing, so it yields none.
    """
    found = detector.detect(texts, embeddings, signals(encode))
    return [
        [_directed(hit, sentiment) for hit in hits[:_AT_MOST]] if sentiment and _pushes(sentiment) else []
        for hits, sentiment in zip(found, sentiments, strict=True)
    ]


def _pushes(sentiment: Sentiment) -> bool:
    return abs(sentiment.value) >= NEUTRAL_BELOW


def _directed(hit: detector.Hit, sentiment: Sentiment) -> detector.Hit:
    polarity = "positive" if sentiment.value > 0 else "negative"
    # The hit says what it is about, the sentiment which way: both must hold.
    return replace(hit, polarity=polarity, confidence=round(hit.confidence * sentiment.confidence, 3))
