"""From features to a value and a confidence: ridge regression in the space of a Gaussian kernel.

The kernel looks at some 1,400 rows of the training data only, its landmarks (Williams and Seeger 2001).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from analysis.sentiment.features import features
from analysis.types import NEUTRAL_BELOW, Encode

FILE: Final = Path(__file__).parent / "blend.npz"
STATEMENTS: Final = Path(__file__).parent / "statements.tsv"
PROBE: Final = "The reports are good, but they load slowly."
"""Encoded once with the weights, to recognise the encoder they belong to."""

_GAMMA, _RIDGE, _JITTER = 0.5, 0.5, 1e-6
_SAME_ENCODER: Final = 0.98
_BLOCK, _FOLDS = 4_096, 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Blend:
    """landmarks: shape (m, f) float32; weights: (m,); sure: weights of the confidence, its bias last."""

    landmarks: NDArray[np.float32]
    weights: NDArray[np.float32]
    mean: float
    sure: Floats

    def values(self, rows: Floats) -> Floats:
        """Values in -1..1 of feature rows, shape (n, f)."""
        found = [self._raw(rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK)]
        return np.clip(np.concatenate(found), -1.0, 1.0) if found else np.zeros(0)

    def _raw(self, rows: Floats) -> Floats:
        kernel = _kernel(rows.astype(np.float32), self.landmarks)
        return (kernel @ self.weights).astype(np.float64) + self.mean


def fit(rows: Floats, ratings: Floats, weights: Floats, landmarks: NDArray[np.float32]) -> Blend:
    """The blend that fits `ratings` (-1..1) best; it knows nothing yet of how sure it is."""
    mean = float(np.average(ratings, weights=weights))
    kernel = _kernel(rows.astype(np.float32), landmarks).astype(np.float64)
    weighted = kernel * weights[:, None]
    penalty = _RIDGE * _kernel(landmarks, landmarks).astype(np.float64)
    system = kernel.T @ weighted + penalty + _JITTER * np.eye(len(landmarks))
    solution = np.linalg.solve(system, weighted.T @ (ratings - mean))
    return Blend(landmarks, solution.astype(np.float32), mean, np.zeros(1))


def probability(evidence: Floats, sure: Floats) -> Floats:
    """The chance that the label is right, 0..1, for rows of evidence, shape (n, e); `sure` is (e + 1,)."""
    probable: Floats = 1 / (1 + np.exp(-(evidence @ sure[:-1] + sure[-1])))
    return probable


def calibrate(evidence: Floats, values: Floats, ratings: Floats, weights: Floats | None = None) -> Floats:
    """Weights for `probability`, learnt from values of statements the blend had not seen."""
    model = LogisticRegression().fit(evidence, labels(values) == labels(ratings), sample_weight=weights)
    return np.append(model.coef_[0], model.intercept_[0])


def labels(values: Floats) -> Floats:
    """-1 negative, 0 neutral, 1 positive."""
    return np.where(np.abs(values) < NEUTRAL_BELOW, 0.0, np.sign(values))


@cache
def shipped() -> Blend:
    """The blend for English and the encoder that comes with the product."""
    stored = _stored()
    landmarks = stored["landmarks"].astype(np.float32) * stored["scale"].astype(np.float32)
    return Blend(landmarks, stored["weights"], float(stored["mean"]), stored["sure"].astype(np.float64))


@cache
def lexicon_sure() -> Floats:
    """What the confidence of a reading by word list weighs."""
    return _stored()["lexicon_sure"].astype(np.float64)


@cache
def taught(encode: Encode) -> Blend | None:
    """A blend taught on our own statements in the space of another encoder; None for the shipped one."""
    probe, known = encode([PROBE])[0], _stored()["probe"]
    if len(probe) == len(known) and float(probe @ known) >= _SAME_ENCODER:
        return None
    lines = STATEMENTS.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line]
    texts, ratings = [text for _, text in pairs], np.array([float(value) for value, _ in pairs])
    rows, ratings = both_ways(features(texts, encode(texts)), len(probe)), np.tile(ratings, 2)
    even = np.ones(len(rows))
    unseen = np.zeros(len(rows))
    for learn, hold in GroupKFold(_FOLDS).split(rows, groups=np.tile(np.arange(len(texts)), 2)):
        part = fit(rows[learn], ratings[learn], even[learn], rows[learn].astype(np.float32))
        unseen[hold] = part.values(rows[hold])
    whole = fit(rows, ratings, even, rows.astype(np.float32))
    return replace(whole, sure=calibrate(np.abs(unseen)[:, None], unseen, ratings))


def both_ways(rows: Floats, dimensions: int) -> Floats:
    """The rows, and the same rows without what only English has: as another language will come."""
    return np.vstack([rows, bare(rows, dimensions)])


def bare(rows: Floats, dimensions: int) -> Floats:
    """The rows with the embedding alone; lexicon and cues are zero."""
    return np.hstack([rows[:, :dimensions], np.zeros((len(rows), rows.shape[1] - dimensions))])


def _kernel(rows: NDArray[np.float32], landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    squares = (rows**2).sum(1)[:, None] + (landmarks**2).sum(1)[None, :]
    kernel: NDArray[np.float32] = np.exp(-_GAMMA * np.maximum(squares - 2 * rows @ landmarks.T, 0))
    return kernel


@cache
def _stored() -> dict[str, NDArray[np.float32]]:
    with np.load(FILE, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
