"""200,000 statements from vectors at hand: CPU seconds and memory of fitting and assigning."""

from __future__ import annotations

import resource
from time import process_time

import numpy as np

from analysis.themes import assign, cluster
from analysis.types import Embeddings, KnownTheme
from bench.reading import figure

_ROWS = 200_000
_NOISE = 0.02


def large(rows: Embeddings) -> None:
    """Rows drawn with noise from real ones, fitted on a sample and assigned; then assigned once more."""
    random = np.random.default_rng(0)
    many = rows[random.integers(0, len(rows), _ROWS)]
    for start in range(0, _ROWS, 10_000):
        part = many[start : start + 10_000]
        part += _NOISE * random.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    started = process_time()
    found = cluster.fit(many, seed=0)
    fitted = process_time()
    themes = [
        KnownTheme(str(theme), "", many[assign.exemplars(many, np.flatnonzero(found == theme))])
        for theme in range(int(found.max()) + 1)
    ]
    assigning = process_time()
    assign.assign(many, themes)
    ended = process_time()
    figure(
        "themes.200k.cpu_seconds",
        ended - started,
        fit=round(fitted - started, 1),
        assign=round(ended - assigning, 1),
        assigned_per_cpu_second=round(_ROWS / (ended - assigning)),
        themes=len(themes),
        peak_memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )
