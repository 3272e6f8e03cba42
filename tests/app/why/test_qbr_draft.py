"""A business review from values: what it says, and that no sentence stands without a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.qbr import Line, Material, draft
from app.success.qbr.draft import KEYS
from app.success.qbr.types import (
    Due,
    FiringLine,
    Months,
    Outlook,
    PeerFeature,
    ScoreMove,
    ScoreNow,
    Tally,
    Term,
    TouchLine,
)
from app.success.qbr.wording import compared, listed
from app.success.voices import Kind, Said, Words, roll_up

START, END = date(2026, 8, 23), date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BARE = Material("acc_1", "Bramble", START, END)


def tally(
    name: str, label: str | None = None, total: float = 10, count: int | None = None, last: float = 0
) -> Tally:
    return Tally(name, label, int(total) if count is None else count, total, 3, f"fct_{name}_{label}", last)


def said(person: str, topic: str, value: float, kind: Kind = "driver") -> Said:
    words = (Words(f"sta_{person}_{topic}", f"{person} on {topic}"),)
    return Said(
        kind, topic, topic.replace("_", " "), value, person, person, "champion", NOW, f"int_{person}", words
    )


FULL = replace(
    BARE,
    term=Term("ctr_1", 4_800_000, "EUR", date(2027, 1, 31), auto_renews=False),
    now=[
        tally("usage.ui", "reports", 900),
        tally("usage.api", "sync", 100),
        tally("support.opened", "p1", 2),
        tally("support.opened", "p3", 3),
        tally("csat", None, 16, count=4),
        tally("seats.used", None, 30, last=30),
        tally("seats.bought", None, 50, last=50),
        tally("touch.article_searched", "unsolved", 2),
        tally("touch.article_searched", "solved", 3),
    ],
    before=[
        tally("usage.ui", "reports", 1250),
        tally("usage.ui", "exports", 40),
        tally("support.opened", "p3", 5),
    ],
    active=(12, 15),
    months=[Months(date(2026, 9, 1), 600, "fct_m1"), Months(date(2026, 10, 1), 400, "fct_m2")],
    scores=[ScoreNow("hs_1", "risk", 71, "at_risk", 0.8, ("Usage fell 32 % week over week",))],
    moves=[ScoreMove("hc_1", "risk", NOW, 84, 71, ("Usage fell 32 % week over week",))],
    firings=[FiringLine("fir_1", "Usage dropped", "Usage fell 32 %.", "A report broke.", True, NOW, None)],
    touches=[
        TouchLine("tch_1", "email", "message", "Your new reports", NOW, is_used=True),
        TouchLine("tch_2", "email", "message", "Office hours", NOW, is_used=False),
    ],
    due=[
        Due("mst_1", "milestone", "Go live", None, date(2026, 10, 1)),
        Due("pln_1", "plan", "One report for all", "Close the month in a day", date(2026, 12, 24)),
    ],
    peers=[
        PeerFeature("alerts", 8, 11, "fct_peer"),
        PeerFeature("reports", 11, 11, "fct_x"),
        PeerFeature("sso", 2, 11, "y"),
    ],
    outlooks=[Outlook("prd_1", "churn", 30, 0.4, ()), Outlook("prd_1", "churn", 90, 0.6, ("Usage fell",))],
    view=roll_up(
        [said("mara", "reporting", -1), said("jo", "reporting", 1), said("jo", "expansion", 0.8, "intent")],
        NOW,
    ),
    spots={"sta_mara_reporting": ("int_mara", 2, 0, 9)},
)


def lines(material: Material, key: str) -> Sequence[Line]:
    return next(section.lines for section in draft(material).sections if section.key == key)


def texts(material: Material, key: str) -> list[str]:
    return [line.text for line in lines(material, key)]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contract", "EUR 48,000 a year; is up for renewal on 31 Jan 2027."),
        (
            "usage",
            "1,000 actions from 23 Aug 2026 to 22 Nov 2026, 22 % fewer than in the period before (1,290).",
        ),
        ("usage", "Of these, 100 through the API and 900 in the product's pages."),
        ("usage", "12 people active, 20 % fewer than in the period before (15)."),
        ("usage", "Most used: reports (900) and sync (100)."),
        ("support", "5 tickets opened, 2 of them of the highest priority, as many as in the period before."),
        ("support", "CSAT was 4.0 of 5 on average, over 4 answers."),
        ("gaps", "Nobody here used alerts, which 8 of 11 similar accounts use."),
        ("gaps", "Used 40 times before, and not since: exports."),
        ("gaps", "30 of 50 seats are in use."),
        ("touchpoints", "1 e-mail followed: “Your new reports”."),
        ("touchpoints", "1 e-mail ignored: “Office hours”."),
        ("touchpoints", "5 searches of the knowledge base, 2 without an answer."),
        ("trend", "The risk score is 71, at risk. Usage fell 32 % week over week."),
        ("trend", "On 22 Nov 2026 the risk score fell from 84 to 71: Usage fell 32 % week over week."),
        ("trend", "Actions by month: 600 in September and 400 in October."),
        ("risks", "Usage dropped (22 Nov 2026, open). Usage fell 32 %. Why: A report broke."),
        ("risks", "60% likely to leave within 90 days: Usage fell."),
        ("expansion", "jo (champion) on expansion, 22 Nov 2026."),
        ("said", "jo (champion) on reporting, where they differ (positive), 22 Nov 2026."),
        ("said", "mara (champion) on reporting, where they differ (negative), 22 Nov 2026."),
        ("plans", "Milestone “Go live”, overdue since 1 Oct 2026."),
        ("plans", "Plan “One report for all”: Close the month in a day, due 24 Dec 2026."),
        ("proposals", "Agree on a new date for “Go live”, and on who does what until then."),
        ("proposals", "Bring jo and mara together on reporting: they see it differently."),
        ("proposals", "Offer a session on alerts with the people whose work it would ease."),
        ("proposals", "Open the talk about renewal on 31 Jan 2027."),
    ],
)
def test_a_review_says_what_is_known(key: str, text: str) -> None:
    assert text in texts(FULL, key)


def test_quotes_stand_beside_their_sentence_and_lead_to_their_spot() -> None:
    [line] = [line for line in lines(FULL, "said") if line.quote == "mara on reporting"]
    [source] = line.sources
    assert (source.kind, source.id, source.spot) == ("statement", "sta_mara_reporting", ("int_mara", 2, 0, 9))


def test_what_is_for_us_alone_comes_last() -> None:
    internal = [section.is_internal for section in draft(FULL).sections]
    assert internal == sorted(internal)
    assert {s.key for s in draft(FULL).sections if s.is_internal} == {
        "said",
        "trend",
        "risks",
        "expansion",
        "touchpoints",
    }


def test_with_nothing_known_every_part_says_so_and_rests_on_the_account() -> None:
    review = draft(BARE)
    assert tuple(section.key for section in review.sections) == KEYS
    assert all(len(section.lines) == 1 for section in review.sections)
    assert {(source.kind, source.id) for line in review.lines() for source in line.sources} == {
        ("account", "acc_1")
    }


def test_a_full_house_is_no_gap_and_a_reason_to_talk() -> None:
    full = replace(BARE, now=[tally("seats.used", last=50), tally("seats.bought", last=50)])
    assert "50 of 50 seats are taken." in texts(full, "expansion")
    assert "Talk about more seats: all are taken." in texts(full, "proposals")
    assert not [text for text in texts(full, "gaps") if "seats" in text]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (0, 0, "as in the period before"),
        (5, 0, "none in the period before"),
        (5, 5, "as many as in the period before"),
        (0, 5, "100 % fewer than in the period before (5)"),
        (15, 10, "50 % more than in the period before (10)"),
        (10_001, 10_000, "<1 % more than in the period before (10,000)"),
    ],
)
def test_two_periods_are_compared_in_words(now: float, before: float, told: str) -> None:
    assert compared(now, before) == told


@pytest.mark.parametrize(
    ("parts", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_people_write_them(parts: list[str], told: str) -> None:
    assert listed(parts) == told


NAMES = st.sampled_from(
    (
        *("usage.ui", "usage.api", "support.opened", "support.solved", "csat", "nps", "seats.used"),
        *("seats.bought", "touch.article_searched", "touch.webinar", "request.use_case", "login"),
    )
)
TALLIES: Any = st.lists(
    st.builds(
        Tally,
        NAMES,
        st.sampled_from([None, "p1", "reports", "unsolved"]),
        st.integers(1, 9_999),
        st.floats(0, 1e9),
        st.integers(0, 99),
        st.from_regex(r"fct_[0-9]{4}", fullmatch=True),
        st.floats(0, 1e4),
    ),
    max_size=8,
)
SAID = st.lists(
    st.builds(
        said,
        st.sampled_from(["mara", "jo"]),
        st.sampled_from(["price", "churn", "renewal_intent", "expansion"]),
        st.floats(-1, 1),
        st.sampled_from(["driver", "intent", "sentiment"]),
    ),
    max_size=6,
)
DUE = st.lists(
    st.builds(
        Due,
        st.just("mst_1"),
        st.just("milestone"),
        st.text(max_size=9),
        st.none() | st.text(max_size=9),
        st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    ),
    max_size=3,
)


@given(now=TALLIES, before=TALLIES, people=SAID, due=DUE)
def test_no_sentence_stands_without_a_source(
    now: list[Tally], before: list[Tally], people: list[Said], due: list[Due]
) -> None:
    material = replace(BARE, now=now, before=before, view=roll_up(people, NOW + timedelta(1)), due=due)
    known = {one.newest for one in (*now, *before)} | {
        words.statement for one in people for words in one.words
    }
    known |= {"mst_1", "acc_1"}
    for section in draft(material).sections:
        assert section.lines
        for line in section.lines:
            assert line.text
            assert line.sources
            assert {source.id for source in line.sources} <= known
