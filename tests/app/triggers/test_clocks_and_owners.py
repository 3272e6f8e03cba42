"""When something is due, whose it is, and whether a change is the season's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.hours import Calendar, due, due_in_days, read, shipped
from app.success.owners import Team, owner_of
from app.success.record import Known, Point, Record
from app.success.seasonality import season
from app.success.toml_files import Problems
from app.success.triggers.reason import stakeholders
from tests.app.triggers.cases import NOW

BERLIN = """
time_zone = "Europe/Berlin"
weekdays = ["mon", "tue", "wed", "thu", "fri"]
from = "09:00"
to = "17:00"
holidays = [2026-12-25, 2026-12-28]
"""


def berlin() -> Calendar:
    return read(BERLIN, "hours.toml")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hours", "is_due"),
    [
        ("2026-09-16 08:00", 2, "2026-09-16 10:00"),  # Wednesday, 10:00 there
        ("2026-09-16 14:00", 4, "2026-09-17 10:00"),  # an hour left of the day, three of the next
        ("2026-09-16 03:00", 1, "2026-09-16 08:00"),  # before the day begins
        ("2026-09-18 14:30", 2, "2026-09-21 08:30"),  # over a weekend
        ("2026-09-19 12:00", 1, "2026-09-21 08:00"),  # on a Saturday
        ("2026-12-24 15:30", 1, "2026-12-29 08:30"),  # two holidays around a weekend
        ("2026-10-23 14:30", 2, "2026-10-26 09:30"),  # the clock goes back over the weekend
        ("2026-03-27 15:30", 1, "2026-03-30 07:30"),  # and forward
        ("2026-09-16 07:00", 8, "2026-09-16 15:00"),  # a whole day ends with it
    ],
)
def test_business_hours_count_only_while_we_work(at: str, hours: float, is_due: str) -> None:
    assert due(utc(at), hours, berlin()) == utc(is_due)


def test_calendar_hours_count_always() -> None:
    assert due(utc("2026-10-24 20:00"), 24, None) == utc("2026-10-25 20:00")


def test_five_working_days_are_a_week() -> None:
    assert due_in_days(utc("2026-09-16 08:00"), 5, berlin()) == utc("2026-09-23 08:00")


def test_a_night_shift_on_the_day_the_clock_changes_is_as_long_as_it_is() -> None:
    calendar = read(
        BERLIN.replace("09:00", "00:00").replace("17:00", "06:00").replace('"mon", ', '"sun", "mon", '), "h"
    )
    start = utc("2026-03-28 23:00")  # Sunday, midnight there; the night has five hours
    assert due(start, 5, calendar) == utc("2026-03-29 04:00")
    assert due(start, 6, calendar) == utc("2026-03-29 23:00")


@given(st.floats(0, 400), st.floats(0, 400), st.integers(0, 400 * 24))
def test_more_hours_are_never_due_sooner(first: float, second: float, start: int) -> None:
    at = utc("2026-01-01 00:00") + timedelta(hours=start)
    less, more = sorted((first, second))
    assert at <= due(at, less, berlin()) <= due(at, more, berlin())


@given(st.floats(0, 200), st.integers(0, 400 * 24))
def test_it_is_due_while_we_work(hours: float, start: int) -> None:
    found = due(utc("2026-01-01 00:00") + timedelta(hours=start), hours, berlin()).astimezone(berlin().zone)
    assert found.weekday() < 5
    assert 9 <= found.hour + found.minute / 60 <= 17


def test_the_shipped_calendar_is_readable() -> None:
    assert read(shipped()["hours"], "hours.toml").day_hours == 8


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("Europe/Berlin", "Europe/Berlim", "must be a time zone such as"),
        ('"mon", "tue", "wed", "thu", "fri"', "", "nothing would ever be due"),
        ('"mon"', '"monday"', "must be from mon, tue"),
        ('to = "17:00"', 'to = "08:00"', "must be later than `from`"),
        ("09:00", "9 am", "must be a time of day"),
        ("[2026-12-25, 2026-12-28]", '["2026-12-25"]', "dates without quotes"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_told(was: str, becomes: str, told: str) -> None:
    with pytest.raises(Problems, match=told):
        read(BERLIN.replace(was, becomes), "hours.toml")


# --- owners ---

ORDER = ("csm", "backup", "pod")
TEAM = Team("Dana", "Bo", "North")


@pytest.mark.parametrize(
    ("team", "gone", "name", "rule", "backup"),
    [
        (TEAM, (), "Dana", "the account’s CSM", "Bo"),
        (Team(None, "Bo", "North"), (), "Bo", "the account’s backup, because there is no CSM", None),
        (TEAM, ("Dana",), "Bo", "the account’s backup, because the CSM is away", None),
        (
            TEAM,
            ("Dana", "Bo"),
            "North",
            "the account’s pod, because the CSM is away and the backup is away",
            None,
        ),
        (Team(" ", None, None), (), None, "there is no CSM; there is no backup; there is no pod", None),
    ],
)
def test_the_first_who_is_there_has_it(
    team: Team, gone: tuple[str, ...], name: str | None, rule: str, backup: str | None
) -> None:
    found = owner_of(ORDER, team, lambda one: one in gone)
    assert (found.name, found.rule, found.backup, found.pod) == (name, rule, backup, team.pod)


# --- the season, and who is there ---


@pytest.mark.parametrize(
    ("observed", "last_year", "peers", "against", "is_usual"),
    [
        (-32, -30, [], "last_year", True),
        (-32, -10, [], "last_year", False),
        (-32, 20, [-40] * 9, "last_year", False),  # its own history comes first
        (-32, None, [-28, -35, -30, -25, -31], "peers", True),
        (-32, None, [-2, 4, 0, -31, 1], "peers", False),
        (-32, None, [-30] * 4, "nothing", False),
        (40, 35, [], "last_year", True),
    ],
)
def test_a_change_is_usual_when_the_season_makes_up_most_of_it(
    observed: float, last_year: float | None, peers: list[float], against: str, is_usual: bool
) -> None:
    found = season(observed, last_year=last_year, peers=peers, window_days=7)
    assert (found.against, found.is_usual) == (against, is_usual)
    assert found.sentence.endswith(".")


def test_a_champion_who_left_is_named_first() -> None:
    left = Point(NOW - timedelta(days=12), label="champion")
    found = stakeholders(Record("acc_1", {}, {"stakeholder.left": (left,)}), NOW)
    assert found == {
        "state": "left",
        "sentence": "Their champion left 12 days ago: ask who took over before speaking of figures.",
    }


@pytest.mark.parametrize(("champions", "state"), [(1, "present"), (0, "none"), (None, "unknown")])
def test_whether_there_is_a_champion_is_said(champions: int | None, state: str) -> None:
    fields = {} if champions is None else {"champions": Known(champions)}
    assert stakeholders(Record("acc_1", fields), NOW)["state"] == state
