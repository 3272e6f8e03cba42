"""Who acts on a step: the table of activities and rules, one case for each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.conditions.segments import read as read_segment
from app.success.conditions.segments import shipped as shipped_segments
from app.success.plays.holdout import is_held_out
from app.success.plays.types import Message, Slack, Work
from app.success.policy import decide, shipped_policy
from app.success.record import Known, Point, Record, Value

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SEGMENTS = {name: read_segment(text, name).when for name, text in shipped_segments().items()}


def record(series: dict[str, list[tuple[float, float, str | None]]] | None = None, **fields: Value) -> Record:
    """Facts as (days ago, value, label) by name."""
    return Record(
        "acc",
        {name.replace("__", "."): Known(value) for name, value in fields.items()},
        {
            name: tuple(Point(NOW - timedelta(days=ago), value, label) for ago, value, label in points)
            for name, points in (series or {}).items()
        },
    )


def used(percent: float, *, days: int = 7) -> dict[str, list[tuple[float, float, str | None]]]:
    """So much of the use of the window before, in the last window."""
    before = [(day + 0.5, 100.0, None) for day in range(4 * days - 1, days - 1, -1)]
    return {"usage.ui": [*before, *((day + 0.5, percent, None) for day in range(days - 1, -1, -1))]}


def message(activity: str) -> Message:
    return Message(id="m", do="email", title="m", subject="s", text="t", activity=activity)


CASES = [
    ("interview_invitation", record(), "automatic", "allowed"),
    ("interview_invitation", record(used(68)), "automatic", "allowed"),
    ("interview_invitation", record(used(55)), "human", "usage_fall_week"),
    ("usage_nudge", record(used(50, days=28)), "human", "usage_fall_month"),
    ("onboarding_message", record(used(40)), "automatic", "allowed"),
    ("interview_invitation", record({"asked_for_human": [(3, 1, None)]}), "human", "asked_for_human"),
    ("onboarding_message", record({"asked_for_human": [(3, 1, None)]}), "human", "asked_for_human"),
    ("onboarding_message", record({"asked_for_human": [(120, 1, None)]}), "automatic", "allowed"),
    ("onboarding_message", record(custom__asked_for_human=True), "human", "asked_for_human"),
    ("interview_invitation", record({"stakeholder.left": [(9, 1, "champion")]}), "human", "champion_left"),
    ("interview_invitation", record({"stakeholder.left": [(9, 1, "end_user")]}), "automatic", "allowed"),
    ("early_renewal_reminder", record(days_to_renewal=90), "automatic", "allowed"),
    ("early_renewal_reminder", record(days_to_renewal=60), "human", "renewal_close"),
    ("early_renewal_reminder", record(days_to_renewal=-3), "automatic", "allowed"),
    ("expansion_prompt", record({"said.intent": [(5, 0.9, "pricing")]}), "human", "money_talk"),
    ("usage_nudge", record(segment="enterprise"), "human", "enterprise"),
    ("onboarding_message", record(segment="enterprise"), "automatic", "allowed"),
    ("usage_nudge", record(segment="small business"), "automatic", "allowed"),
    ("review_scheduling", record(), "human", "review_scheduling"),
    ("churn_risk_message", record(), "human", "churn_risk_message"),
    ("renewal_negotiation", record(), "human", "renewal_negotiation"),
    ("executive_outreach", record(), "human", "executive_outreach"),
    ("escalation", record(), "human", "escalation"),
    (
        "login_nudge",
        record({"usage.api": [(2, 900, None)], "usage.ui": [(300, 1, None)]}),
        "leave_out",
        "uses_it_otherwise",
    ),
    ("login_nudge", record({"usage.ui": [(2, 5, None)]}), "automatic", "allowed"),
]


@pytest.mark.parametrize(("activity", "known", "act", "rule"), CASES)
def test_who_acts(activity: str, known: Record, act: str, rule: str) -> None:
    decision = decide(message(activity), known, NOW, segments=SEGMENTS)
    assert (decision.act, decision.rule) == (act, rule)
    assert decision.why.endswith(".")
    assert "{" not in decision.why


def test_the_sentence_says_how_far_usage_fell() -> None:
    decision = decide(message("interview_invitation"), record(used(55)), NOW, segments=SEGMENTS)
    assert decision.why == "Usage fell 45 % week over week; from 40 % on a person speaks with them."


def test_every_activity_says_who_acts_and_every_rule_binds_something() -> None:
    policy = shipped_policy()
    for activity in policy.activities:
        assert decide(message(activity), record(), NOW, segments=SEGMENTS).why
    assert all(any(rule.binds(name) for name in policy.activities) for rule in policy.rules)


def test_a_person_is_asked_by_nobodys_leave_and_the_team_hears_whatever_happens() -> None:
    task = Work(id="t", do="task", title="t", text="t", checklist=("x",), hours=1)
    alert = Slack(id="s", do="slack", title="s", text="s")
    known = record({"asked_for_human": [(1, 1, None)]}, segment="enterprise")
    assert decide(task, known, NOW, segments=SEGMENTS).act == "human"
    assert decide(alert, known, NOW, segments=SEGMENTS).act == "automatic"


@given(st.lists(st.text(min_size=1), min_size=1, unique=True), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_holdout_keeps_everybody_a_smaller_one_held_out(
    accounts: list[str], one: float, other: float
) -> None:
    small, large = sorted((one, other))
    assert all(is_held_out(name, "p", large) for name in accounts if is_held_out(name, "p", small))
    assert not any(is_held_out(name, "p", 0) for name in accounts)
    assert all(is_held_out(name, "p", 1) for name in accounts)


def test_a_tenth_held_out_is_about_a_tenth() -> None:
    held = sum(is_held_out(f"acc_{number}", "expansion", 0.1) for number in range(10_000))
    assert 900 < held < 1_100
