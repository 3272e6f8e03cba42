"""What is refused before a play runs: one table of texts, each wrong in one way."""

from __future__ import annotations

import pytest

from app.success.plays.play import read, shipped
from app.success.plays.playbooks import MOST_PLAYS, PLAYBOOKS, sprawl
from app.success.plays.types import MOMENTS, Invite, Message, Work
from app.success.toml_files import Problems
from interviewer.guide_files import template_names

GOOD = """
name = "call-them"
playbook = "first-value"
moment = "onboarding"
title = "Call them"
purpose = "They are called."
adoption_metric = "Calls"
business_metric = "Renewals"
to = ["champion"]

[outcome]
title = "They signed in"
when = {fact = "login", measure = "count", window_days = 7, at_least = 1}
within_days = 14
code = "resolved"
otherwise = "escalate"

[[step]]
id = "call"
do = "task"
title = "Call {{ account }}"
text = "Call them."
checklist = ["Ask what is in the way."]
hours = 24

[[step]]
id = "called"
do = "wait"
title = "Until they were called"
task = "call"
days = 5

[[step]]
id = "close"
do = "end"
title = "Look"
"""

WRONG = {
    "without a name": ('name = "call-them"', "", 1, "name: is missing"),
    "without a playbook": ('playbook = "first-value"', "", 1, "playbook: is missing"),
    "without an adoption metric": ('adoption_metric = "Calls"', "", 1, "adoption_metric: is missing"),
    "without a business metric": ('business_metric = "Renewals"', "", 1, "business_metric: is missing"),
    "without an outcome": (
        GOOD[GOOD.index("[outcome]") : GOOD.index("[[step]]")],
        "",
        None,
        "has no [outcome]",
    ),
    "with an outcome that checks nothing": (
        'when = {fact = "login", measure = "count", window_days = 7, at_least = 1}',
        "",
        11,
        "checks nothing",
    ),
    "without an automatic next step": ('otherwise = "escalate"', "", 11, "needs `otherwise`"),
    "with a task that says nothing to do": (
        'checklist = ["Ask what is in the way."]',
        "",
        18,
        "is a bare reminder",
    ),
    "that ends in a reminder": (
        'do = "wait"\ntitle = "Until they were called"\ntask = "call"\ndays = 5',
        'do = "slack"\ntitle = "Tell"\ntext = "The CSM follows up."',
        18,
        "is a bare reminder: a path ends",
    ),
    "with a step nobody knows": (
        'task = "call"\ndays = 5',
        'task = "call"\ndays = 5\nlate = "cal"',
        26,
        "Did you mean `call`?",
    ),
    "with a step nobody reaches": (
        'task = "call"\ndays = 5',
        'task = "call"\ndays = 5\nthen = "end"',
        33,
        "is never reached",
    ),
    "that goes in a circle": (
        'task = "call"\ndays = 5',
        'task = "call"\ndays = 5\nlate = "call"',
        18,
        "leads in a circle",
    ),
    "with a wait for ever": ('task = "call"\ndays = 5', 'task = "call"', 26, "could wait for ever"),
    "that waits for what is no task": (
        'task = "call"\ndays = 5',
        'task = "close"\ndays = 5',
        26,
        "must name a step that makes a task",
    ),
    "with an activity nobody knows": (
        'do = "task"',
        'do = "task"\nactivity = "nudge"',
        18,
        "is not in the policy",
    ),
    "with a name nobody can fill": ("Call {{ account }}", "Call {{ acount }}", 21, "Did you mean `account`?"),
    "with the same id twice": ('id = "close"', 'id = "call"', 33, "is the id of an earlier step"),
    "with a field nobody knows": ("hours = 24", "hours = 24\nhour = 2", 25, "is not a known field"),
}


@pytest.mark.parametrize(("old", "new", "line", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_play_is_refused(old: str, new: str, line: int | None, says: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(Problems) as refused:
        read(GOOD.replace(old, new), "call-them.toml")
    told = [problem for problem in refused.value.problems if says in str(problem)]
    assert told, str(refused.value)
    assert all(problem.file == "call-them.toml" for problem in told)
    if line is not None:
        assert abs((told[0].line or 0) - line) <= 1


def test_a_play_that_only_tells_is_refused() -> None:
    text = (
        GOOD[: GOOD.index("[[step]]")]
        + '[[step]]\nid = "tell"\ndo = "slack"\ntitle = "Tell"\ntext = "Look."\n'
    )
    with pytest.raises(Problems, match="only notifies"):
        read(text, "tell.toml")


def test_a_good_play_is_read() -> None:
    play = read(GOOD, "call-them.toml")
    assert [step.id for step in play] == ["call", "called", "close"]
    assert play.version == read(GOOD, "other.toml").version


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_play_that_ships_can_be_carried_out(name: str) -> None:
    play = read(shipped()[name], f"{name}.toml")
    assert play.name == name
    assert play.playbook in {book.name for book in PLAYBOOKS}
    assert all(step.guide in template_names() for step in play if isinstance(step, Invite))
    assert all(step.checklist for step in play if isinstance(step, Work))
    assert all(not step.link[0] for step in play if isinstance(step, Message) and step.link)


def test_there_is_a_playbook_and_a_play_for_each_of_the_five_moments() -> None:
    plays = [read(text, name) for name, text in shipped().items()]
    assert [book.moment for book in PLAYBOOKS] == list(MOMENTS)
    assert {play.moment for play in plays} == set(MOMENTS)
    assert sprawl(plays) == []


def test_dozens_of_plays_are_warned_of() -> None:
    plays = [read(shipped()["swat"], "swat.toml")] * (MOST_PLAYS + 1)
    told = sprawl(plays)
    assert told[0].startswith(f"{MOST_PLAYS + 1} plays are live.")
    assert "onboarding, adoption, expansion, renewal" in told[1]
