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
        tally("support.solved", "p3", 4),
        tally("support.escalated", None, 1),
        tally("nps", None, 9, count=1),
        tally("meeting.held", "check_in", 2),
        tally("meeting.held", "qbr", 1),
        tally("meeting.missed", "check_in", 1),
        tally("request.use_case", "forecasts_for a second team", 1),
        tally("touch.article_searched", "unsolved", 2),
        tally("touch.article_searched", "solved", 3),
    ],
    before=[
        tally("usage.ui", "reports", 1250),
        tally("usage.ui", "exports", 40),
        tally("support.opened", "p3", 5),
    ],
    seats=[tally("seats.used", None, 30, last=30), tally("seats.bought", None, 50, last=50)],
    active=(12, 15),
    months=[Months(date(2026, 9, 1), 600, "fct_m1"), Months(date(2026, 10, 1), 400, "fct_m2")],
    scores=[
        ScoreNow("hs_1", "risk", 71, "at_risk", 0.8, ("Usage fell 32 % week over week", "No urgent ticket")),
        ScoreNow("hs_2", "onboarding", None, None, 0.23, ()),
    ],
    moves=[ScoreMove("hc_1", "risk", NOW, 84, 71, ("Usage fell 32 % week over week",))],
    firings=[
        FiringLine("fir_1", "Usage dropped", "Usage fell 32 %.", "A report broke.", True, NOW, None),
        FiringLine(
            "fir_2", "Ready to grow", "Asked for more.", "A guess.", True, NOW, None, is_good_news=True
        ),
    ],
    touches=[
        TouchLine("tch_1", "email", "message", "Your new reports", NOW, is_used=True),
        TouchLine("tch_2", "email", "message", "Office hours", NOW, is_used=False),
        TouchLine("tch_3", "email", "invitation", None, NOW, is_used=False),
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
        [
            said("mara", "reporting", -1),
            said("jo", "reporting", 1),
            said("jo", "expansion", 0.8, "intent"),
            said("mara", "overall", -1, "sentiment"),
            said("jo", "overall", 1, "sentiment"),
        ],
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
        ("contract", "Your contract of EUR 48,000 a year comes up for renewal on 31 Jan 2027."),
        (
            "usage",
            "Your people took 1,000 actions from 23 Aug 2026 to 22 Nov 2026,"
            " 22 % fewer than in the period before (1,290).",
        ),
        ("usage", "Of these, 100 through the API and 900 in the product's pages."),
        ("usage", "12 people were active, down from 15 in the period before."),
        ("usage", "Most used: reports (900) and sync (100)."),
        ("usage", "An average day had 20 actions in September and 13 in October."),
        ("support", "5 tickets were opened (2 urgent), as many as in the period before."),
        ("support", "In the same time 4 were solved and 1 was escalated."),
        ("support", "Asked whether they would recommend us, the one who answered said 9 of 10."),
        ("support", "CSAT was 4.0 of 5 on average, over 4 answers."),
        ("gaps", "Not in use: alerts, which 8 of 11 similar companies use."),
        ("gaps", "Used 40 times in the period before, and not since: exports."),
        ("gaps", "30 of 50 seats are in use; 20 are free."),
        ("touchpoints", "1 e-mail was taken up: “Your new reports”."),
        ("touchpoints", "1 e-mail brought no response so far: “Office hours”."),
        ("touchpoints", "5 searches of the knowledge base, 2 without an answer."),
        ("touchpoints", "1 invitation to an interview brought no response so far."),
        ("touchpoints", "Meetings held: 3 (check-in 2, QBR 1)."),
        ("trend", "The risk score is 71 of 100 (at risk). Top factors: No urgent ticket."),
        ("trend", "The onboarding score is unknown: only 23 % of its factors have data."),
        ("trend", "On 22 Nov 2026 the risk score fell from 84 to 71: Usage fell 32 % week over week."),
        ("risks", "Usage dropped (22 Nov 2026, open). Usage fell 32 %. Why: A report broke."),
        ("risks", "60 % likely to leave within 90 days: Usage fell."),
        ("risks", "Meetings missed: 1 (check-in)."),
        ("expansion", "Ready to grow (22 Nov 2026, open). Asked for more."),
        ("expansion", "jo (champion, 22 Nov 2026) seems to wish for more."),
        ("said", "Of 2 people heard, 1 is content and 1 is unhappy on the whole."),
        ("said", "jo (champion, 22 Nov 2026) sounds content with “reporting”; others see it differently."),
        ("said", "mara (champion, 22 Nov 2026) sounds critical of “reporting”; others see it differently."),
        ("plans", "The milestone “Go live” has been overdue since 1 Oct 2026."),
        ("plans", "The plan “One report for all” to “Close the month in a day” is due on 24 Dec 2026."),
        ("proposals", "Agree on a new date for “Go live”, and on who does what until then."),
        (
            "proposals",
            "Go through the urgent tickets together: what was done, and what keeps them from coming back.",
        ),
        (
            "proposals",
            "Find out together why use fell: 13 actions on an average day in October, after 20 in September.",
        ),
        ("proposals", "Begin to talk about the renewal on 31 Jan 2027, 70 days from now."),
        ("proposals", "Work out what it takes for forecasts for a second team: you asked for it."),
        ("proposals", "Hold a session on alerts with the people whose work it would ease."),
        ("prepare", "Speak with jo and mara one by one about “reporting”: they see it differently."),
        ("prepare", "Know where “Usage dropped” stands: it has been open since 22 Nov 2026."),
    ],
)
def test_a_review_says_what_is_known(key: str, text: str) -> None:
    assert text in texts(FULL, key)


