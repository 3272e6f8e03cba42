"""A made-up world whose causes are no features: what is learned there holds later; forty are few."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.prediction.features import FEATURES, QUARTER
from analysis.prediction.history import History
from analysis.prediction.learning import learn
from analysis.prediction.table import cuts_between, left_within, table
from app.services.learn_predictions import rule_of
from bench.prediction import FEW, report
from bench.prediction_world import FIRST_DAY, LAST_DAY, world

SEED, ACCOUNTS, DAYS = 4, 800, 90
QUICK = ("logistic, held close", "logistic, free")


@pytest.fixture(scope="module")
def histories() -> list[History]:
    return world(ACCOUNTS, SEED)


def test_what_is_learned_beats_the_base_rate_and_the_rule_and_is_calibrated(
    histories: list[History],
) -> None:
    made = table(histories, cuts_between(FIRST_DAY + QUARTER, LAST_DAY - DAYS))
    came = left_within(histories, made, DAYS)
    found = learn(made, came, rule_of("churn", made, DAYS), days=DAYS, candidates=QUICK)
    assert found is not None
    assert found.figures.brier < min(found.figures.brier_base, found.figures.brier_rule)
    assert found.figures.calibration <= 0.05


def test_no_feature_alone_says_who_leaves(histories: list[History]) -> None:
    """The contract aside, nothing that can be seen orders accounts well: what decides is hidden."""
    made = table(histories, np.array([LAST_DAY - 300.0]))
    came = left_within(histories, made, 300)
    for place, name in enumerate(FEATURES):
        known = ~np.isnan(made.rows[:, place])
        if name in ("days_to_renewal", "term") or known.sum() < 200 or made.rows[known, place].std() == 0:
            continue
        tied = np.corrcoef(made.rows[known, place], came[known])[0, 1]
        assert abs(tied) < 0.35, name


def test_the_same_seed_is_the_same_world() -> None:
    first, again = world(5, 9), world(5, 9)
    assert [one.left for one in first] == [one.left for one in again]
    assert first[0].series.keys() == again[0].series.keys()


def test_of_forty_accounts_nothing_is_learned() -> None:
    told = list(report(FEW, 0))
    assert [one["kind"] for one in told] == ["churn", "expansion"]
    assert all(one["sentence"].startswith("Not enough history") for one in told)
