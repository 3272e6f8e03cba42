"""How good predictions are on a made-up world: `python -m bench prediction [--accounts N] [--seeds N]`.

Prints one JSON line per kind, distance and seed: the Brier score of what was learned beside that of the base
rate and of the rule, the calibration error, the area under the curve; and the CPU seconds it took.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from analysis.prediction.features import QUARTER
from analysis.prediction.table import cuts_between, grew_within, left_within, table
from app.services.learn_predictions import learn_each
from app.success import foresight
from app.success.foresight import AHEAD, KINDS
from bench.prediction_world import FIRST_DAY, LAST_DAY, world

FEW = 40


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--accounts", type=int, default=2_000)
    given.add_argument("--seeds", type=int, default=3)
    asked = given.parse_args()
    for accounts, seed in [*((asked.accounts, seed) for seed in range(asked.seeds)), (FEW, 0)]:
        for line in report(accounts, seed):
            print(json.dumps(line), flush=True)


def report(accounts: int, seed: int) -> Iterator[dict[str, Any]]:
    """Learns from the first three quarters of the time; how it does on the last, kind by kind."""
    begun = time.process_time()
    histories = world(accounts, seed)
    made = table(histories, cuts_between(FIRST_DAY + QUARTER, LAST_DAY))
    ready = time.process_time() - begun
    for kind in KINDS:
        came = {
            days: (left_within if kind == "churn" else grew_within)(histories, made, days) for days in AHEAD
        }
        outcomes = len(np.unique(made.who[came[AHEAD[-1]] > 0]))
        shared = {"world": accounts, "kind": kind, "seed": seed}
        lacking = foresight.not_enough(
            kind, accounts=len(np.unique(made.who)), outcomes=outcomes, days=LAST_DAY - FIRST_DAY
        )
        if lacking:
            yield {**shared, "sentence": lacking}
            continue
        begun = time.process_time()
        for one in learn_each(kind, made, came, LAST_DAY):
            told = {name: value for name, value in one.figures.as_json().items() if name != "bins"}
            rounded = {n: round(v, 4) if isinstance(v, float) else v for n, v in told.items()}
            yield {**shared, "days": one.model.days, "chosen": one.chosen, **rounded}
        spent = time.process_time() - begun
        yield {**shared, "table_cpu_s": round(ready, 1), "learning_cpu_s": round(spent, 1)}


if __name__ == "__main__":
    main()
