"""When a reason explains itself, whom to ask when it does not, and what the answer does to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.success.verdict import Outcome, weigh
from app.success.voices import Kind, Said, Words
from app.success.whom import Person, role_of, whom_to_ask
from app.success.why import (
    ASK_WHY,
    Cause,
    Moved,
    cause_of,
    explain,
    is_symptom,
    may_wait,
    moved,
    play_for,
    rules,
    subject_of,
    told_beforehand,
)
from interviewer.checks import values_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
USAGE = Moved("usage", "Usage", -8, ("usage.ui",))
TICKETS = Moved("support", "Urgent tickets", -4, ("support.opened",))
WORDS = Moved("voice", "What they say", -5, ("said.sentiment",), has_words=True)


# --- does it explain itself? ---


@pytest.mark.parametrize(
    ("moves", "delta", "is_known", "share"),
    [
        ([USAGE], -8, False, 0.0),
        ([TICKETS], -4, True, 1.0),
        ([USAGE, TICKETS], -12, False, 4 / 12),
        ([USAGE, WORDS, TICKETS], -17, False, 9 / 17),
        ([WORDS, TICKETS], -9, True, 1.0),
        ([TICKETS], -13, False, 4 / 13),  # the rest of the fall has no name at all
        ([Moved("usage", "Usage", 8, ("usage.ui",))], 8, False, 0.0),
        ([], -13, False, 0.0),
        ([], None, False, 0.0),
    ],
)
def test_a_fall_is_explained_by_the_share_that_has_a_cause(
    moves: list[Moved], delta: float | None, is_known: bool, share: float
) -> None:
    found = explain(moves, delta)
    assert found.is_known is is_known
    assert found.share == pytest.approx(share)


def test_an_unexplained_fall_names_what_fell_without_a_cause() -> None:
    found = explain([USAGE, TICKETS], -12)
    assert found.open_ == ("Usage",)
    assert found.sentence == "Only 33% of the fall is explained: Usage moved without a known cause."


@pytest.mark.parametrize(
    ("fired_by", "moves", "is_known"),
    [
        (["usage.ui"], [USAGE], False),
        (["usage.ui", "stakeholder.left"], [USAGE], True),
        (["support.opened"], [], True),
        (["billing.payment_failed"], [], True),
        (["nps"], [], False),
        (["said.driver"], [], True),
        ([], [], True),  # a date came near: the date is the reason
        ([], [USAGE], False),
    ],
)
def test_a_cause_is_known_where_a_fact_says_it_by_itself(
    fired_by: list[str], moves: list[Moved], is_known: bool
) -> None:
    assert cause_of(fired_by, moves, None).is_known is is_known


@pytest.mark.parametrize("fact", ["usage.api", "login", "said.sentiment", "nps", "touch.email_opened"])
def test_symptoms_never_say_why(fact: str) -> None:
    assert is_symptom(fact)


def test_a_stored_reason_is_read_with_its_deltas_and_quotes() -> None:
    top = [
        {"factor": "usage", "title": "Usage", "delta": -8.0, "evidence": [{"kind": "fact", "id": "fct_1"}]},
        {"factor": "voice", "title": "Voice", "delta": -5.0, "evidence": [{"kind": "statement", "id": "s"}]},
    ]
    assert moved(top, {"usage": ["usage.ui"]}) == (
        USAGE,
        Moved("voice", "Voice", -5.0, (), has_words=True),
    )


KNOWN = Cause(True, 1.0, (), "Known.")
OPEN = Cause(False, 0.0, ("Usage",), "Unknown.")


@pytest.mark.parametrize(
    ("own", "cause", "asks", "can_ask", "play", "then"),
    [
        (None, OPEN, False, True, ASK_WHY, None),
        ("at-risk-recovery", OPEN, False, True, ASK_WHY, "at-risk-recovery"),
        ("adoption-recovery", OPEN, True, True, "adoption-recovery", None),
        ("at-risk-recovery", KNOWN, False, True, "at-risk-recovery", None),
        (None, KNOWN, False, True, None, None),
        (None, OPEN, False, False, None, None),
        ("at-risk-recovery", OPEN, False, False, "at-risk-recovery", None),
    ],
)
def test_nobody_acts_on_what_nobody_knows_while_there_is_somebody_to_ask(
    own: str | None, cause: Cause, asks: bool, can_ask: bool, play: str | None, then: str | None
) -> None:
    chosen = play_for(own, cause, asks=asks, can_ask=can_ask)
    assert (chosen.play, chosen.then) == (play, then)
    assert chosen.why.startswith(cause.sentence)


@pytest.mark.parametrize(
    ("moment", "priority", "waits"),
    [
        ("churn_risk", "high", True),
        ("churn_risk", "urgent", False),
        ("adoption", "high", False),
        ("onboarding", "normal", False),
        ("expansion", "low", False),
    ],
)
def test_what_is_urgent_or_needs_no_reason_waits_for_no_answer(
    moment: str, priority: str, waits: bool
) -> None:
    assert may_wait(moment, priority) is waits
    chosen = play_for("own", OPEN, asks=False, can_ask=True, waits=waits)
    assert chosen.play == (ASK_WHY if waits else "own")


# --- whom to ask ---


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Champion", "champion"),
        ("executive_sponsor", "executive_sponsor"),
        ("Executive sponsor", "executive_sponsor"),
        ("VP Operations", "executive_sponsor"),
        ("System administrator", "admin"),
        ("Purchasing", "procurement"),
        ("end user", "end_user"),
        ("Data analyst", "end_user"),
        ("Friend of the house", None),
        ("", None),
        (None, None),
    ],
)
def test_roles_are_read_from_free_text(text: str | None, role: str | None) -> None:
    assert role_of(text) == role


CHAMPION = Person("con_1", "Mara", "Champion")
ADMIN = Person("con_2", "Jo", "Admin", use=0.7)
SPONSOR = Person("con_3", "Lee", "Executive sponsor")
USER = Person("con_4", "Ana", "User", use=0.3)


@pytest.mark.parametrize(
    ("people", "facts", "chosen"),
    [
        ([ADMIN, CHAMPION, SPONSOR, USER], ["usage.ui"], "con_1"),
        ([ADMIN, SPONSOR, USER], ["usage.ui"], "con_2"),
        ([ADMIN, SPONSOR, USER], ["billing.payment_failed"], "con_3"),
        ([USER, Person("con_5", "Kim", "User", use=0.6)], ["usage.ui"], "con_5"),
        ([Person("con_6", "Max", None), Person("con_7", "Tom", None, use=0.2)], ["usage.ui"], "con_7"),
        ([Person("con_1", "Mara", "Champion", opted_out=True), ADMIN], ["usage.ui"], "con_2"),
        ([Person("con_1", "Mara", "Champion", has_left=True), ADMIN], ["usage.ui"], "con_2"),
        ([Person("con_1", "Mara", "Champion", is_absent=True), ADMIN], ["stakeholder.left"], "con_2"),
        ([Person("con_1", "Mara", "Champion", has_address=False), ADMIN], ["usage.ui"], "con_2"),
        (
            [Person("con_1", "Mara", "Champion", asked_at=NOW - timedelta(days=3)), ADMIN],
            ["usage.ui"],
            "con_2",
        ),
        (
            [Person("con_1", "Mara", "Champion", asked_at=NOW - timedelta(days=31)), ADMIN],
            ["usage.ui"],
            "con_1",
        ),
        ([Person("con_1", "Mara", "Champion", opted_out=True)], ["usage.ui"], None),
        ([], ["usage.ui"], None),
    ],
)
def test_the_right_one_is_asked(people: list[Person], facts: list[str], chosen: str | None) -> None:
    found = whom_to_ask(people, subject_of(facts), NOW)
    assert (found.person.id if found.person else None) == chosen
    assert {person.id for person, _ in found.passed_over} == {person.id for person in people} - {chosen}


def test_the_choice_says_why() -> None:
    found = whom_to_ask(
        [ADMIN, Person("con_1", "Mara", "Champion", asked_at=NOW - timedelta(days=3))], None, NOW
    )
    assert found.why == "Jo is their admin and makes 70% of the use of what fell."
    assert [why for _, why in found.passed_over] == ["was asked 3 days ago"]


# --- what the answer does ---


def said(kind: Kind, topic: str, value: float, text: str = "") -> Said:
    words = (Words(f"sta_{topic}", text),) if text else ()
    return Said(kind, topic, topic, value, "con_1", "Mara", "champion", NOW, "int_1", words)


UNHAPPY = said("sentiment", "overall", -0.5)
HAPPY = said("sentiment", "overall", 0.6)
REPORT = said("driver", "reporting", -1, "The new permissions broke our report.")
PRICE = said("intent", "pricing", 0.8, "It is too dear for us.")


@pytest.mark.parametrize(
    ("facts", "heard", "outcome", "cause"),
    [
        (["usage.ui"], [UNHAPPY, REPORT], "refines", "reporting"),
        (["usage.ui"], [said("driver", "adoption", -1)], "confirms", "adoption"),
        (["usage.ui"], [UNHAPPY], "confirms", None),
        (["usage.ui"], [HAPPY, said("intent", "praise", 0.9)], "refutes", None),
        (["usage.ui"], [HAPPY, REPORT], "refines", "reporting"),
        (["billing.payment_failed"], [PRICE], "confirms", "pricing"),
        (["billing.payment_failed"], [REPORT, PRICE], "confirms", "pricing"),
        (["billing.payment_failed"], [REPORT], "refines", "reporting"),
        (["support.opened"], [said("intent", "problem", 0.7)], "confirms", "problem"),
        (["nps"], [said("intent", "churn", 0.7)], "confirms", None),  # what they will do is not why
        (["usage.ui"], [said("theme", "thm_1", -1), UNHAPPY], "refines", "thm_1"),
        (["usage.ui"], [said("intent", "feature_request", 0.9)], "silent", None),
        (["usage.ui"], [said("sentiment", "overall", 0.05)], "silent", None),
        (["usage.ui"], [], "silent", None),
        ([], [REPORT], "refines", "reporting"),
    ],
)
def test_an_answer_confirms_refutes_or_refines(
    facts: list[str], heard: list[Said], outcome: Outcome, cause: str | None
) -> None:
    found = weigh(subject_of(facts), heard)
    assert (found.outcome, found.cause) == (outcome, cause)


def test_a_verdict_says_who_named_what_in_their_words() -> None:
    found = weigh(subject_of(["usage.ui"]), [UNHAPPY, PRICE, REPORT])
    assert found.sentence == (
        "Mara (champion) names reporting as the cause: “The new permissions broke our report.”"
    )
    assert [words.statement for words in found.quotes] == ["sta_reporting", "sta_pricing"]
    assert found.also == ("pricing",)


# --- what the interviewer may know ---


@pytest.mark.parametrize("subject", [subject.facts[0].replace("*", "x") for subject in rules().subjects])
def test_the_interviewer_learns_the_subject_and_nothing_of_how_we_judge(subject: str) -> None:
    told = told_beforehand([subject], ["scheduled_reports", "bulk-export"])
    assert told["about"] == ["scheduled reports", "bulk export"]
    text = " ".join(values_of(told)).lower()
    assert not [word for word in ("score", "churn", "risk", "health", "trigger", "%") if word in text]
    assert not any(sign.isdigit() for sign in text)


def test_without_a_subject_only_the_matters_are_told() -> None:
    assert told_beforehand(["weather.rain"], []) == {}
    assert told_beforehand(["weather.rain"], ["umbrella"]) == {"about": ["umbrella"]}
