"""Numbers as people read them, and charts as numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.counting.saturation import saturation
from analysis.counting.weeks import Week, changes
from analysis.prevalence import wilson
from app.pages.alarm_lines import told
from app.pages.charts import HIGH, WIDE, curve, meter, split, trend
from app.pages.study_hearing import quiet, unheard
from app.pages.transcript import why
from app.pages.wording import counted, money, percent, signed, tone, words
from app.queries.theme_figures import AlarmLine
from tests.analysis.counted import study


@pytest.mark.parametrize(
    ("given", "read"),
    [(None, "–"), (0.0, "0 %"), (0.004, "<1 %"), (0.125, "12 %"), (0.5, "50 %"), (1.0, "100 %")],
)
def test_a_share_reads_as_percent(given: float | None, read: str) -> None:
    assert percent(given).replace("\N{NO-BREAK SPACE}", " ") == read


@pytest.mark.parametrize(
    ("given", "read"), [(None, "–"), (0, "0"), (4_800_000, "48,000"), (99_950, "1,000"), (-150_000, "-1,500")]
)
def test_money_reads_in_whole_units(given: int | None, read: str) -> None:
    assert money(given) == read


@pytest.mark.parametrize(
    ("given", "read", "mood"),
    [
        (None, "–", "unknown"),
        (0.01, "0", "neutral"),
        (-0.04, "0", "neutral"),
        (0.1499, "+0.1", "neutral"),
        (0.6, "+0.6", "positive"),
        (-0.61, "−0.6", "negative"),
    ],
)
def test_a_sentiment_reads_with_its_sign(given: float | None, read: str, mood: str) -> None:
    assert (signed(given), tone(given)) == (read, mood)


def test_terms_read_as_words() -> None:
    assert words("renewal_risk") == "renewal risk"
    assert words("nps_follow_up") == "NPS follow-up"
    assert words(None) == ""
    assert counted(1, "interview") == "1 interview"
    assert counted(1_200, "reply", "replies") == "1,200 replies"


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_meter_stays_within_its_bar(count: int, more: int) -> None:
    bar = meter(wilson(count, count + more))
    assert 0 <= bar.width <= 100
    assert 0 <= bar.low <= bar.low + bar.span <= 100.1
    assert bar.low - 0.1 <= bar.width <= bar.low + bar.span + 0.1


@given(st.lists(st.tuples(st.sampled_from(["positive", "neutral", "negative"]), st.integers(0, 999))))
def test_a_split_fills_its_bar_side_by_side(counts: list[tuple[str, int]]) -> None:
    parts = split(counts).parts
    assert sum(part.count for part in parts) == sum(number for _, number in counts)
    for before, after in pairwise(parts):
        assert after.x == pytest.approx(before.x + before.width, abs=0.03)
    if parts:
        assert parts[-1].x + parts[-1].width == pytest.approx(100, abs=0.05)


def weeks(*counts: tuple[int, int]) -> list[Week]:
    """(voiced, heard) week by week."""
    return [Week(date(2026, 1, 5) + timedelta(weeks=n), wilson(*count)) for n, count in enumerate(counts)]


def test_a_trend_shows_at_most_twelve_weeks_in_front_of_all_who_were_heard() -> None:
    chart = trend(weeks(*[(2, 4)] * 11, (0, 0), (3, 3)))
    assert chart is not None
    assert [bar.label.split(" in ")[0] for bar in chart.bars[-3:]] == [
        "2 of 4 respondents",
        "0 of 0 respondents",
        "3 of 3 respondents",
    ]
    assert len(chart.bars) == 12
    assert all(bar.x + bar.width <= WIDE and bar.y + bar.height <= HIGH + 0.01 for bar in chart.bars)
    assert all(bar.part <= max(bar.height, 1.5) for bar in chart.bars)


def test_a_change_is_marked_between_its_weeks() -> None:
    given = weeks(*[(1, 20)] * 6, *[(15, 20)] * 6)
    found = changes(given, smallest=5)
    chart = trend(given, changes=found, wide=120)
    assert chart is not None
    assert chart.marks == (60.0,)


@pytest.mark.parametrize("counts", [[], [(1, 5)]])
def test_one_week_is_no_trend(counts: list[tuple[int, int]]) -> None:
    assert trend(weeks(*counts)) is None


def test_a_curve_begins_at_nothing_and_ends_at_what_was_heard() -> None:
    drawn = curve(saturation(study({"a": [0, 3], "b": [1, 2, 5], "c": [4]}, 10)), wide=100, high=33)
    assert drawn is not None
    assert drawn.steps.startswith("0.0,33.0 ")
    assert drawn.steps.endswith("100.0,3.0")
    assert drawn.smooth.endswith("100.0,3.0")
    assert drawn.label == "3 themes after 10 interviews; half of them after 2"


@pytest.mark.parametrize(("voiced", "people"), [({}, 5), ({"a": [0]}, 2)])
def test_too_little_heard_is_no_curve(voiced: dict[str, list[int]], people: int) -> None:
    assert curve(saturation(study(voiced, people))) is None


@pytest.mark.parametrize(
    ("voiced", "people", "told"),
    [
        (
            {"a": [0, 1], "b": [0, 2]},
            12,
            "2 themes in 12 interviews. The last 11 interviews brought no new theme.",
        ),
        ({"a": [0, 1], "b": [1]}, 3, "2 themes in 3 interviews. The last interview brought no new theme."),
        ({"a": [0, 1], "b": [2]}, 3, "2 themes in 3 interviews. The last one brought a new theme."),
        ({"a": [0]}, 2, ""),
        ({}, 9, ""),
    ],
)
def test_what_the_last_interviews_brought_is_said(
    voiced: dict[str, list[int]], people: int, told: str
) -> None:
    assert quiet(saturation(study(voiced, people))) == told


def test_what_is_unheard_is_said_with_its_limits() -> None:
    assert unheard(saturation(study({"a": range(10), "b": range(4)}, 20))) == (
        "Nothing points to themes still unheard."
    )
    rare = study({"a": range(10), "b": [0], "c": [1], "d": [2], "e": [3, 4]}, 20)
    assert unheard(saturation(rare)).replace("\N{NO-BREAK SPACE}", " ") == (
        "At least 4 themes are still unheard; about 81 % of what people say is on themes already known."
        " One new theme in about 7 further interviews."
    )


def test_an_alarm_is_told_with_both_sides_and_how_many_they_count() -> None:
    share: dict[str, Any] = {"value": 0.45, "low": 0.3, "high": 0.6, "respondents": 20, "of": 44}
    before: dict[str, Any] = {"value": 0.12, "low": 0.05, "high": 0.24, "respondents": 6, "of": 50}
    felt: dict[str, Any] = {"value": -0.4, "low": -0.6, "high": -0.2, "respondents": 12, "not_assessed": 3}
    figures: dict[str, dict[str, Any]] = {
        "emerged": {"before": {"prevalence": before | {"respondents": 0}}, "now": {"prevalence": share}},
        "up": {"measure": "prevalence", "direction": "up"}
        | {"before": {"prevalence": before}, "now": {"prevalence": share}},
        "down": {"measure": "sentiment", "direction": "down"}
        | {"before": {"sentiment": felt | {"value": 0.3}}, "now": {"sentiment": felt}},
    }
    said = {
        name: told(
            AlarmLine(
                "emerged" if name == "emerged" else "shifted",
                "thm_1",
                "Exports",
                "stu_1",
                "Renewal",
                date(2026, 11, 2),
                content,
                datetime(2026, 11, 9, tzinfo=UTC),
            )
        )
        for name, content in figures.items()
    }
    read = {name: f"{one.lead} {one.rest}".replace("\N{NO-BREAK SPACE}", " ") for name, one in said.items()}
    assert read == {
        "emerged": "New theme: heard from 20 people of 44 since 2 Nov 2026, from none of 50 before.",
        "up": "Voiced by more people: 45 % (20 of 44) since 2 Nov 2026, 12 % (6 of 50) before.",
        "down": "People feel worse about −0.4 (12 people) since 2 Nov 2026, +0.3 (12 people) before.",
    }
    assert [one.mark for one in said.values()] == ["new", "rising", "colder"]


def test_why_tells_what_the_note_knows_and_no_more() -> None:
    note = {"move": "probe", "probe": "cause", "reading": {"kind": "vague", "labels": ["few_words"]}}
    note |= {"model": "gpt", "fallback": "stalled", "ms": 1_234, "checks": []}
    assert dict(why(note)) == {
        "Heard": "vague, few words",
        "Move": "probe",
        "Probe": "cause",
        "Worded by": "gpt, because the model did not serve: stalled",
        "Took": "1,234 ms",
    }
    assert why({}) == ()
