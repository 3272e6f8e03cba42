"""How a statement feels: a ridge blend of embedding, lexicon and turns of phrase, -1..1.

The weights in `blend.npz` are trained by `bench/sentiment.py`; `CARD.md` says on what and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.sentiment.features import features, is_ironic, is_shrug, lexicon_value
from analysis.types import NEUTRAL_BELOW, Embeddings, Sentiment

__all__ = ["COVERED", "IRONIC_VALUE", "NEUTRAL_BELOW", "assess", "confidence_features", "overall", "predict"]

COVERED: Final = frozenset({"en"})
"""Languages the lexicon and the encoder both know; elsewhere a statement is not assessed."""

IRONIC_VALUE: Final = -0.5
_IRONIC_CONFIDENCE: Final = 0.6
_SHRUG_VALUE: Final = 0.2
_SHRUG_CONFIDENCE: Final = 0.3


def assess(
    texts: Sequence[str], embeddings: Embeddings, languages: Sequence[str]
) -> tuple[Sentiment | None, ...]:
    """Sentiment of each text, None where its language is not covered; row i means text i."""
    if not texts:
        return ()
    values, confidences = predict(texts, embeddings)
    return tuple(
        Sentiment(round(float(value), 3), round(float(confidence), 3)) if language in COVERED else None
        for value, confidence, language in zip(values, confidences, languages, strict=True)
    )


def predict(texts: Sequence[str], embeddings: Embeddings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values in -1..1 and confidences in 0..1, each of shape (n,)."""
    blend = _blend()
    values = np.clip(features(texts, embeddings) @ blend["weights"] + blend["intercept"], -1.0, 1.0)
    evidence = confidence_features(values, texts)
    confidences = 1 / (1 + np.exp(-(evidence @ blend["confidence_weights"] + blend["confidence_intercept"])))
    for row, text in enumerate(texts):
        if is_ironic(text):
            values[row] = min(values[row], IRONIC_VALUE)
            confidences[row] = _IRONIC_CONFIDENCE
        elif is_shrug(text):
            values[row] *= _SHRUG_VALUE
            confidences[row] = min(confidences[row], _SHRUG_CONFIDENCE)
    return values, confidences


def confidence_features(values: NDArray[np.float64], texts: Sequence[str]) -> NDArray[np.float64]:
    """What tells a sure value from a guess, shape (n, 3): size, agreement, length."""
    lexicon = np.array([lexicon_value(text) for text in texts])
    length = np.array([min(len(text.split()), 30) / 30 for text in texts])
    return np.stack([np.abs(values), values * lexicon, length], axis=1)


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


@cache
def _blend() -> dict[str, NDArray[np.float64]]:
    with np.load(Path(__file__).parent / "blend.npz", allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float64) for name in stored.files}
