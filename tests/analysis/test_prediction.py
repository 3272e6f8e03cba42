"""Predictions from arrays: nothing after a day is in its row, time is never mixed, reasons add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.ensemble import GradientBoostingClassifier

from analysis.prediction import calibration, figures, logistic, trees
from analysis.prediction.calibration import Calibration, calibrate, sigmoid
from analysis.prediction.features import AMONG_PEERS, FEATURES, features
from analysis.prediction.history import Floats, History, Series, series
from analysis.prediction.learning import learn, split
from analysis.prediction.model import Model, from_bytes, to_bytes
from analysis.prediction.scaling import RENEWAL, scaling
from analysis.prediction.table import Table, cuts_between, grew_within, left_within, table

DAY = 20_000.0
LIKELY = arrays.arrays(np.float64, st.integers(20, 200), elements=st.floats(0, 1, allow_subnormal=False))


def weekly(values: list[float], last: float = DAY) -> Series:
    """One entry a week, the newest on `last`."""
    days = last - 7.0 * np.arange(len(values) - 1, -1, -1)
    return series(days, np.array(values))


def one(history: History, on: float = DAY) -> dict[str, float]:
    return {name: float(values[0]) for name, values in features(history, np.array([on])).items()}


# --- features ---


def test_what_nobody_tells_is_unknown_and_silence_after_use_is_not() -> None:
    untold = one(History("acc", 0.0))
    quiet = one(History("acc", 0.0, series={"usage.ui": series(np.array([DAY - 60]))}))
    assert np.isnan([untold["usage"], untold["usage_quiet_days"], untold["seats_share"], untold["nps"]]).all()
    assert (quiet["usage"], quiet["usage_quiet_days"]) == (0.0, 60.0)


def test_a_fall_of_a_third_reads_as_one() -> None:
    found = one(History("acc", 0.0, series={"usage.ui": weekly([300.0] * 12 + [200.0] * 4)}))
    assert found["usage_change_quarter"] == pytest.approx(np.log(2 / 3), abs=0.01)


def test_people_a_ticket_a_seat_and_an_answer_are_counted() -> None:
    told = {
        "login": series(np.array([DAY - 3, DAY - 2]), people=np.array([4.0, 2.0])),
        "support.opened": Series(np.array([DAY - 1]), np.array([3.0]), np.array([3.0]), np.array([np.nan])),
        "seats.used": series(np.array([DAY - 9]), np.array([8.0])),
        "seats.bought": series(np.array([DAY - 300]), np.array([10.0])),
        "nps": series(np.array([DAY - 100, DAY - 10]), np.array([9.0, 6.0])),
    }
    found = one(History("acc", 0.0, series=told))
    assert found["people"] == pytest.approx(np.log(4))
    assert found["tickets"] == pytest.approx(np.log(4))
    assert (found["seats_share"], found["nps"], found["nps_change"]) == (0.8, 7.5, -3.0)


def test_the_next_renewal_is_that_of_a_running_term() -> None:
    terms = np.array([[DAY - 400, DAY - 35, 1e6], [DAY - 35, DAY + 330, 2e6]])
    found = one(History("acc", DAY - 400, terms=terms))
    assert found["days_to_renewal"] == 330
    assert 10 ** found["arr"] - 1 == pytest.approx(20_000)
    assert np.isnan(one(History("acc", DAY - 400, terms=terms), DAY + 331)["days_to_renewal"])


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 50)), max_size=40), st.floats(0, 400))
def test_nothing_after_a_day_is_in_its_row(told: list[tuple[float, float]], at: float) -> None:
    told.sort()
    whole = series(np.array([day for day, _ in told]), np.array([value for _, value in told]))
    is_past = whole.days <= at
    past = series(whole.days[is_past], whole.values[is_past])
    names = ("usage.ui", "login", "nps", "support.opened", "seats.used", "meeting.held")
    seen, known = (one(History("acc", 0.0, series=dict.fromkeys(names, part)), at) for part in (whole, past))
    np.testing.assert_equal(seen, known)


# --- tables and outcomes ---


def test_a_season_that_hits_all_is_nothing_among_peers() -> None:
    fallen = {"usage.ui": weekly([100.0] * 16 + [50.0] * 4)}
    worse = {"usage.ui": weekly([100.0] * 16 + [10.0] * 4)}
    made = table([History(str(n), 0.0, series=fallen if n else worse) for n in range(5)], np.array([DAY]))
    place = FEATURES.index(f"{AMONG_PEERS[0]}_among_peers")
    assert made.rows[1:, place] == pytest.approx(0.0)
    assert made.rows[0, place] < -1


def test_rows_are_of_customers_alone_and_outcomes_lie_after_them() -> None:
    cuts = DAY + np.array([0.0, 30.0, 60.0, 90.0])
    gone = History("gone", DAY - 365, left=DAY + 70, grew=np.array([DAY + 40]))
    young = History("young", DAY - 10)
    made = table([gone, young], cuts)
    assert sorted(zip(made.who.tolist(), made.days - DAY, strict=True)) == [
        (0, 0), (0, 30), (0, 60), (1, 60), (1, 90),
    ]  # fmt: skip
    of_gone = made.part(made.who == 0)
    assert left_within([gone, young], of_gone, 30).tolist() == [0, 0, 1]
    assert left_within([gone, young], of_gone, 90).tolist() == [1, 1, 1]
    assert grew_within([gone, young], of_gone, 30).tolist() == [0, 1, 0]


@given(st.floats(0, 2_000), st.floats(-100, 2_000), st.floats(1, 60))
def test_cuts_end_on_the_last_day_and_begin_after_the_first(first: float, length: float, step: float) -> None:
    cuts = cuts_between(first, first + length, step)
    assert cuts[-1] == first + length
    assert len(cuts) == 1 or cuts[0] >= first - 1e-6


@given(
    arrays.arrays(
        np.float64, st.integers(2, 60), elements=st.floats(0, 1_000).map(lambda day: day // 28 * 28)
    ),
    st.floats(0, 120),
    st.floats(0.1, 0.9),
)
def test_whatever_is_judged_lies_after_all_outcomes_learned_from(
    days: Floats, ahead: float, share: float
) -> None:
    earlier, later = split(days, ahead, share)
    assert not (earlier & later).any()
    if earlier.any() and later.any():
        assert (days[earlier] + ahead).max() <= days[later].min()


# --- figures ---


@given(LIKELY, st.integers(0, 2**32 - 1))
def test_saying_the_share_that_came_is_the_best_constant(said: Floats, seed: int) -> None:
    came = (np.random.default_rng(seed).random(len(said)) < said).astype(np.float64)
    base = figures.brier(np.full(len(came), came.mean()), came)
    assert base <= figures.brier(np.full(len(came), said.mean()), came) + 1e-12
    assert 0 <= figures.calibration_error(said, came) <= 1
    assert sum(one.rows for one in figures.bins(said, came)) == len(said)


def test_figures_of_a_known_case() -> None:
    said, came = np.array([0.1, 0.1, 0.9, 0.9]), np.array([0.0, 0.0, 1.0, 0.0])
    assert figures.brier(said, came) == pytest.approx((0.01 + 0.01 + 0.01 + 0.81) / 4)
    assert figures.calibration_error(said, came, 2) == pytest.approx((0.1 + 0.4) / 2)
    assert figures.auc(said, came) == pytest.approx(2.5 / 3)
    assert figures.auc(said, np.zeros(4)) is None


# --- calibration ---


@pytest.mark.parametrize("kind", calibration.KINDS)
def test_calibration_keeps_the_order_and_stays_within_bounds(kind: calibration.Kind) -> None:
    chance = np.random.default_rng(1)
    odds = chance.normal(-1, 2, 500)
    drawn = calibrate(kind, odds, (chance.random(500) < sigmoid(0.4 * odds - 1)).astype(np.float64))
    said = drawn(np.linspace(-50, 50, 300))
    assert (np.diff(said) >= 0).all()
    assert 0 < said[0] <= said[-1] < 1


@pytest.mark.parametrize("kind", ["platt", "isotonic"])
def test_calibration_mends_probabilities_that_are_too_bold(kind: calibration.Kind) -> None:
    chance = np.random.default_rng(2)
    odds = chance.normal(-1, 2, 4_000)
    came = (chance.random(4_000) < sigmoid(0.4 * odds - 1)).astype(np.float64)
    drawn = calibrate(kind, odds[:2_000], came[:2_000])
    bold = figures.calibration_error(sigmoid(odds[2_000:]), came[2_000:])
    mended = figures.calibration_error(drawn(odds[2_000:]), came[2_000:])
    assert mended < 0.05 < bold


def test_odds_that_say_the_opposite_are_not_turned_round() -> None:
    odds = np.linspace(-3, 3, 200)
    drawn = calibrate("platt", odds, (odds < 0).astype(np.float64))
    assert drawn(odds) == pytest.approx(0.5)


# --- models ---


def made_up(rows: int = 1_500, seed: int = 0) -> tuple[Table, Floats]:
    """Rows over two years; usage falling, with a renewal near, is what brings it about."""
    chance = np.random.default_rng(seed)
    drawn = chance.normal(0, 1, (rows, len(FEATURES)))
    drawn[:, RENEWAL] = chance.uniform(0, 365, rows)
    drawn[chance.random((rows, len(FEATURES))) < 0.05] = np.nan
    usage = np.nan_to_num(drawn[:, FEATURES.index("usage_change_quarter")])
    near = np.nan_to_num(drawn[:, RENEWAL], nan=365.0) <= 90
    came = chance.random(rows) < sigmoid(-2.5 + near * (1.0 - 1.5 * usage))
    days = np.sort(chance.integers(0, 26, rows) * 28.0)
    return Table(drawn, days, np.arange(rows) % 300), came.astype(np.float64)


@pytest.fixture(scope="module", params=["logistic", "trees"])
def model(request: pytest.FixtureRequest) -> Model:
    made, came = made_up()
    scaled = scaling(made.rows)
    columns = scaled.columns(made.rows)
    is_trees = request.param == "trees"
    scorer = trees.fit(columns, came, depth=3) if is_trees else logistic.fit(columns, came, freedom=0.05)
    return Model(90, scaled, scorer, Calibration("platt", 0.9, -0.1))


def test_trees_say_what_the_library_says() -> None:
    made, came = made_up(600)
    columns = scaling(made.rows).columns(made.rows)
    own = trees.fit(columns, came, depth=3, seed=3)
    theirs = GradientBoostingClassifier(
        n_estimators=len(own.roots),
        learning_rate=0.06,
        subsample=0.5,
        max_depth=3,
        max_features="sqrt",
        min_samples_leaf=5,
        random_state=3,
    ).fit(columns, came)
    assert own.odds(columns) == pytest.approx(theirs.decision_function(columns), abs=1e-6)


def test_shares_of_the_odds_add_up(model: Model) -> None:
    columns = model.scaling.columns(made_up(200, 5)[0].rows)
    added = model.scorer.shares(columns).sum(axis=1) + model.scorer.bias
    assert added == pytest.approx(model.scorer.odds(columns), abs=1e-8)


def test_a_model_comes_back_as_it_was_kept(model: Model) -> None:
    rows = made_up(50, 7)[0].rows
    [back] = from_bytes(to_bytes([model]))
    assert back.days == 90
    assert back.probabilities(rows) == pytest.approx(model.probabilities(rows))
    assert back.contributions(rows) == pytest.approx(model.contributions(rows))


def test_what_brings_it_about_is_the_strongest_reason(model: Model) -> None:
    row = np.zeros((1, len(FEATURES)))
    row[0, RENEWAL] = 30.0
    row[0, FEATURES.index("usage_change_quarter")] = -2.5
    moved = model.contributions(row)[0]
    assert {FEATURES[place] for place in np.argsort(-moved)[:2]} == {
        "usage_change_quarter",
        "days_to_renewal",
    }


def test_unknown_is_not_nought(model: Model) -> None:
    """A feature that is unknown moves nothing by a value it does not have."""
    row = np.zeros((1, len(FEATURES)))
    row[0, FEATURES.index("usage_change_quarter")] = np.nan
    as_centre = row.copy()
    as_centre[0, FEATURES.index("usage_change_quarter")] = model.scaling.centre[
        FEATURES.index("usage_change_quarter")
    ]
    columns, centred = model.scaling.columns(row), model.scaling.columns(as_centre)
    assert (columns != centred).sum() == 1  # only the column that says "unknown"


def test_what_was_learned_beats_the_base_rate_and_a_rule_on_later_rows() -> None:
    made, came = made_up(3_000, 11)
    found = learn(made, came, np.full(len(came), 0.5), days=28)
    assert found is not None
    assert found.figures.is_better
    assert found.figures.calibration < 0.05


@pytest.mark.parametrize("ending", [0.0, 1.0])
def test_nothing_is_learned_where_all_ended_alike(ending: float) -> None:
    made, came = made_up(300)
    assert learn(made, np.full(len(came), ending), came, days=28) is None
