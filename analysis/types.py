"""The shapes that travel through the analysis: rows in, rows out, row i always means statement i."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
"""Unit rows, shape (n, d)."""

Labels = NDArray[np.int64]
"""Theme of each statement, shape (n,); -1 is an outlier."""

Encode = Callable[[Sequence[str]], Embeddings]
"""Texts to unit rows, shape (n, d) float32, in the order given."""
