"""The definitions that come with the product, judged by what a CSM would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from time import process_time

import pytest

from app.success.health import definition as definitions
from app.success.health.bands import BAND_NAMES
from app.success.health.scores import FactorScore, Score
from app.success.health.scoring import applies, score
from app.success.record import Known, Point, Record
from tests.app.health.accounts import NOW, SEGMENTS, daily, shipped

NAMES = list(definitions.shipped())


def risk(record: Record, now: datetime = NOW) -> Score:
    return score(shipped("risk"), record, now, segments=SEGMENTS)


def factor(found: Score, name: str) -> FactorScore:
    one = found.factor(name)
    assert one is not None
    return one


def voice(contact: str, label: str | None, value: float, days_ago: float) -> Point:
    return Point(NOW - timedelta(days=days_ago), value, label, contact, f"fct_{contact}_{label}_{days_ago}")


def test_the_default_definition_comes_first() -> None:
    assert NAMES == ["risk", "expansion", "onboarding"]


@pytest.mark.parametrize("name", NAMES)
def test_bands_begin_at_80_60_and_40_and_each_calls_for_something(name: str) -> None:
    bands = shipped(name).bands
    assert [(band.name, band.at_least) for band in bands] == list(
        zip(BAND_NAMES, (80, 60, 40, 0), strict=True)
    )
    assert all(band.action and band.who for band in bands)


@pytest.mark.parametrize("name", NAMES)
def test_an_account_nothing_is_known_of_has_no_score(name: str) -> None:
    found = score(shipped(name), Record("acc"), NOW, segments=SEGMENTS)
    assert (found.score, found.band, found.coverage) == (None, None, 0.0)


def test_usage_that_fell_by_a_third_says_so_with_both_figures() -> None:
    found = risk(
        Record("acc", series={"usage.ui": daily([1240 / 7] * 7 + [843 / 7] * 7), "login": daily([1.0] * 3)})
    )
    usage = factor(found, "usage_week")
    assert usage.sentence == "Usage fell 32\u00a0% week over week (1,240 → 843)"
    assert found.top[0].name == "usage_week"
    assert [one.kind for one in usage.evidence] == ["fact"] * 3


def test_who_works_by_api_is_not_nagged_for_pages_they_do_not_open() -> None:
    calls = daily([500.0] * 70)
    few_visits = (Point(NOW - timedelta(days=100), id="fct_v"),)
    found = risk(Record("acc", series={"usage.api": calls, "login": few_visits, "usage.ui": few_visits}))
    assert found.factor("logins") is None
    assert factor(found, "usage_week").sentence == "Calls of the API are level week over week (3,500)"
    assert found.band == "healthy"


def test_a_fall_in_one_type_of_use_shows_though_another_is_a_hundred_times_larger() -> None:
    both = {"usage.api": daily([10_000.0] * 14), "usage.ui": daily([100.0] * 7 + [40.0] * 7)}
    usage = factor(risk(Record("acc", series=both)), "usage_week")
    assert usage.sentence == "Usage fell 60\u00a0% week over week (700 → 280)"
    assert usage.scored == pytest.approx((85 + 0) / 2)


def test_a_handful_of_uses_is_no_trend() -> None:
    few = Record("acc", series={"usage.ui": daily([1.0] * 10 + [0.0] * 4)})
    assert not factor(risk(few), "usage_week").is_known


def test_no_ticket_says_nothing_where_support_never_told_of_the_account() -> None:
    assert not factor(risk(Record("acc")), "support").is_known
    told = Record("acc", series={"support.solved": (Point(NOW - timedelta(days=200), id="fct_s"),)})
    assert factor(risk(told), "support").scored == 100


@pytest.mark.parametrize(
    ("series", "scored", "sentence"),
    [
        ({"support.opened": [("p1", 3)]}, 45, "One urgent ticket within 30 days"),
        ({"support.opened": [("p1", 3), ("p1", 4)]}, 15, "2 urgent tickets within 30 days"),
        (
            {"support.opened": [("p3", 3)], "support.escalated": [("lead", 2)]},
            40,
            "A ticket was escalated within 30 days",
        ),
        ({"support.opened": [("p3", 40)]}, 100, "No urgent ticket within 30 days"),
    ],
)
def test_the_worst_of_support_is_what_counts(
    series: dict[str, list[tuple[str, int]]], scored: float, sentence: str
) -> None:
    points = {
        name: tuple(
            Point(NOW - timedelta(days=days), 1.0, label, id=f"fct_{days}")
            for label, days in sorted(listed, key=lambda one: -one[1])
        )
        for name, listed in series.items()
    }
    found = factor(risk(Record("acc", series=points)), "support")
    assert (found.scored, found.sentence) == (scored, sentence)


def test_intents_count_people_and_not_what_they_repeat() -> None:
    said = [voice("con_1", "churn", 0.9, day) for day in (9, 8, 7, 6, 5)] + [
        voice(f"con_{number}", "praise", 0.9, 5) for number in (2, 3, 4)
    ]
    found = factor(risk(Record("acc", series={"said.intent": tuple(said)})), "intents")
    assert found.value == pytest.approx(0.25, abs=0.01)
    assert found.sentence.startswith("25\u00a0% of those interviewed speak of leaving")


def test_what_people_said_counts_less_as_it_grows_old() -> None:
    said = {
        "said.intent": (voice("con_1", "churn", 0.9, 1),),
        "usage.ui": daily([50.0] * 28),
        "login": daily([1.0] * 28),
    }
    fresh = risk(Record("acc", series=said))
    old = risk(Record("acc", series=said | {"said.intent": (voice("con_1", "churn", 0.9, 181),)}))
    assert factor(old, "intents").weight == pytest.approx(factor(fresh, "intents").weight / 4, rel=0.01)
    assert fresh.score is not None
    assert old.score is not None
    assert fresh.score < old.score
    assert old.coverage < fresh.coverage


def test_the_fact_an_interview_taught_is_the_evidence() -> None:
    found = factor(risk(Record("acc", series={"said.intent": (voice("con_1", "churn", 0.9, 1),)})), "intents")
    assert [one.id for one in found.evidence] == ["fct_con_1_churn_1"]


def test_an_enterprise_account_is_weighed_by_its_segment() -> None:
    series = {"login": daily([1.0]), "meeting.held": daily([1.0])}
    plain = risk(Record("acc", series=series))
    large = risk(Record("acc", {"segment": Known("enterprise")}, series))
    assert (factor(plain, "logins").weight, factor(large, "logins").weight) == (7, 4)
    assert (factor(plain, "engagement").weight, factor(large, "engagement").weight) == (5, 8)


def test_a_small_account_is_not_judged_by_meetings() -> None:
    small = Record("acc", {"segment": Known("smb")}, {"meeting.held": daily([1.0])})
    assert risk(small).factor("engagement") is None


def test_only_new_accounts_have_an_onboarding_score() -> None:
    onboarding = shipped("onboarding")
    for fields, has_one in (
        ({"age_days": Known(30.0)}, True),
        ({"age_days": Known(300.0)}, False),
        ({"age_days": Known(300.0), "stage": Known("onboarding")}, True),
        ({}, False),
    ):
        assert applies(onboarding, Record("acc", fields), NOW, segments=SEGMENTS) is has_one


def test_facts_only_another_definition_reads_change_nothing() -> None:
    record = Record("acc", series={"usage.ui": daily([50.0] * 28), "login": daily([1.0] * 28)})
    more = replace(
        record, series={**record.series} | {"request.use_case": daily([1.0]), "custom.reports": daily([1.0])}
    )
    assert risk(record) == risk(more)


def test_an_account_ready_to_grow_scores_high_and_one_in_trouble_does_not() -> None:
    ready = {
        "seats.used": daily([96.0]),
        "seats.bought": daily([100.0]),
        "usage.ui": daily([50.0] * 28 + [60.0] * 28),
        "request.use_case": daily([1.0], label="reporting"),
        "feature.activated": daily([1.0] * 5),
    }
    trouble = ready | {
        "support.escalated": daily([1.0, 1.0]),
        "request.use_case": (),
        "seats.used": daily([30.0]),
    }
    scores = [
        score(shipped("expansion"), Record("acc", series=series), NOW, segments=SEGMENTS).score
        for series in (ready, trouble)
    ]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0] >= 80 > 60 > scores[1]


def test_scoring_a_record_by_three_definitions_costs_a_few_milliseconds() -> None:
    series = {
        "usage.ui": daily([50.0] * 180),
        "usage.api": daily([50.0] * 120),
        "login": daily([1.0] * 120),
        "support.opened": daily([1.0] * 30, label="p3"),
        "nps": daily([9.0] * 4),
        "said.sentiment": tuple(voice(f"con_{day}", None, 0.2, day) for day in range(20, 0, -1)),
        "said.intent": tuple(voice(f"con_{day}", "praise", 0.9, day) for day in range(20, 0, -1)),
    }
    record = Record("acc", {"age_days": Known(60.0), "contacts": Known(4.0), "champions": Known(1.0)}, series)
    read = [shipped(name) for name in NAMES]
    began = process_time()
    for _ in range(50):
        for one in read:
            score(one, record, NOW, segments=SEGMENTS)
    # generous: this is a tripwire for a reader gone quadratic, not a benchmark
    assert (process_time() - began) / 50 < 0.02
