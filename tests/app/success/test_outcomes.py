"""The formulas of what came of it: identities that always hold, and cases worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.outcomes.attribution import Effort, Expansion, credit
from app.success.outcomes.capacity import Tier, capacity
from app.success.outcomes.expectations import EXPECTATIONS
from app.success.outcomes.forecast import Ahead, forecast
from app.success.outcomes.intervals import difference, wilson
from app.success.outcomes.lifetime import discounted_value, lifetime_value, yearly
from app.success.outcomes.programs import DIAGNOSES, Way, diagnose, effect, level
from app.success.outcomes.redesign import StepHelp, to_redesign
from app.success.outcomes.responses import Response, answered, lead
from app.success.outcomes.revenue import Term, Worth, renewals, revenue
from app.success.outcomes.segments import Standing, by_segment, depth

NOW = datetime(2026, 7, 1, tzinfo=UTC)
CENTS = st.integers(0, 10**9)
WORTHS = st.lists(st.builds(Worth, st.text("abc", max_size=3), CENTS, CENTS), max_size=30)
SHARES = st.floats(0, 1)


# --- revenue ---


@given(WORTHS)
def test_gross_retention_is_never_above_one_nor_above_net(worths: list[Worth]) -> None:
    found = revenue(worths)
    if found.start_cents == 0:
        assert (found.grr, found.nrr, found.logo_retention) == (None, None, None)
        return
    assert found.grr is not None
    assert found.nrr is not None
    assert 0 <= found.grr <= 1
    assert found.grr <= found.nrr
    assert found.grr == pytest.approx(1 - (found.churn_share or 0) - (found.contraction_share or 0))
    assert found.nrr == pytest.approx(found.grr + (found.expansion_share or 0))


@given(WORTHS, st.lists(CENTS, max_size=10))
def test_new_logos_are_in_no_figure(worths: list[Worth], new: list[int]) -> None:
    assert revenue([*worths, *(Worth("new", 0, cents) for cents in new)]) == revenue(worths)


@given(WORTHS)
def test_what_is_left_and_what_grew_is_what_the_cohort_is_worth_at_the_end(worths: list[Worth]) -> None:
    found = revenue(worths)
    assert found.kept_cents + found.expanded_cents == sum(one.end_cents for one in worths if one.start_cents)


def test_a_cohort_worked_out_by_hand() -> None:
    found = revenue([Worth("a", 100, 100), Worth("b", 200, 0), Worth("c", 300, 450), Worth("d", 400, 300)])
    assert (found.grr, found.nrr, found.logo_retention) == (0.7, 0.85, 0.75)


def test_worth_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="never below nought"):
        Worth("a", -1, 0)


@given(st.lists(st.builds(Term, st.just("a"), st.integers(1, 10**9), CENTS), min_size=1, max_size=20))
def test_renewal_rates_are_shares(terms: list[Term]) -> None:
    found = renewals(terms)
    assert found.rate is not None
    assert found.value_rate is not None
    assert 0 <= found.rate <= 1
    assert 0 <= found.value_rate <= 1
    assert (found.rate == 0) == (found.value_rate == 0)


# --- lifetime value ---


def test_lifetime_value_worked_out_by_hand() -> None:
    assert lifetime_value(1_000_00, margin=0.8, churn=0.1) == pytest.approx(8_000_00)
    assert lifetime_value(1_000_00, margin=0.8, churn=0.0) is None


@given(CENTS, SHARES, st.floats(0, 0.95), st.floats(0.02, 0.5))
def test_the_discounted_value_is_the_sum_over_the_years(
    cents: int, margin: float, retention: float, discount: float
) -> None:
    years = sum(cents * margin * (retention / (1 + discount)) ** year for year in range(2_000))
    assert discounted_value(cents, margin=margin, retention=retention, discount=discount) == pytest.approx(
        years, rel=1e-6
    )


@given(SHARES, st.floats(1, 1_000))
def test_a_years_churn_is_a_share_and_a_year_of_it_is_itself(share: float, days: float) -> None:
    assert 0 <= yearly(share, days) <= 1
    assert yearly(share, 365) == pytest.approx(share)


@pytest.mark.parametrize("margin", [-0.1, 1.1])
def test_a_share_that_is_none_is_refused_by_name(margin: float) -> None:
    with pytest.raises(ValueError, match="margin must be from 0 to 1"):
        lifetime_value(1.0, margin=margin, churn=0.1)


# --- intervals ---


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 200), st.integers(1, 200))
def test_intervals_hold_their_value_and_turn_with_the_sides(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    share, forth, back = wilson(a, n), difference(a, n, b, m), difference(b, m, a, n)
    assert share is not None
    assert forth is not None
    assert back is not None
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value <= share.high + 1e-12
    assert forth.low <= forth.value <= forth.high
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))


def test_newcombes_own_example() -> None:
    found = difference(56, 70, 48, 80)  # Newcombe 1998, table II, example (a), method 10
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


# --- what lies ahead ---


def test_a_forecast_worked_out_by_hand() -> None:
    found = forecast(
        [
            Ahead(100, True, 0.25, False),
            Ahead(200, True, None, True),
            Ahead(400, False, 0.9, True),
        ]
    )
    assert (found.due, found.due_cents, found.expected_cents, found.unknown) == (2, 300, 75, 1)
    assert (found.growing, found.growing_cents) == (2, 600)


@given(st.lists(st.builds(Ahead, CENTS, st.booleans(), st.none() | SHARES, st.booleans())))
def test_no_more_is_expected_than_is_due(accounts: list[Ahead]) -> None:
    found = forecast(accounts)
    assert 0 <= found.expected_cents <= found.due_cents


# --- triggers ---


def response(acted: float | None, closed: float | None = None, code: str | None = None) -> Response:
    """Fired a week ago, due after a day; hours until it was acted on and closed."""
    fired = NOW - timedelta(days=7)
    return Response(
        "acc",
        "usage-drop",
        fired,
        fired + timedelta(hours=24),
        None if acted is None else fired + timedelta(hours=acted),
        None if closed is None else fired + timedelta(hours=closed),
        code,
    )


def test_answers_worked_out_by_hand() -> None:
    found = answered(
        [
            response(4, 60, "adoption_recovered"),
            response(30, 40, "false_positive"),
            response(None),
            response(None, 2, "false_positive"),
            response(8),
        ],
        NOW,
    )
    assert (found.action_rate, found.in_time, found.median_hours) == (0.6, 0.4, 8)
    assert (found.conversion, found.false_share) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_what_is_not_due_yet_is_neither_late_nor_in_time() -> None:
    young = Response("acc", "t", NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert answered([young], NOW).in_time is None


def test_lead_time_is_from_the_first_flag_of_the_year_before() -> None:
    left = {"acc": NOW, "other": NOW}
    flags = [Response("acc", "t", NOW - timedelta(days=days), NOW) for days in (400, 90, 30, -5)]
    found = lead(flags, left)
    assert (found.days, found.seen, found.median_days) == ((90,), 0.5, 90)


# --- attribution ---


def effort(
    play: str, began: int, *, ended: int | None = None, reached: bool = True, grows: bool = True
) -> Effort:
    """A run that began so many days ago."""
    end = None if ended is None else NOW - timedelta(days=ended)
    return Effort("acc", play, NOW - timedelta(days=began), end, reached, grows)


EFFORTS = st.lists(
    st.builds(
        effort,
        st.sampled_from(["expansion", "renewal", "adoption"]),
        st.integers(-10, 300),
        reached=st.booleans(),
        grows=st.booleans(),
    ),
    max_size=8,
)


@given(st.lists(CENTS, max_size=6), EFFORTS)
def test_nothing_is_owned_twice(cents: list[int], efforts: list[Effort]) -> None:
    found = credit([Expansion("acc", NOW, one, "Ada") for one in cents], efforts)
    assert found.owned_cents + found.unowned_cents == sum(cents)
    assert found.influenced_cents <= found.unowned_cents
    assert sum(found.by_csm.values()) == sum(cents)


def test_the_last_play_for_growth_that_worked_owns_it_and_others_touched_it() -> None:
    found = credit(
        [Expansion("acc", NOW, 100)],
        [
            effort("expansion", 80, ended=60),
            effort("upgrade", 40, ended=10),
            effort("missed", 20, ended=5, reached=False),
            effort("old", 300, ended=200),
            effort("after", -3),
        ],
    )
    assert found.owned == {"upgrade": 100}
    assert found.influenced == {"expansion": 100, "missed": 100}


# --- programs ---


@pytest.mark.parametrize(
    ("engagement", "adoption", "business", "code"),
    [
        ("up", "up", "up", "works"),
        ("up", "flat", None, "content_or_timing"),
        ("up", "down", "flat", "content_or_timing"),
        ("up", "up", "flat", "elsewhere"),
        ("flat", "flat", "flat", "not_seen"),
        ("flat", "up", "up", "without_it"),
        ("up", "up", None, "too_early"),
        (None, None, None, "too_early"),
        ("up", "up", "down", "harm"),
    ],
)
def test_the_first_break_of_the_chain_is_told(
    engagement: Way | None, adoption: Way | None, business: Way | None, code: str
) -> None:
    assert diagnose(engagement, adoption, business) is DIAGNOSES[code]


def test_a_level_moves_only_when_its_interval_lies_beyond_nought() -> None:
    assert level([(0.0, 1.0), (0.0, 1.2), (0.0, 0.9), (0.0, 1.1), (0.0, 1.0)]).way == "up"
    assert level([(0.0, 1.0), (0.0, -1.2), (0.0, 0.9), (0.0, -1.1), (0.0, 0.1)]).way == "flat"
    assert level([(1.0, 0.0)] * 5).way == "down"
    assert level([(0.0, 0.01)] * 9, at_least=0.05).way == "flat"
    assert level([(0.0, 9.0)] * 4).way is None


@given(st.lists(st.tuples(SHARES, SHARES), min_size=5, max_size=40))
def test_the_change_of_a_level_is_that_of_its_means(pairs: list[tuple[float, float]]) -> None:
    found = level(pairs)
    assert found.change is not None
    assert found.change.value == pytest.approx(fmean(b for _, b in pairs) - fmean(a for a, _ in pairs))
    assert found.change.low <= found.change.value <= found.change.high


def test_without_a_holdout_nothing_is_claimed() -> None:
    assert effect([True] * 50, []).effect is None
    assert "not known" in effect([True] * 50, []).sentence
    assert "better" in effect([True] * 40 + [False] * 10, [True] * 10 + [False] * 40).sentence
    assert "worse" in effect([False] * 40, [True] * 40).sentence
    assert "No difference" in effect([True, False], [True, False]).sentence


def test_engagement_shows_in_weeks_adoption_in_months_revenue_in_half_a_year() -> None:
    told = {days: [one.stage(days) for one in EXPECTATIONS] for days in (3, 60, 120, 400)}
    assert told == {
        3: ["early", "early", "early"],
        60: ["should_show", "early", "early"],
        120: ["should_show", "may_show", "early"],
        400: ["should_show", "should_show", "should_show"],
    }


# --- capacity, steps, segments ---


def test_capacity_worked_out_by_hand() -> None:
    found = capacity(
        {"Ada": 30, "Grace": 10, None: 5, "": 2},
        automatic_steps=45,
        human_steps=55,
        response_hours=[1, 9, 3],
        automated=Tier(50, 5),
        baseline=Tier(100, 10),
    )
    assert (found.csms, found.accounts_per_csm, found.most_accounts, found.unowned) == (2, 20, 30, 7)
    assert (found.automated_share, found.first_response_hours) == (0.45, 3)
    assert found.tier_effect is not None
    assert found.tier_effect.value == 0


def test_a_step_that_often_needs_a_person_is_to_be_redesigned() -> None:
    steps = [
        StepHelp("p", "rare", 10, 2),
        StepHelp("p", "few", 4, 4),
        StepHelp("p", "half", 10, 5),
        StepHelp("p", "most", 10, 9),
    ]
    assert [step.step for step in to_redesign(steps)] == ["most", "half"]


def test_segments_count_what_is_known_and_say_of_how_many_it_is_not() -> None:
    found = by_segment(
        [
            Standing("smb", 80.0, "healthy", Worth("a", 10, 10)),
            Standing("smb", None, None, Worth("b", 10, 0)),
            Standing(None, 40.0, "declining", Worth("c", 500, 500)),
        ]
    )
    assert [(one.segment, one.score, one.unknown, one.revenue.grr) for one in found] == [
        ("none", 40.0, 0, 1.0),
        ("smb", 80.0, 1, 0.5),
    ]


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 30)), st.integers(-1, 20))
def test_depth_is_a_share(activated: dict[str, int], features: int) -> None:
    found = depth(activated, features)
    assert (found is None) == (not activated or features <= 0)
    assert found is None or 0 <= found <= 1
