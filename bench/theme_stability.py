"""How steady themes are: over seeds, over samples, and from one refit to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from time import process_time

import numpy as np
from sklearn.metrics import adjusted_rand_score

from analysis.themes import cluster
from analysis.themes.refit import refit
from analysis.types import Embeddings, KnownTheme
from bench.reading import figure

_SEEDS = 5
_PAIRS = 3


def seeds(rows: Embeddings) -> None:
    """Mean agreement (ARI) between fits with five different seeds."""
    runs = [cluster.fit(rows, seed=seed) for seed in range(_SEEDS)]
    pairs = [adjusted_rand_score(one, other) for one, other in combinations(runs, 2)]
    figure("themes.banking77_test.seed_stability", float(np.mean(pairs)), lowest=round(min(pairs), 4))


def samples(rows: Embeddings) -> None:
    """Mean agreement (ARI) on the rows that two random samples of 80 % share."""
    agreements = []
    for pair in range(_PAIRS):
        random = np.random.default_rng(pair)
        fits = []
        for _ in range(2):
            chosen = np.sort(random.permutation(len(rows))[: len(rows) * 4 // 5])
            labels = np.full(len(rows), -1, dtype=np.int64)
            labels[chosen] = cluster.fit(rows[chosen], seed=0)
            fits.append(labels)
        shared = (fits[0] >= 0) & (fits[1] >= 0)
        agreements.append(adjusted_rand_score(fits[0][shared], fits[1][shared]))
    figure("themes.banking77_test.sample_stability", float(np.mean(agreements)), pairs=_PAIRS)


def refitted(rows: Embeddings, texts: Sequence[str], truth: Sequence[str]) -> None:
    """Themes of four fifths, refitted with the last fifth: what keeps its id, and how good the result is."""
    order = np.random.default_rng(0).permutation(len(rows))
    old = order[: len(rows) * 4 // 5]
    first = cluster.fit(rows[old], seed=0)
    known = [
        KnownTheme(f"t{theme}", f"Theme {theme}", rows[old][first == theme][:12])
        for theme in range(int(first.max()) + 1)
    ]
    before: list[str | None] = [f"t{theme}" if theme >= 0 else None for theme in first.tolist()]
    before += [None] * (len(rows) - len(old))
    words, who = [texts[row] for row in order], list(range(len(rows)))
    for name, most in (("refit", 0.05), ("refit_afresh", 1.0)):
        started = process_time()
        again = refit(rows[order], words, who, known, before, unassigned=0.0, most_moved=most)
        kinds = [event.kind for event in again.events]
        figure(
            f"themes.banking77_test.{name}.kept_share",
            again.kept_share,
            ari=round(adjusted_rand_score([truth[row] for row in order], again.labels), 4),
            **{kind: kinds.count(kind) for kind in sorted(set(kinds))},
            steadiness=round(again.steadiness, 3),
            cpu_seconds=round(process_time() - started, 1),
        )
