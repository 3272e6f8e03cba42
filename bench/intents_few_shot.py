"""The learner of intents on public sets: few-shot on BANKING77, requests and problems in app reviews."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from analysis.signals import learner
from analysis.types import Embeddings, Encode
from bench.reading import data_folder, figure, read_rows

_SEEDS = 5
_PER_CLASS = (5, 10)
_HIDDEN_SHARE = 0.2
LOOSENESS = 30.0
_MARKS = ("feature_request", "problem_report")


def report(encode: Encode) -> None:
    """Every figure whose data set is there; a message for one that is not."""
    folder = data_folder()
    for name, run in (("banking77", _banking), ("minibar_garmin", _reviews)):
        if (folder / name).is_dir():
            run(folder / name, encode)
        else:
            print(f"Skipped: there is no {name} in EARSHOT_DATA.", file=sys.stderr)


def _banking(folder: Path, encode: Encode) -> None:
    """Accuracy on all test rows from a few examples a class, beside nearest centroid and neighbour."""
    train, test = read_rows(folder / "train.csv.gz"), read_rows(folder / "test.csv.gz")
    names = sorted({row["intent"] for row in train})
    known = np.array([names.index(row["intent"]) for row in train])
    true = np.array([names.index(row["intent"]) for row in test])
    picks = {(count, seed): _pick(known, count, seed) for count in _PER_CLASS for seed in range(_SEEDS)}
    needed = np.unique(np.concatenate(list(picks.values())))
    encoded = encode([train[i]["text"] for i in needed])
    rows = np.zeros((len(train), encoded.shape[1]), dtype=np.float32)
    rows[needed] = encoded
    asked = encode([row["text"] for row in test])
    for count in _PER_CLASS:
        found = []
        for seed in range(_SEEDS):
            chosen = picks[count, seed]
            head = learner.fit(rows[chosen], np.eye(len(names))[known[chosen]], looseness=LOOSENESS)
            likeness = asked @ rows[chosen].T
            centres = np.stack([rows[chosen[known[chosen] == c]].mean(axis=0) for c in range(len(names))])
            centres /= np.linalg.norm(centres, axis=1, keepdims=True)
            found.append(
                (
                    (head.scores(asked).argmax(axis=1) == true).mean(),
                    ((asked @ centres.T).argmax(axis=1) == true).mean(),
                    (known[chosen][likeness.argmax(axis=1)] == true).mean(),
                    _rejection(rows[chosen], known[chosen], asked, true, seed),
                )
            )
        ours, centroid, neighbour, rejection = np.mean(found, axis=0)
        figure(
            f"intents.banking77.accuracy_k{count}",
            ours,
            nearest_centroid=round(float(centroid), 4),
            nearest_neighbour=round(float(neighbour), 4),
            draws=_SEEDS,
        )
        figure(f"intents.banking77.rejection_auroc_k{count}", rejection, hidden_share=_HIDDEN_SHARE)


def _pick(known: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    chance = np.random.default_rng(seed)
    return np.concatenate(
        [chance.choice(np.flatnonzero(known == c), count, replace=False) for c in np.unique(known)]
    )


def _rejection(
    rows: Embeddings, known: NDArray[np.int64], asked: Embeddings, true: NDArray[np.int64], seed: int
) -> float:
    """AUROC of the best likeness: test rows whose class has examples against those whose has none."""
    classes = np.unique(known)
    hidden = np.random.default_rng(seed).choice(classes, int(len(classes) * _HIDDEN_SHARE), replace=False)
    kept = ~np.isin(known, hidden)
    best = (asked @ rows[kept].T).max(axis=1)
    has = ~np.isin(true, hidden)
    return float((best[has][:, None] > best[~has][None, :]).mean())


def _reviews(folder: Path, encode: Encode) -> None:
    """F1 of requests and problems in English app reviews, with 20 labels of each and with four fifths."""
    lines = [row for row in read_rows(folder / "reviews.csv.gz") if row["lang"] == "en"]
    rows = encode([line["text"] for line in lines])
    for mark in _MARKS:
        true = np.array([line[mark] == "1" for line in lines])
        few = [_few(rows, true, seed) for seed in range(_SEEDS * 2)]
        figure(
            f"intents.app_reviews.{mark}.f1_of_20_labels",
            float(np.mean(few)),
            draws=len(few),
            rows=len(lines),
        )
        shares = np.zeros(len(lines))
        for learnt, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(rows, true):
            head = learner.fit(rows[learnt], _two(true[learnt]), looseness=LOOSENESS)
            shares[asked] = head.shares(rows[asked])[:, 1]
        figure(f"intents.app_reviews.{mark}.f1_of_four_fifths", _f1(shares > _cut(shares, true.mean()), true))


def _few(rows: Embeddings, true: NDArray[np.bool_], seed: int) -> float:
    """20 rows with the mark and 20 without teach; the cut is where the believed share is the set's own."""
    chance = np.random.default_rng(seed)
    learnt = np.concatenate(
        [chance.choice(np.flatnonzero(true == side), 20, replace=False) for side in (1, 0)]
    )
    asked = np.setdiff1d(np.arange(len(rows)), learnt)
    head = learner.fit(rows[learnt], _two(true[learnt]), looseness=LOOSENESS)
    shares = head.shares(rows[asked])[:, 1]
    return _f1(shares > _cut(shares, true.mean()), true[asked])


def _two(true: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.stack([~true, true], axis=1).astype(np.float64)


def _cut(shares: NDArray[np.float64], base: float) -> float:
    return float(np.quantile(shares, 1 - base))


def _f1(seen: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    return float(2 * (seen & true).sum() / max(1, seen.sum() + true.sum()))
