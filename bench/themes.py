"""Themes on public sets, each figure beside a baseline run in the same process.

`python -m bench.themes` reads the folder named by EARSHOT_DATA and prints one JSON line per figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from analysis import phrases
from analysis.encode import load_encoder
from analysis.themes import assign, cluster, labels
from analysis.types import Embeddings, KnownTheme, Labels
from bench.reading import cache_folder, data_folder, figure, read_rows


def main() -> None:
    folder = data_folder()
    encode = load_encoder(cache_folder(), threads=2).encode
    test = read_rows(folder / "banking77" / "test.csv.gz")
    train = read_rows(folder / "banking77" / "train.csv.gz")
    rows = _encoded("encode.banking77_test", [row["text"] for row in test], encode)
    intents = [row["intent"] for row in test]
    fitted = compare("banking77_test", rows, intents)
    labelled([row["text"] for row in test], rows, fitted, intents)
    stability(rows)
    appended(rows, intents)
    small_study(folder, encode)
    whole = np.concatenate([rows, _encoded("encode.banking77_train", [r["text"] for r in train], encode)])
    compare("banking77_full", whole, intents + [row["intent"] for row in train], with_density=False)


def _encoded(name: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Embeddings]) -> Embeddings:
    started = process_time()
    rows = encode(texts)
    figure(f"{name}.texts_per_cpu_second", len(texts) / (process_time() - started), texts=len(texts))
    return rows


def compare(name: str, rows: Embeddings, truth: list[str], *, with_density: bool = True) -> Labels:
    """Our fit beside k-means told the true number, and HDBSCAN on the same rows."""
    wanted = len(set(truth))
    methods: dict[str, Callable[[], Labels]] = {
        "ours": lambda: cluster.fit(rows, seed=0),
        "kmeans_true_k": lambda: KMeans(wanted, n_init=3, random_state=0).fit_predict(rows).astype(np.int64),
    }
    if with_density:
        methods["hdbscan"] = lambda: cluster.density(rows)
    ours = np.zeros(len(rows), dtype=np.int64)
    for method, run in methods.items():
        started = process_time()
        found = run()
        seconds = process_time() - started
        if method == "ours":
            ours = found
        figure(
            f"themes.{name}.{method}.ari",
            adjusted_rand_score(truth, found),
            ami=round(adjusted_mutual_info_score(truth, found), 4),
            themes=int(found.max()) + 1,
            outliers=round(float((found < 0).mean()), 4),
            cpu_seconds=round(seconds, 2),
            rows=len(rows),
        )
    return ours


def labelled(texts: list[str], rows: Embeddings, found: Labels, truth: list[str]) -> None:
    """Share of statements whose theme's label shares a word with the name of its commonest intent."""
    names = labels.name_themes(texts, rows, found, cluster.centroids(rows, found))
    hits = 0
    for theme, name in enumerate(names):
        members = [truth[i] for i in np.flatnonzero(found == theme)]
        commonest = max(set(members), key=members.count)
        hits += len(members) * bool(phrases.stems(name) & phrases.stems(commonest.replace("_", " ")))
    figure(
        "themes.banking77_test.label_names_intent", hits / len(texts), distinct=len(set(names)) == len(names)
    )


def stability(rows: Embeddings) -> None:
    """Mean agreement (ARI) between fits with five different seeds."""
    runs = [cluster.fit(rows, seed=seed) for seed in range(5)]
    pairs = [adjusted_rand_score(a, b) for i, a in enumerate(runs) for b in runs[:i]]
    figure("themes.banking77_test.seed_stability", float(np.mean(pairs)))


def appended(rows: Embeddings, truth: list[str]) -> None:
    """Fit on four fifths, assign the rest: agreement with the truth, speed, and what is left unassigned."""
    order = np.random.default_rng(0).permutation(len(rows))
    old, new = order[: len(rows) * 4 // 5], order[len(rows) * 4 // 5 :]
    found = cluster.fit(rows[old], seed=0)
    themes = [
        KnownTheme(str(t), str(t), rows[old][assign.exemplars(rows[old], np.flatnonzero(found == t))])
        for t in range(int(found.max()) + 1)
    ]
    many = np.tile(rows[new], (20, 1))
    started = process_time()
    given, _ = assign.assign(many, themes)
    speed = len(many) / (process_time() - started)
    given = given[: len(new)]
    figure(
        "themes.banking77_test.assigned_fifth.ari",
        adjusted_rand_score([truth[i] for i in new], given),
        unassigned=round(float((given < 0).mean()), 4),
        rows_per_cpu_second=round(speed),
    )


def small_study(folder: Path, encode: Callable[[Sequence[str]], Embeddings]) -> None:
    """About 200 statements in some 60 hand-made themes: mean AMI, each unassigned statement by itself."""
    rows = read_rows(folder / "minibar_garmin" / "clusters.csv.gz")
    scores = []
    for kind in sorted({row["kind"] for row in rows}):
        chosen = [row for row in rows if row["kind"] == kind]
        found = cluster.fit(encode([row["text"] for row in chosen]), seed=0)
        apart = np.where(found < 0, len(found) + np.arange(len(found)), found)
        scores.append(adjusted_mutual_info_score([row["cluster"] for row in chosen], apart))
    figure("themes.small_studies.ami", float(np.mean(scores)), clusterings=len(scores))


if __name__ == "__main__":
    main()