def test_quotes_stand_beside_their_sentence_and_lead_to_their_spot() -> None:
    [line] = [line for line in lines(FULL, "said") if line.quote == "mara on reporting"]
    [source] = line.sources
    assert (source.kind, source.id, source.spot) == ("statement", "sta_mara_reporting", ("int_mara", 2, 0, 9))


def test_months_that_are_not_whole_are_told_as_such_beside_a_days_average() -> None:
    months = [
        Months(date(2026, 8, 1), 90, "m1"),
        Months(date(2026, 9, 1), 300, "m2"),
        Months(date(2026, 11, 1), 440, "m3"),
    ]
    [line] = [line for line in lines(replace(FULL, months=months), "usage") if line.table]
    assert line.table == (
        ("Month", "Actions", "A day"),
        ("23 to 31 August 2026", "90", "10"),
        ("September 2026", "300", "10"),
        ("1 to 22 November 2026", "440", "20"),
    )
    assert {source.id for source in line.sources} == {"m1", "m2", "m3"}


def test_nothing_the_customer_reads_tells_what_somebody_said_to_us() -> None:
    shared = [line for section in draft(FULL).sections if not section.is_internal for line in section.lines]
    assert not [line for line in shared if line.quote or line.who]
    kinds = {source.kind for line in shared for source in line.sources}
    assert not kinds & {"statement", "firing", "prediction", "score", "score_change"}
    assert not [line.text for line in shared for name in ("mara", "jo ") if name in line.text]


def test_a_reason_to_grow_is_no_risk() -> None:
    assert not [text for text in texts(FULL, "risks") if "Ready to grow" in text]


def test_nobodys_words_stand_there_twice() -> None:
    words = (Words("sta_1", "We would leave."), Words("sta_2", "It is slow."))
    heard = [
        said("mara", "renewal_risk", -0.9, "intent"),
        said("mara", "speed", -0.9, "theme"),
        said("mara", "price", -0.9),
    ]
    people = [replace(one, words=words) for one in heard]
    quotes = [line.quote for line in lines(replace(BARE, view=roll_up(people, NOW)), "said") if line.quote]
    assert sorted(quotes) == ["It is slow.", "We would leave."]


def test_a_hunch_is_told_of_nobody() -> None:
    view = roll_up([said("mara", "escalation", 0.64, "intent"), said("mara", "problem", 0.9, "intent")], NOW)
    told = texts(replace(BARE, view=view), "said")
    assert told == ["mara (champion, 22 Nov 2026) seems to report a problem."]


def test_moves_of_one_day_are_one_and_small_ones_none() -> None:
    moves = [
        ScoreMove("hc_4", "risk", NOW, 71, 70, ("Sign-ins (−1)",)),
        ScoreMove("hc_3", "risk", NOW, 80, 71, ("Usage (−9)",)),
        ScoreMove("hc_2", "risk", NOW, 79, 80, ("NPS (+1)",)),
        ScoreMove("hc_1", "risk", NOW - timedelta(days=1), 80, 79, ("Seats (−1)",)),
    ]
    [line] = lines(replace(BARE, moves=moves), "trend")
    assert line.text == "On 22 Nov 2026 the risk score fell from 79 to 70: Usage (−9); Sign-ins (−1)."
    assert [source.id for source in line.sources] == ["hc_4", "hc_3", "hc_2"]


def test_an_account_that_left_is_proposed_nothing() -> None:
    left = replace(FULL, churned_on=date(2026, 10, 13))
    assert texts(left, "contract") == ["The account left on 13 Oct 2026."]
    assert texts(left, "proposals") == ["Nothing is proposed to an account that left."]


def test_what_is_for_us_alone_comes_last() -> None:
    internal = [section.is_internal for section in draft(FULL).sections]
    assert internal == sorted(internal)
    assert {s.key for s in draft(FULL).sections if s.is_internal} == {
        "said",
        "prepare",
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
    full = replace(BARE, seats=[tally("seats.used", last=50), tally("seats.bought", last=50)])
    assert "50 of 50 seats are taken." in texts(full, "expansion")
    assert "Plan for more seats: all 50 are taken." in texts(full, "proposals")
    assert not [text for text in texts(full, "gaps") if "seats" in text]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (0, 0, "as in the period before"),
        (5, 0, "after none in the period before"),
        (5, 5, "as many as in the period before"),
        (0, 5, "down from 5 in the period before"),
        (15, 10, "up from 10 in the period before"),
        (0, 50, "100 % fewer than in the period before (50)"),
        (150, 100, "50 % more than in the period before (100)"),
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
