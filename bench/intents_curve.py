"""What corrections teach: F1 on statements nobody corrected, after 0 to 100 corrections of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis import intents
from analysis.signals import hearing, learner, learning
from analysis.types import Encode
from bench.multilabel import Scores
from bench.reading import figure

COUNTS = (0, 20, 50, 100)
_DRAWS = 20
_PART_CORRECTED = 0.5


def report(
    name: str, texts: Sequence[str], rows: learner.Rows, marks: NDArray[np.bool_], encode: Encode
) -> None:
    """Half of the statements are read by a person in chance order, who corrects each wrong or missing
    intent and confirms each right one until so many are said; the other half is what F1 is measured on.
    """
    odds = hearing.hearing(encode).log_odds(rows)
    scores: dict[int, list[tuple[float, float]]] = {count: [] for count in COUNTS}
    for seed in range(_DRAWS):
        order = np.random.default_rng(seed).permutation(len(texts))
        cut = int(len(texts) * _PART_CORRECTED)
        read, rest = order[:cut], order[cut:]
        said = list(_said(odds[read], marks[read]))
        for count in COUNTS:
            seen = _after(said[:count], rows[read], odds[read], rows[rest], odds[rest])
            after = Scores.of(seen, marks[rest])
            scores[count].append((after.macro_f1, after.micro_f1))
    before = np.array(scores[0])
    for count, found in scores.items():
        mean = np.mean(found, axis=0)
        figure(
            f"intents.{name}.after_{count}_corrections.macro_f1",
            mean[0],
            micro_f1=round(float(mean[1]), 4),
            better_in=int((np.array(found)[:, 0] > before[:, 0]).sum()),
            draws=_DRAWS,
        )


def _said(odds: learner.Array, marks: NDArray[np.bool_]) -> list[tuple[int, int, bool]]:
    """(statement, intent, is right) in the order a person meets them: tags shown, and tags missed."""
    shown = learner.sigmoid(odds) >= intents.HEARD
    return [
        (int(row), int(place), bool(marks[row, place]))
        for row in range(len(marks))
        for place in np.flatnonzero(shown[row] | marks[row])
    ]


def _after(
    said: Sequence[tuple[int, int, bool]],
    rows: learner.Rows,
    odds: learner.Array,
    unseen_rows: learner.Rows,
    unseen_odds: learner.Array,
) -> NDArray[np.bool_]:
    if said:
        of = [row for row, _, _ in said]
        learned = learning.learn(
            rows[of],
            [intents.NAMES[p] for _, p, _ in said],
            [r for _, _, r in said],
            odds[of],
            intents.NAMES,
            heard=intents.HEARD_ODDS,
        )
        unseen_odds = unseen_odds + learned.shift(unseen_rows)
    heard: NDArray[np.bool_] = learner.sigmoid(unseen_odds) >= intents.HEARD
    return heard
