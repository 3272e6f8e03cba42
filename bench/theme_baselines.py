"""What themes are measured against: the common ways to group the same embeddings, in the same process."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial

import numpy as np
from sklearn.cluster import KMeans

from analysis.themes import cluster
from analysis.types import Embeddings, Labels

Baselines = dict[str, Callable[[Embeddings], Labels]]


def baselines(true_count: int, *, with_density: bool) -> Baselines:
    """By name: k-means told the true number, HDBSCAN on the rows, UMAP and HDBSCAN if umap-learn is there."""
    found: Baselines = {"kmeans_true_k": partial(_kmeans, count=true_count)}
    if with_density:
        found["hdbscan"] = cluster.density
    try:
        umap = importlib.import_module("umap")
    except ImportError:
        print("Without UMAP + HDBSCAN: the package umap-learn is not installed.", file=sys.stderr)
        return found
    found["umap_hdbscan"] = partial(_umap_hdbscan, umap)
    return found


def _kmeans(rows: Embeddings, count: int) -> Labels:
    return np.asarray(KMeans(count, n_init=3, random_state=0).fit_predict(rows), dtype=np.int64)


def _umap_hdbscan(umap: object, rows: Embeddings) -> Labels:
    """The default steps of BERTopic (Grootendorst 2022)."""
    import hdbscan

    reduce = umap.UMAP(  # type: ignore[attr-defined]  # the package is optional
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0
    )
    grouped = hdbscan.HDBSCAN(min_cluster_size=10, cluster_selection_method="eom").fit_predict(
        reduce.fit_transform(rows)
    )
    return np.asarray(grouped, dtype=np.int64)
