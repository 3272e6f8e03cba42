"""How good the themes of one fit are: agreement with a truth, names that fit, small studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from analysis import phrases
from analysis.themes import cluster, labels
from analysis.types import Embeddings, Encode, Labels
from bench.reading import figure, read_rows
from bench.theme_baselines import baselines


def compare(name: str, rows: Embeddings, truth: Sequence[str], *, with_density: bool = True) -> Labels:
    """Our fit beside the baselines; an outlier counts as one more class in `ari` and `ami`."""
    cluster.fit(rows[:400], seed=0)  # imports and first calls are no part of the figure
    methods: dict[str, Callable[[Embeddings], Labels]] = {
        "ours": lambda some: cluster.fit(some, seed=0),
        **baselines(len(set(truth)), with_density=with_density),
    }
    ours = np.zeros(len(rows), dtype=np.int64)
    for method, run in methods.items():
        started = process_time()
        found = run(rows)
        seconds = process_time() - started
        ours = found if method == "ours" else ours
        near = _nearest(rows, found)
        figure(
            f"themes.{name}.{method}.ari",
            adjusted_rand_score(truth, found),
            ami=round(adjusted_mutual_info_score(truth, found), 4),
            ari_near=round(adjusted_rand_score(truth, near), 4),
            ami_near=round(adjusted_mutual_info_score(truth, near), 4),
            themes=int(found.max()) + 1,
            outliers=round(float((found < 0).mean()), 4),
            cpu_seconds=round(seconds, 2),
            rows=len(rows),
        )
    return ours


def _nearest(rows: Embeddings, found: Labels) -> Labels:
    """The same themes with each outlier sent to the nearest centre."""
    if found.max(initial=-1) < 0:
        return found
    nearest = (rows @ cluster.centroids(rows, found).T).argmax(axis=1)
    return np.where(found < 0, nearest, found)


def labelled(
    texts: Sequence[str], rows: Embeddings, found: Labels, truth: Sequence[str], encode: Encode
) -> None:
    """Share of statements whose theme's label shares a word with the name of its commonest intent.

    Once named from the rows alone, once with an encoder for the names as well.
    """
    centres = cluster.centroids(rows, found)
    for said, names in (
        ("label_names_intent", labels.name_themes(texts, rows, found, centres)),
        ("encoded_label_names_intent", labels.name_themes(texts, rows, found, centres, encode=encode)),
    ):
        hits = 0
        for theme, name in enumerate(names):
            members = [truth[i] for i in np.flatnonzero(found == theme).tolist()]
            commonest = max(sorted(set(members)), key=members.count)
            hits += len(members) * bool(_words(name) & _words(commonest))
        figure(
            f"themes.banking77_test.{said}",
            hits / len(texts),
            distinct=len(set(names)) == len(names),
            words=round(float(np.mean([len(name.split()) for name in names])), 2),
        )


def _words(name: str) -> frozenset[str]:
    """Stems of a name's words; "top-up" is as good as "top_up"."""
    return phrases.stems(name.replace("_", " ").replace("-", " "))


def small_studies(folder: Path, encode: Encode) -> None:
    """About 200 statements in some 60 hand-made themes: mean AMI, each unassigned statement by itself."""
    rows = read_rows(folder / "minibar_garmin" / "clusters.csv.gz")
    kinds = sorted({row["kind"] for row in rows})
    sets = [[row for row in rows if row["kind"] == kind] for kind in kinds]
    encoded = [encode([row["text"] for row in chosen]) for chosen in sets]
    wanted = [len({row["cluster"] for row in chosen}) for chosen in sets]
    scores: dict[str, list[float]] = {"ours": [], "cosine_linkage": [], "kmeans_true_k": [], "hdbscan": []}
    for chosen, embedded, count in zip(sets, encoded, wanted, strict=True):
        truth = [row["cluster"] for row in chosen]
        runs = {
            "ours": cluster.fit(embedded, [row["text"] for row in chosen], seed=0),
            "cosine_linkage": cluster.fit(embedded, seed=0),
            **{name: run(embedded) for name, run in baselines(count, with_density=True).items()},
        }
        for name, found in runs.items():
            apart = np.where(found < 0, len(found) + np.arange(len(found)), found)
            scores.setdefault(name, []).append(adjusted_mutual_info_score(truth, apart))
    for name, values in scores.items():
        figure(f"themes.small_studies.{name}.ami", float(np.mean(values)), clusterings=len(values))
