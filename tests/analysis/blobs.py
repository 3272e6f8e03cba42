"""Unit rows in well-parted bundles, for tests that need themes whose truth is known."""

from __future__ import annotations

import numpy as np

from analysis.types import Embeddings


def blobs(themes: int, each: int, *, spread: float = 0.05, seed: int = 0) -> tuple[Embeddings, list[int]]:
    """Unit rows around `themes` directions, and which one each row belongs to."""
    random = np.random.default_rng(seed)
    middles = random.normal(size=(themes, 32))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    truth = [theme for theme in range(themes) for _ in range(each)]
    rows = middles[truth] + spread * random.normal(size=(len(truth), 32))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), truth
