"""Every shipped trigger: readable, mapped to an outcome, and firing on what it says and on nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.success.conditions import segments as segment_files
from app.success.conditions.types import Test as ATest
from app.success.conditions.types import readings
from app.success.hours import read as read_hours
from app.success.hours import shipped as shipped_hours
from app.success.plays import play as plays
from app.success.record import Record
from app.success.toml_files import Problems
from app.success.triggers import trigger as files
from app.success.triggers.crossing import Fire, cross
from app.success.triggers.judging import judged, look, sla_for
from app.success.triggers.reason import reason_of
from app.success.triggers.types import GROUPS, Trigger
from tests.app.triggers.cases import CASES, NOW, Made, heard, used, with_fields

NAMES = list(files.shipped())
SEGMENTS = {name: segment_files.read(text, name).when for name, text in segment_files.shipped().items()}
ROWS = {
    "T1": "kickoff-missing",
    "T2": "milestone-stalled",
    "T3": "usage-drop",
    "T4": "feature-inactive",
    "T5": "support-escalation",
    "T6": "poor-experience",
    "T7": "commercial-risk",
    "T8": "stakeholder-change",
    "T9": "renewal-checkpoint",
    "T10": "expansion-ready",
}


def of(name: str) -> Trigger:
    return files.read(files.shipped()[name], f"{name}.toml")


def holds(name: str, record: Record) -> bool | None:
    case = judged(of(name), record, NOW, SEGMENTS, {})
    return look(case, record, NOW, SEGMENTS, is_first=False).holds


def sentence(name: str, record: Record) -> str:
    case = judged(of(name), record, NOW, SEGMENTS, {})
    return reason_of(case, record, NOW, SEGMENTS, scores_before={}, evidence=()).sentence


def test_every_trigger_has_a_case_and_no_other() -> None:
    assert sorted(CASES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_fires_on_a_record_that_should(name: str) -> None:
    found = CASES[name]()
    assert holds(name, found.fires) is True
    assert found.says in sentence(name, found.fires)


@pytest.mark.parametrize("name", NAMES)
def test_it_does_not_fire_on_one_that_should_not(name: str) -> None:
    assert holds(name, CASES[name]().quiet) is not True


@pytest.mark.parametrize("name", NAMES)
def test_unknown_data_never_fires(name: str) -> None:
    assert holds(name, Record("acc_1")) is not True


@pytest.mark.parametrize("name", NAMES)
def test_it_says_why_whose_how_soon_and_what_follows(name: str) -> None:
    trigger = of(name)
    assert trigger.name == name
    assert trigger.group in GROUPS
    assert trigger.outcome.endswith(".")
    assert trigger.why.endswith(".")
    assert trigger.owner
    assert (trigger.sla.hours is None) != (trigger.sla.days is None)
    assert trigger.play in plays.shipped()
    assert trigger.cooldown_days > 0


@pytest.mark.parametrize("name", NAMES)
def test_its_segments_are_segments(name: str) -> None:
    trigger = of(name)
    named = {segment for one in trigger.thresholds for segment in one.segments} | set(trigger.sla_segments)
    assert named <= set(SEGMENTS)


@pytest.mark.parametrize("name", NAMES)
def test_what_it_shows_is_what_it_watches(name: str) -> None:
    """A sentence about a figure the condition does not read could contradict it."""
    watched = {(one.field, one.fact, one.score) for one in readings(of(name).when)}
    for shown in of(name).shown:
        reading = shown.test.reading
        assert (reading.field, reading.fact, reading.score) in watched


def test_the_ten_rows_are_all_there_and_on() -> None:
    assert {row: next(n for n in NAMES if of(n).row == row) for row in ROWS} == ROWS
    assert all(of(name).is_on for name in ROWS.values())


def test_few_are_on_by_default() -> None:
    assert 8 <= sum(of(name).is_on for name in NAMES) <= 12


@pytest.mark.parametrize(
    ("row", "hours", "days"),
    [
        ("T1", 24, None),
        ("T2", 48, None),
        ("T4", 72, None),
        ("T5", 4, None),
        ("T6", 48, None),
        ("T7", 72, None),
        ("T8", None, 5),
        ("T10", None, 7),
    ],
)
def test_there_is_as_long_to_act_as_the_library_says(
    row: str, hours: float | None, days: float | None
) -> None:
    sla = of(ROWS[row]).sla
    assert (sla.hours, sla.days) == (hours, days)


def test_the_time_to_act_follows_the_segment() -> None:
    record = with_fields(used(60, 100).record(), segment="enterprise")
    assert sla_for(of("usage-drop"), record, NOW, SEGMENTS)[0].hours == 24
    assert sla_for(of("usage-drop"), with_fields(record, segment="smb"), NOW, SEGMENTS)[0].hours == 72
    assert sla_for(of("support-escalation"), record, NOW, SEGMENTS)[0].hours == 2


def test_a_threshold_follows_the_segment() -> None:
    record = used(73, 100).record()
    assert holds("usage-drop", record) is False
    assert holds("usage-drop", with_fields(record, segment="enterprise")) is True


def test_who_works_through_the_api_is_not_taken_for_absent() -> None:
    made = Made().told("usage.api", *[day + 0.5 for day in range(60)], value=50)
    made = made.told("login", 50, contact="con_1").told("login", 51, contact="con_2")
    assert holds("usage-drop", made.record()) is False
    assert holds("power-user-silent", made.record()) is False


def test_a_handful_of_uses_is_no_volume_to_fall_from() -> None:
    assert holds("usage-drop", used(0.5, 1).record()) is False


@pytest.mark.parametrize("intent", ["churn", "renewal_risk", "competitor"])
def test_what_they_say_of_leaving_is_a_commercial_risk(intent: str) -> None:
    assert holds("commercial-risk", heard(intent).record()) is True


def test_a_new_handover_is_told_at_once() -> None:
    record = Made().told("handoff", 0.1).record()
    assert holds("kickoff-missing", record) is True
    assert "handed them over" in sentence("kickoff-missing", record)


def test_each_checkpoint_of_a_renewal_fires_once_more_while_confidence_is_low() -> None:
    trigger, standing, fired = of("renewal-checkpoint"), None, []
    for left in range(140, 40, -1):
        now = NOW + timedelta(days=140 - left)
        record = Made().known(renewal_on=(NOW + timedelta(days=140)).date()).scored(risk=55).record()
        seen = look(
            judged(trigger, record, now, SEGMENTS, {}), record, now, SEGMENTS, is_first=standing is None
        )
        outcome = cross(trigger, standing, seen, now)
        if isinstance(outcome, Fire):
            fired.append(left)
        if outcome is not None and outcome.after is not None:
            standing = outcome.after
    assert fired == [127, 97, 67]


def test_the_shown_tests_are_single_tests() -> None:
    assert all(isinstance(shown.test, ATest) for name in NAMES for shown in of(name).shown)


TEXT = files.shipped()["usage-drop"]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('priority = "high"', 'priority = "hihg"', "line 9: priority: must be one of urgent"),
        ('below = "$people"', 'below = "$poeple"', "names $poeple, which `thresholds` does not have"),
        ("hours = 48", "hours = 48\ndays = 2", "must say either `hours` or `days`"),
        ("{size}", "{sise}", "names a word in braces that there is not"),
        ('owner = ["csm", "backup", "pod"]', 'owner = ["csm", "csm"]', "in the order to try"),
        ("cooldown_days = 14", "cooldown_days = -1", "must be from 0"),
        ('fact = "login"', 'fact = "loginn"', "Did you mean `login`?"),
        ("seasonal = true", "seasnal = true", "Did you mean `seasonal`?"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_with_its_place(was: str, becomes: str, told: str) -> None:
    with pytest.raises(Problems) as refused:
        files.read(TEXT.replace(was, becomes), "usage-drop.toml")
    assert told in str(refused.value)
    assert re.match(r"usage-drop\.toml, line \d+", str(refused.value))


DOC = Path(__file__).resolve().parents[3] / "docs/triggers.md"


def sla_words(trigger: Trigger) -> str:
    sla = trigger.sla
    return f"{sla.days:g} business days" if sla.days else f"{sla.hours:g} h"


def test_the_documented_library_is_the_shipped_one() -> None:
    told = re.findall(
        r"^\| (\w+) \| `([\w-]+)` \|.*\| `([\w-]+)` \| ([^|]+) \| (on|off) \|$", DOC.read_text("utf-8"), re.M
    )
    real = [
        (of(name).row, name, str(of(name).play), sla_words(of(name)), "on" if of(name).is_on else "off")
        for name in NAMES
    ]
    assert sorted(told) == sorted(real)


def test_the_documented_calendar_is_the_shipped_one() -> None:
    calendar = read_hours(shipped_hours()["hours"], "hours.toml")
    said = f"{calendar.opens:%H:%M} to {calendar.closes:%H:%M}"
    assert said in DOC.read_text("utf-8")


def test_every_field_of_a_trigger_is_explained_and_no_other() -> None:
    table = DOC.read_text("utf-8").split("| field | meaning |")[1]
    told = [
        name
        for row in table.splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    ]
    assert sorted(told) == sorted(files.FIELDS)


def test_the_documented_trigger_is_a_trigger() -> None:
    text = DOC.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    trigger = files.read(text, "report-silence.toml")
    assert trigger.play in plays.shipped()
