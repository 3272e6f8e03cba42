"""How a statement feels, -1..1, with a confidence; None where its language is not covered.

English, and whatever else the configured encoder knows, goes through a blend of embedding, lexicon and
turns of phrase (`blend.npz`, trained by `bench/sentiment.py`). Languages with a word list of their own are
read by that list, with less confidence. `CARD.md` says on what the weights rest and how well they do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from analysis.sentiment import blend, lexicons
from analysis.sentiment.features import features, is_ironic, is_shrug, lexicon_value
from analysis.types import NEUTRAL_BELOW, Embeddings, Encode, Sentiment

__all__ = [
    "COVERED",
    "NEUTRAL_BELOW",
    "assess",
    "assessed_languages",
    "confidence_features",
    "overall",
    "reading_features",
    "settle",
]

COVERED: Final = frozenset({"en"})
"""Languages the encoder that comes with the product knows."""

_IRONIC_VALUE, _IRONIC_CONFIDENCE = -0.5, 0.6
_SHRUG_VALUE, _SHRUG_CONFIDENCE = 0.2, 0.3
_ENOUGH_HITS = 3
# How often a word list was right about strangers' reviews where it was surest; our statements flatter it.
_LIST_CEILING: Final = 0.85

Floats = blend.Floats


def assess(
    texts: Sequence[str],
    embeddings: Embeddings,
    languages: Sequence[str],
    *,
    covered: Collection[str] = COVERED,
    encode: Encode | None = None,
) -> tuple[Sentiment | None, ...]:
    """Sentiment of each text, None where it is not assessed; row i means text i.

    covered: ISO 639-1 codes of the languages the encoder knows. encode: the encoder behind `embeddings`;
    needed only where it is not the one that comes with the product, which then learns from our statements
    (some seconds, once). A text in another language is read by its word list, if there is one and it
    knows a word of it.
    """
    found: list[Sentiment | None] = [
        None if language in covered else _by_list(text, language)
        for text, language in zip(texts, languages, strict=True)
    ]
    rows = [row for row, language in enumerate(languages) if language in covered]
    if rows:
        said, spoken = [texts[row] for row in rows], [languages[row] for row in rows]
        values, confidences = _by_blend(said, embeddings[rows], spoken, encode)
        for row, value, confidence in zip(rows, values, confidences, strict=True):
            found[row] = Sentiment(round(float(value), 3), round(float(confidence), 3))
    return tuple(found)


def assessed_languages(covered: Collection[str] = COVERED) -> frozenset[str]:
    """Every language a statement may get a sentiment in."""
    return frozenset(covered) | lexicons.languages()


def confidence_features(values: Floats, texts: Sequence[str]) -> Floats:
    """What tells a sure value from a guess, shape (n, 3): size, agreement, length."""
    lexicon = np.array([lexicon_value(text) for text in texts])
    length = np.array([min(len(text.split()), 30) / 30 for text in texts])
    return np.stack([np.abs(values), values * lexicon, length], axis=1)


def reading_features(reading: lexicons.Reading) -> list[float]:
    """The same for a reading by word list."""
    return [abs(reading.value), reading.agreement, min(reading.hits, _ENOUGH_HITS) / _ENOUGH_HITS]


def settle(texts: Sequence[str], values: Floats, confidences: Floats) -> tuple[Floats, Floats]:
    """Values and confidences after the rules for irony and shrugs, which no training set teaches."""
    values, confidences = values.copy(), confidences.copy()
    for row, text in enumerate(texts):
        if is_ironic(text):
            values[row] = min(values[row], _IRONIC_VALUE)
            confidences[row] = _IRONIC_CONFIDENCE
        elif is_shrug(text):
            values[row] *= _SHRUG_VALUE
            confidences[row] = min(confidences[row], _SHRUG_CONFIDENCE)
    return values, confidences


def overall(sentiments: Sequence[Sentiment | None], weights: Sequence[float]) -> Sentiment | None:
    """One value for many statements, weighted by `weights` (their length, say) times confidence.

    None when nothing was assessed. A lone statement or a split room lowers the confidence.
    """
    known = [(s, w * s.confidence) for s, w in zip(sentiments, weights, strict=True) if s is not None]
    total = sum(weight for _, weight in known)
    if total <= 0:
        return None
    value = sum(s.value * weight for s, weight in known) / total
    spread = (sum(weight * (s.value - value) ** 2 for s, weight in known) / total) ** 0.5
    mean_confidence = sum(s.confidence * weight for s, weight in known) / total
    certainty = len(known) / (len(known) + 1)
    return Sentiment(round(value, 3), round(mean_confidence * certainty * max(0.3, 1 - spread), 3))


def _by_list(text: str, language: str) -> Sentiment | None:
    if language not in lexicons.languages():
        return None
    reading = lexicons.read(text, language)
    if not reading.hits:
        return None
    sure = blend.probability(np.array([reading_features(reading)]), blend.lexicon_sure())[0]
    return Sentiment(round(reading.value, 3), round(min(float(sure), _LIST_CEILING), 3))


def _by_blend(
    texts: Sequence[str], embeddings: Embeddings, languages: Sequence[str], encode: Encode | None
) -> tuple[Floats, Floats]:
    other = blend.taught(encode) if encode else None
    if other is None:
        model = blend.shipped()
        values = model.values(features(texts, embeddings))
        return settle(texts, values, blend.probability(confidence_features(values, texts), model.sure))
    rows, english = features(texts, embeddings), np.array([code == "en" for code in languages])
    rows[~english] = blend.bare(rows[~english], embeddings.shape[1])
    values = other.values(rows)
    return settle(texts, values, blend.probability(np.abs(values)[:, None], other.sure))
