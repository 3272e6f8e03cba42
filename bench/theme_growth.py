"""Themes as statements come in: assigned, left out at a set rate, recognised as new, week after week."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

import numpy as np
from sklearn.metrics import adjusted_rand_score, roc_auc_score, roc_curve

from analysis.themes import assign, calibrate, cluster
from analysis.themes.grow import grow
from analysis.themes.novelty import at_home
from analysis.themes.place import place
from analysis.themes.refit import Refit, refit
from analysis.types import Embeddings, KnownTheme, Labels
from bench.reading import figure

_WEEKS = 10
_SPLITS = 5
_HIDDEN = 15
"""Intents kept from the fit, a fifth of the 77."""


def _known(rows: Embeddings, labels: Labels) -> list[KnownTheme]:
    return [
        KnownTheme(f"t{theme}", "", rows[assign.exemplars(rows, np.flatnonzero(labels == theme))])
        for theme in range(int(labels.max()) + 1)
    ]


def assigned_fifth(rows: Embeddings, truth: Sequence[str]) -> None:
    """Fit on four fifths, assign the rest: agreement with the truth beside a full fit's, and speed."""
    order = np.random.default_rng(0).permutation(len(rows))
    old, new = order[: len(rows) * 4 // 5], order[len(rows) * 4 // 5 :]
    themes = _known(rows[old], cluster.fit(rows[old], seed=0))
    right = [truth[row] for row in new]
    given, _ = assign.assign(rows[new], themes)
    many = np.tile(rows[new], (20, 1))
    started = process_time()
    assign.assign(many, themes)
    speed = len(many) / (process_time() - started)
    figure(
        "themes.banking77_test.assigned_fifth.ari",
        adjusted_rand_score(right, given),
        full_refit=round(adjusted_rand_score(right, cluster.fit(rows, seed=0)[new]), 4),
        unassigned=round(float((given < 0).mean()), 4),
        rows_per_cpu_second=round(speed),
    )


def left_out(rows: Embeddings) -> None:
    """How far from the rate asked for the share of new rows without a theme is, at most."""
    order = np.random.default_rng(1).permutation(len(rows))
    old, new = np.array_split(order, 2)
    themes = _known(rows[old], cluster.fit(rows[old], seed=0))
    shares = {}
    for wanted in (0.02, 0.05, 0.1, 0.2, 0.3):
        level = calibrate.threshold(rows[old], themes, unassigned=wanted)
        places, _ = place(rows[new], themes, [None] * len(new), threshold=level)
        shares[str(wanted)] = round(float(np.mean([one is None for one in places])), 4)
    figure(
        "themes.banking77_full.unassigned_off_by",
        max(abs(float(wanted) - share) for wanted, share in shares.items()),
        **shares,
    )


def novelty(rows: Embeddings, truth: Sequence[str]) -> None:
    """A fifth of the intents is hidden from the fit: are their statements told from the others'?"""
    intents = sorted(set(truth))
    scores: dict[str, list[tuple[float, float]]] = {"ours": [], "five_nearest": [], "centre": []}
    for seed in range(_SPLITS):
        random = np.random.default_rng(seed)
        hidden = set(random.permutation(intents)[:_HIDDEN])
        order = random.permutation(len(rows))
        new = order[len(rows) * 4 // 5 :]
        old = np.array([row for row in order[: len(rows) * 4 // 5] if truth[row] not in hidden])
        is_new = np.array([truth[row] in hidden for row in new])
        themes = cluster.fit(rows[old], seed=0)
        near = np.sort(rows[new] @ rows[old].T, axis=1)
        home = {
            "ours": at_home(rows[new], rows[old], themes),
            "five_nearest": near[:, -5:].mean(axis=1),
            "centre": (rows[new] @ cluster.centroids(rows[old], themes).T).max(axis=1),
        }
        for name, score in home.items():
            alarms, recall, _ = roc_curve(is_new, -score)
            scores[name].append((roc_auc_score(is_new, -score), float(np.interp(0.1, alarms, recall))))
    for name, values in scores.items():
        area, recall = np.mean(values, axis=0)
        figure(f"themes.banking77_test.novelty.{name}.auroc", area, recall_at_10_percent=round(recall, 4))


def weekly(name: str, rows: Embeddings, texts: Sequence[str], truth: Sequence[str]) -> None:
    """Ten slices: themes of the first, then only placed and grown; then one refit, and one fit of all."""
    order = np.random.default_rng(0).permutation(len(rows))
    slices = np.array_split(order, _WEEKS)
    seen = slices[0].tolist()
    first = refit(rows[seen], [texts[row] for row in seen], seen, [], [None] * len(seen))
    known, places = _after(first)
    moved = 0
    for new in slices[1:]:
        before = [*places, *[None] * len(new)]
        seen += new.tolist()
        places, _ = place(rows[seen], known, before, threshold=first.threshold)
        _grow(rows[seen], [texts[row] for row in seen], known, places)
        moved += sum(then is not None and then != now for then, now in zip(before, places, strict=True))
    right = [truth[row] for row in seen]
    words = [texts[row] for row in seen]
    again = refit(rows[seen], words, seen, known, places, unassigned=0.05)
    figure(
        f"themes.{name}.ten_weeks.ari",
        adjusted_rand_score(right, [str(one) for one in places]),
        one_full_fit=round(adjusted_rand_score(right, cluster.fit(rows[seen], seed=0)), 4),
        after_a_refit=round(adjusted_rand_score(right, again.labels), 4),
        themes_at_first=len(first.themes),
        themes=len(known),
        old_statements_moved=moved,
        unassigned=round(float(np.mean([one is None for one in places])), 4),
        refit_kept=round(again.kept_share, 4),
        refit_events=len(again.events),
    )


def _after(fitted: Refit) -> tuple[list[KnownTheme], list[str | None]]:
    known = [KnownTheme(f"t{i}", theme.label, theme.exemplars) for i, theme in enumerate(fitted.themes)]
    return known, [f"t{label}" if label >= 0 else None for label in fitted.labels.tolist()]


def _grow(rows: Embeddings, texts: Sequence[str], known: list[KnownTheme], places: list[str | None]) -> None:
    """Adds to `known` and `places` what the pool yields."""
    pool = [row for row, at in enumerate(places) if at is None]
    growth = grow(rows[pool], [texts[row] for row in pool], pool, known, total=len(rows))
    for row, theme in zip(pool, growth.joined.tolist(), strict=True):
        places[row] = known[theme].id if theme >= 0 else None
    for theme in growth.new:
        known.append(KnownTheme(f"t{len(known)}", theme.label, theme.exemplars))
        for member in theme.members:
            places[pool[member]] = known[-1].id
