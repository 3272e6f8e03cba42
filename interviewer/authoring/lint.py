"""The linter: what is wrong with a guide's questions and their order, and what would be better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from interviewer.authoring import order, rewriting
from interviewer.authoring.findings import RULES, Finding, Steps
from interviewer.authoring.style import style
from interviewer.authoring.wording import WORDING, jargon_in, rules_broken
from interviewer.guide import Guide, ListenFor, Question, Words
from interviewer.text import words

_RANK = {"error": 0, "warning": 1, "hint": 2}
LONGEST_ABOUT = 12
# Questions of one guide that get a proposal: a guide with more faulty ones is read again after mending.
MOST_PROPOSED = 60


def lint(guide: Guide) -> list[Finding]:
    """Every finding, in the order of the guide; within a question the gravest first."""
    found = [*_title(guide)]
    for index, question in enumerate(guide.questions):
        of_one = [*_question(guide, question, index), *order.of_question(guide, index)]
        found += sorted(of_one, key=lambda finding: _RANK[finding.severity])
    return _with_proposals([*found, *order.of_guide(guide)])


def lint_question(
    text: str, language: str, *, has_choices: bool = False, question: str = ""
) -> list[Finding]:
    """What is wrong with the wording of one question; `question` is its id, if it has one."""
    return _with_proposals([*_wording(question, ("ask",), "ask", language, text, has_choices)])


def grave(findings: list[Finding]) -> list[Finding]:
    """Those that should be mended before respondents read the guide: errors and warnings."""
    return [finding for finding in findings if finding.severity != "hint"]


def _title(guide: Guide) -> Iterator[Finding]:
    for language, text in guide.title.by_language.items():
        yield from _jargon("", ("title",), "title", language, text)


def _question(guide: Guide, question: Question, index: int) -> Iterator[Finding]:
    at: Steps = ("questions", index)
    for language, text in question.ask.by_language.items():
        yield from _wording(question.id, (*at, "ask"), "ask", language, text, bool(question.choices))
    yield from _untranslated(guide, question, (*at, "ask"))
    if not question.listen_for:
        yield _finding(question.id, (*at, "listen_for"), "listen_for", "", "listen_for")
    for inner, entry in enumerate(question.listen_for):
        yield from _entry(question.id, entry, (*at, "listen_for", inner), f"listen_for[{inner}]")


def _entry(question: str, entry: ListenFor, at: Steps, field: str) -> Iterator[Finding]:
    for language, text in entry.ask.by_language.items() if entry.ask else ():
        yield from _wording(question, (*at, "ask"), f"{field}.ask", language, text, has_choices=False)
    for language, text in entry.about.by_language.items():
        if text.rstrip().endswith(("?", "？")) or len(words(text)) > LONGEST_ABOUT:
            yield _finding(question, (*at, "about"), f"{field}.about", language, "about", text)


def _wording(
    question: str, path: Steps, field: str, language: str, text: str, has_choices: bool
) -> Iterator[Finding]:
    for rule in rules_broken(text, language, has_choices=has_choices):
        why = _why_jargon(text, language) if rule == "jargon" else RULES[rule].why
        yield Finding(question, field, language, rule, why, path, text)


def _with_proposals(found: list[Finding]) -> list[Finding]:
    """The findings, those about a question's wording with a better one where there is any."""
    asked = {(finding.text, finding.language): None for finding in found if finding.rule in WORDING}
    proposed = {one: rewriting.proposal(*one) for one in list(asked)[:MOST_PROPOSED]}
    return [_with_proposal(finding, proposed.get((finding.text, finding.language))) for finding in found]


def _with_proposal(finding: Finding, found: rewriting.Proposal | None) -> Finding:
    if found is None or finding.better or finding.rule not in WORDING:
        return finding
    return replace(finding, better=found.better, second=found.second if finding.rule == "double" else "")


def _jargon(question: str, path: Steps, field: str, language: str, text: str) -> Iterator[Finding]:
    """A title says things to respondents too, but is no question."""
    if jargon_in(text, language):
        better = rewriting.in_plain_words(text, style(language))
        why = _why_jargon(text, language)
        yield Finding(question, field, language, "jargon", why, path, text, better if better != text else "")


def _why_jargon(text: str, language: str) -> str:
    return f"Respondents may not know the word “{jargon_in(text, language)[0]}”."


def _untranslated(guide: Guide, question: Question, path: Steps) -> Iterator[Finding]:
    for language in guide.languages:
        if language not in question.ask.by_language and _is_carried_anywhere(guide, language):
            yield _finding(question.id, path, "ask", language, "untranslated", question.ask.say(language))


def _is_carried_anywhere(guide: Guide, language: str) -> bool:
    """A guide in one text per question declares languages for a model to speak; nothing is missing then."""

    def carries(text: Words) -> bool:
        return language in text.by_language

    return any(carries(question.ask) for question in guide.questions)


def _finding(question: str, path: Steps, field: str, language: str, rule: str, text: str = "") -> Finding:
    return Finding(question, field, language, rule, RULES[rule].why, path, text)
