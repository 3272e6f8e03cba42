"""What readings find and what conditions say, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.success.conditions import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    Condition,
    ForSegment,
    Not,
    Reading,
    holds,
    horizon_days,
    judge,
    points,
    read,
    readings,
    resolved,
    segments_in,
    thresholds_in,
)
from app.success.conditions import Test as Check
from app.success.conditions.types import Against, Op
from app.success.record import Known, Point, Record, Value

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


def days_ago(days: float, value: float = 1.0, label: str | None = None, contact: str | None = None) -> Point:
    return Point(NOW - timedelta(days=days), value, label, contact, f"fct_{days}")


def record(**series: list[Point]) -> Record:
    """A record whose names are written with `__` for the dot."""
    return Record(
        "acc_1",
        {
            "segment": Known("Enterprise"),
            "renewal_on": Known(date(2026, 6, 19)),
            "custom.plan": Known("gold", "crm", NOW, NOW - timedelta(hours=1)),
        },
        {
            name.replace("__", "."): tuple(sorted(found, key=lambda one: one.at))
            for name, found in series.items()
        },
        {"risk": 71.0},
    )


WEEKS = [days_ago(9, 60), days_ago(8, 40), days_ago(3, 50), days_ago(1, 18)]
VOICES = [
    days_ago(120, -1.0, contact="ann"),
    days_ago(60, 0.5, contact="ann"),
    days_ago(0, -1.0, contact="bob"),
    days_ago(0, -1.0, contact="bob"),
]


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        (Reading(fact="usage.ui", measure="change", window_days=7), -32.0),
        (Reading(fact="usage.*", measure="sum", window_days=7), 68.0),
        (Reading(fact="usage.ui", measure="mean", window_days=7), 34.0),
        (Reading(fact="usage.ui", measure="least", window_days=7), 18.0),
        (Reading(fact="usage.ui", measure="most", window_days=7), 50.0),
        (Reading(fact="usage.ui", measure="count", window_days=7, ago_days=7), 2.0),
        (Reading(fact="usage.ui"), 18.0),
        (Reading(fact="usage.ui", measure="days_since"), 1.0),
        (Reading(field="renewal_on", measure="days_until"), 30.0),
        (Reading(field="renewal_on", measure="days_since"), -30.0),
        (Reading(field="segment"), "Enterprise"),
        (Reading(score="risk"), 71.0),
        # two people: bob now, ann's latest two half-lives ago; bob's second word does not count twice
        (Reading(fact="said.sentiment", measure="voice", half_life_days=30), -0.7),
        (Reading(fact="said.sentiment", measure="voice"), -0.25),
    ],
)
def test_a_reading_finds_its_value(reading: Reading, found: Value) -> None:
    assert read(reading, record(usage__ui=WEEKS, said__sentiment=VOICES), NOW) == found


@pytest.mark.parametrize(
    "reading",
    [
        Reading(field="tier"),
        Reading(field="custom.plan"),  # its source's word is stale
        Reading(field="segment", measure="days_until"),
        Reading(score="expansion"),
        Reading(fact="usage.api", measure="sum", window_days=7),
        Reading(fact="usage.ui", measure="change", window_days=30),  # nothing before that
        Reading(fact="nps"),
        Reading(fact="said.sentiment", measure="voice", window_days=0.5, ago_days=30),
        Reading(fact="said.intent", measure="share", labels=("leave",), window_days=1, ago_days=40),
        Reading(fact="meeting.booked", measure="days_until"),
    ],
)
def test_what_is_not_known_is_unknown(reading: Reading) -> None:
    assert read(reading, record(usage__ui=WEEKS, said__sentiment=VOICES), NOW) is None


def test_silence_of_a_known_feed_is_nothing_and_of_an_unknown_one_unknown() -> None:
    silent = Reading(fact="usage.ui", measure="sum", window_days=7)
    assert read(silent, record(), NOW) is None
    assert read(silent, record(usage__ui=[days_ago(90)]), NOW) == 0.0
    assert read(silent, record(usage__ui=[days_ago(-1)]), NOW) is None


def test_where_we_would_have_heard_silence_is_nothing() -> None:
    assert read(Reading(fact="support.opened", measure="count", window_days=7), record(), NOW) == 0.0


def test_people_are_counted_once_and_unknown_where_nobody_is_named() -> None:
    people = Reading(fact="login", measure="people", window_days=30)
    named = [days_ago(1, contact="ann"), days_ago(2, contact="ann"), days_ago(3, contact="bob"), days_ago(4)]
    assert read(people, record(login=named), NOW) == 2.0
    assert read(people, record(login=[days_ago(1), days_ago(2)]), NOW) is None


def test_a_share_counts_people_and_fades_with_the_age_of_what_they_said() -> None:
    share = Reading(fact="said.intent", measure="share", labels=("leave",), half_life_days=30)
    heard = record(
        said__intent=[days_ago(30, label="leave", contact="ann"), days_ago(0, label="grow", contact="bob")],
        said__sentiment=[days_ago(30, -1, contact="ann"), days_ago(30, -1, contact="ann")],
    )
    assert read(share, heard, NOW) == 0.333333


def test_latest_relies_on_a_fact_only_while_it_is_fresh() -> None:
    assert read(Reading(fact="seats.used"), record(seats__used=[days_ago(40, 12)]), NOW) == 12.0
    assert read(Reading(fact="seats.used"), record(seats__used=[days_ago(50, 12)]), NOW) is None
    assert read(Reading(fact="handoff"), record(handoff=[days_ago(900, 2)]), NOW) == 2.0


def test_a_meeting_ahead_is_read_by_days_until_alone() -> None:
    ahead = record(meeting__booked=[days_ago(-3, label="kickoff"), days_ago(-5, label="qbr")])
    assert read(Reading(fact="meeting.booked", measure="days_until", labels=("qbr",)), ahead, NOW) == 5.0
    assert read(Reading(fact="meeting.booked", measure="count", window_days=30), ahead, NOW) == 0.0


@pytest.mark.parametrize(
    ("reading", "ages"),
    [
        (Reading(fact="usage.ui", measure="sum", window_days=7), [3.0, 1.0]),
        (Reading(fact="usage.ui"), [1.0]),
        (Reading(field="segment"), []),
    ],
)
def test_a_reading_shows_the_points_it_looked_at(reading: Reading, ages: list[float]) -> None:
    seen = points(reading, record(usage__ui=WEEKS), NOW)
    assert [(NOW - point.at).days for point in seen] == ages


@pytest.mark.parametrize(
    ("op", "value", "against", "verdict"),
    [
        ("above", 3.0, 3, False),
        ("at_least", 3.0, 3, True),
        ("below", date(2026, 1, 1), date(2026, 1, 2), True),
        ("at_most", "3", 3.0, None),
        ("above", True, 0.0, None),
        ("is", "ENTERPRISE", "enterprise", True),
        ("is", True, 1, False),
        ("is_not", "gold", 3, True),
        ("one_of", "gold", ("silver", "Gold"), True),
        ("none_of", "gold", (), True),
        ("is", None, "gold", None),
        ("known", None, None, False),
        ("unknown", None, None, True),
    ],
)
def test_a_comparison_holds_fails_or_has_no_meaning(
    op: Op, value: Value | None, against: Against, verdict: bool | None
) -> None:
    assert holds(op, value, against) is verdict


UNKNOWN: Condition = Check(Reading(field="tier"), "is", "gold")


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (ALWAYS, True),
        (NEVER, False),
        (UNKNOWN, None),
        (Not(UNKNOWN), None),
        (All((ALWAYS, UNKNOWN)), None),
        (All((UNKNOWN, NEVER)), False),
        (AnyOf((NEVER, UNKNOWN)), None),
        (AnyOf((UNKNOWN, ALWAYS)), True),
        (ForSegment((("large", ALWAYS),), NEVER), True),
        (ForSegment((("maybe", ALWAYS), ("nowhere", ALWAYS)), UNKNOWN), None),
    ],
)
def test_unknown_stays_unknown_until_something_decides(condition: Condition, verdict: bool | None) -> None:
    segments = {"large": Check(Reading(field="segment"), "is", "enterprise"), "maybe": UNKNOWN}
    assert judge(condition, record(), NOW, segments=segments) is verdict


DROP = Check(Reading(fact="usage.*", measure="change", window_days=7), "below", "$drop")


def test_a_condition_tells_what_it_looks_at_and_how_far_back() -> None:
    condition = ForSegment((("large", All((DROP, Not(DROP)))),), AnyOf((UNKNOWN,)))
    assert readings(condition) == (DROP.reading, Reading(field="tier"))
    assert segments_in(condition) == ("large",)
    assert thresholds_in(condition) == ("drop",)
    assert horizon_days([condition, UNKNOWN]) == 14
    assert horizon_days([]) == 0


def test_thresholds_take_the_place_of_their_names() -> None:
    filled = resolved(AnyOf((Not(DROP), ForSegment((("large", DROP),), All((UNKNOWN,))))), {"drop": -30.0})
    usage = record(usage__ui=WEEKS)
    assert thresholds_in(filled) == ()
    assert judge(Not(filled), usage, NOW, segments={}) is None
    assert judge(resolved(DROP, {"drop": -30.0}), usage, NOW, segments={}) is True
    assert judge(resolved(DROP, {"drop": -32.0}), usage, NOW, segments={}) is False
    with pytest.raises(KeyError):
        resolved(DROP, {})
