"""The learner of intents on public sets: few-shot on BANKING77, requests and problems in app reviews."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from analysis import intents
from analysis.signals import hearing, learner, learning
from analysis.types import Embeddings, Encode
from bench.reading import data_folder, figure, read_rows

_SEEDS = 5
_PER_CLASS = (5, 10)
_HIDDEN_SHARE = 0.2
LOOSENESS = 30.0
_LABELS = 20
_MARKS = {"feature_request": "feature_request", "problem_report": "problem"}


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
    """F1 of requests and problems in English app reviews: as shipped, after 20 labels of each kind by the
    product's own learning, and learned from four fifths. The cut is where the set's own share lies above.
    """
    lines = [row for row in read_rows(folder / "reviews.csv.gz") if row["lang"] == "en"]
    texts = [line["text"] for line in lines]
    rows = hearing.features(texts, encode(texts))
    odds = hearing.hearing(encode).log_odds(rows)
    for mark, name in _MARKS.items():
        true = np.array([line[mark] == "1" for line in lines])
        place = intents.NAMES.index(name)
        figure(f"intents.app_reviews.{mark}.f1_as_shipped", _at_base(odds[:, place], true), rows=len(lines))
        few = [_few(rows, odds, true, name, seed) for seed in range(_SEEDS * 2)]
        before, after = np.mean(few, axis=0)
        figure(
            f"intents.app_reviews.{mark}.f1_after_20_labels_each",
            after,
            before=round(float(before), 4),
            better_in=sum(after > before for before, after in few),
            draws=len(few),
        )
        both = np.hstack([rows, odds[:, [place]] / np.abs(odds[:, place]).max()]).astype(np.float32)
        shares = np.zeros(len(lines))
        for learnt, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(both, true):
            head = learner.fit(both[learnt], _two(true[learnt]), looseness=LOOSENESS)
            shares[asked] = head.shares(both[asked])[:, 1]
        figure(f"intents.app_reviews.{mark}.f1_of_four_fifths", _at_base(shares, true))


def _few(
    rows: Embeddings, odds: NDArray[np.float64], true: NDArray[np.bool_], name: str, seed: int
) -> tuple[float, float]:
    """F1 on the other rows before and after 20 rows with the mark and 20 without were labelled."""
    chance = np.random.default_rng(seed)
    sides = [chance.choice(np.flatnonzero(true == side), _LABELS, replace=False) for side in (True, False)]
    learnt = np.concatenate(sides)
    asked = np.setdiff1d(np.arange(len(rows)), learnt)
    said = [bool(true[i]) for i in learnt]
    learned = learning.learn(
        rows[learnt], [name] * len(learnt), said, odds[learnt], intents.NAMES, heard=intents.HEARD_ODDS
    )
    place = intents.NAMES.index(name)
    after = (odds[asked] + learned.shift(rows[asked]))[:, place]
    return _at_base(odds[asked, place], true[asked]), _at_base(after, true[asked])


def _two(true: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.stack([~true, true], axis=1).astype(np.float64)


def _at_base(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """F1 of the highest scores, as many as are true."""
    seen = scores > np.quantile(scores, 1 - true.mean())
    return float(2 * (seen & true).sum() / max(1, seen.sum() + true.sum()))
