"""Numbers as people read them, and charts as numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.prevalence import wilson
from app.pages.charts import HIGH, WIDE, meter, split, trend
from app.pages.transcript import why
from app.pages.wording import counted, money, percent, signed, tone, words


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


def test_a_trend_shows_the_weeks_between_and_at_most_twelve() -> None:
    chart = trend([("2026-01-05", 4), ("2026-11-02", 2), ("2026-11-16", 3)])
    assert chart is not None
    assert len(chart.bars) == 12
    assert [bar.label.split(" ")[0] for bar in chart.bars[-3:]] == ["2", "0", "3"]
    assert all(bar.x + bar.width <= WIDE and bar.y + bar.height <= HIGH + 0.01 for bar in chart.bars)


@pytest.mark.parametrize("weeks", [[], [("2026-11-02", 5)]])
def test_one_week_is_no_trend(weeks: list[tuple[str, int]]) -> None:
    assert trend(weeks) is None


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
