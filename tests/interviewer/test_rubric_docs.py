"""docs/rubric.md says of every rule what the code does: what is counted, how, the bound, others' figures."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from interviewer.rubric.anchors import all_anchors, anchors, shown
from interviewer.rubric.exports import conversation_from_json
from interviewer.rubric.listening import LONGEST_RECEIPT, SAME_MESSAGE, SAME_QUESTION, SHORT_ANSWER
from interviewer.rubric.measure import Rule
from interviewer.rubric.rules import NEEDS, RULES
from interviewer.rubric.said import CHARACTERS_A_WORD

DOC = (Path(__file__).resolve().parents[2] / "docs/rubric.md").read_text(encoding="utf-8")
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.key for rule in RULES])


def figure_row(rule: Rule) -> str:
    """The line of the table of figures."""
    bound = "≥" if rule.target.at_least else "≤"
    others = {anchor.corpus.letter: anchor for anchor in anchors(rule.key)}
    cells = [
        str(rule.number),
        f"`{rule.key}`",
        rule.counts,
        f"{bound} {shown(rule.target.limit, rule.unit)}",
        *(shown(others[letter].figure, rule.unit) if letter in others else "" for letter in "ab"),
        rule.needs,
    ]
    return f"| {' | '.join(cells)} |"


def how_row(rule: Rule) -> str:
    """The line of the table that tells how a rule is counted."""
    told = inspect.getdoc(rule.look) or ""
    return f"| `{rule.key}` | {' '.join(told.split())} |"


@each_rule
def test_the_docs_carry_each_rule_with_its_bound_and_the_anchors(rule: Rule) -> None:
    assert figure_row(rule) in DOC


@each_rule
def test_the_docs_tell_how_each_rule_is_counted(rule: Rule) -> None:
    assert how_row(rule) in DOC


def test_the_docs_carry_no_rule_that_is_gone() -> None:
    rows = [
        line for line in DOC.splitlines() if line.startswith("| ") and line.split("|")[1].strip().isdigit()
    ]
    assert len(rows) == len(RULES)


def test_the_docs_name_every_corpus_and_every_note() -> None:
    for anchor in all_anchors():
        assert anchor.corpus.name in DOC
        assert anchor.corpus.note in DOC
        assert anchor.note in DOC
        assert anchor.says in DOC


def test_the_docs_explain_every_need() -> None:
    for need, meaning in NEEDS.items():
        assert f"| {need} | {meaning} |" in DOC


def test_the_interview_shown_is_one() -> None:
    shape = json.loads(DOC.split("```json\n")[1].split("```")[0])
    found = conversation_from_json(shape)
    assert [line.speaker for line in found.lines] == ["interviewer", "respondent"]
    assert found.lines[1].meant is not None


def test_the_docs_give_the_numbers_of_the_definitions() -> None:
    assert f"{LONGEST_RECEIPT} words or fewer" in DOC
    assert f"more than {SHORT_ANSWER} words" in DOC
    assert f"cosine {SAME_QUESTION:.2f} or more" in DOC
    assert f"({SAME_MESSAGE:.2f})" in DOC
    assert f"{CHARACTERS_A_WORD['ja']:g} characters" in DOC
