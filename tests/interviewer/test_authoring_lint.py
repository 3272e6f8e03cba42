"""The linter: what it finds, what it leaves alone, and that what it proposes breaks no rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.authoring import RULES, Finding, grave, lint, lint_question
from interviewer.authoring.style import styled_languages
from interviewer.authoring.wording import WORDING, rules_broken
from interviewer.guide import Guide, ListenFor, Question, words
from interviewer.guide_files import parse_guide, template_names, template_text

MENDED = [
    ("en", "closed", "Did you like the new dashboard?", "What did you think of the new dashboard?"),
    ("en", "closed", "Is there anything that slows you down?", "What slows you down?"),
    ("en", "closed", "Is there anything you would change?", "What would you change?"),
    ("en", "closed", "Have you ever exported data?", "When was the last time you exported data?"),
    ("en", "closed", "Have you seen the new editor?", "When was the last time you saw the new editor?"),
    ("en", "closed", "Would you recommend us to a friend?", "What would you tell a friend about us?"),
    ("en", "closed", "Do you use the exports?", "How do you use the exports?"),
    ("en", "closed", "Are you happy with the support?", "How do you feel about the support?"),
    ("en", "closed", "Was the setup easy?", "How was the setup?"),
    ("en", "closed", "Will you renew?", "How will you decide about the renewal?"),
    ("en", "closed", "Thinking of May, did you use exports?", "Thinking of May, how did you use exports?"),
    ("en", "leading", "How much do you love the editor?", "How do you feel about the editor?"),
    ("en", "leading", "Don't you think the price is fair?", "What do you think of the price?"),
    ("en", "leading", "The setup was easy, wasn't it?", "How was the setup?"),
    ("en", "leading", "Why is the product so slow?", "What do you think of the product?"),
    ("en", "leading", "How easy was the setup?", "How was the setup?"),
    ("en", "double", "What worked well, and why?", "What worked well?"),
    ("en", "double", "What do you use it for? And when?", "What do you use it for?"),
    ("en", "choices", "What do you use it for, reports or planning?", "What do you use it for?"),
    ("en", "negative", "Why don't you use exports?", "What happens when you want to use exports?"),
    ("en", "jargon", "How did onboarding go?", "How did getting started go?"),
    ("de", "closed", "Gefällt Ihnen die neue Oberfläche?", "Wie wirkt die neue Oberfläche auf Sie?"),
    ("de", "closed", "Haben Sie schon einmal Daten exportiert?", "Wann haben Sie zuletzt Daten exportiert?"),
    ("de", "leading", "Die Einrichtung war einfach, oder?", "Wie war die Einrichtung für Sie?"),
    ("de", "double", "Was lief gut und warum?", "Was lief gut?"),
    ("de", "jargon", "Wie lief das Onboarding?", "Wie lief der Einstieg?"),
    ("fr", "closed", "Aimez-vous le nouvel éditeur ?", "Que pensez-vous du nouvel éditeur ?"),
    ("fr", "closed", "Utilisez-vous les exports ?", "Comment utilisez-vous les exports ?"),
    ("fr", "leading", "La mise en place était facile, non ?", "Que pensez-vous de la mise en place ?"),
    ("fr", "double", "Qu'est-ce qui a bien marché, et pourquoi ?", "Qu'est-ce qui a bien marché ?"),
    ("fr", "jargon", "Comment s'est passé l'onboarding ?", "Comment s'est passée la prise en main ?"),
    ("es", "closed", "¿Le gusta el nuevo editor?", "¿Qué le parece el nuevo editor?"),
    ("es", "closed", "¿Ha exportado datos alguna vez?", "¿Cuándo ha exportado datos por última vez?"),
    ("es", "leading", "¿No cree que el precio es justo?", "¿Qué opina del precio?"),
    ("es", "double", "¿Qué funcionó bien y por qué?", "¿Qué funcionó bien?"),
    ("pt", "closed", "Usa os relatórios?", "Como usa os relatórios?"),
    ("nl", "closed", "Gebruikt u de rapporten?", "Hoe gebruikt u de rapporten?"),
    ("it", "closed", "Usa i report?", "Come usa i report?"),
    ("ja", "closed", "設定は簡単でしたか？", "設定はどうでしたか？"),
    ("ja", "jargon", "オンボーディングはどうでしたか？", "使い始めはどうでしたか？"),
]


@pytest.mark.parametrize(("language", "rule", "asked", "better"), MENDED)
def test_a_fault_is_found_and_mended(language: str, rule: str, asked: str, better: str) -> None:
    found = lint_question(asked, language)
    assert rule in {finding.rule for finding in found}
    assert {finding.better for finding in found} == {better}


@pytest.mark.parametrize(("language", "rule", "asked", "better"), MENDED)
def test_what_is_proposed_breaks_no_rule(language: str, rule: str, asked: str, better: str) -> None:
    assert rule not in rules_broken(better, language)
    assert lint_question(better, language) == []


def test_the_other_half_of_a_double_question_is_proposed_too() -> None:
    (found,) = lint_question("What do you think of the price and the support?", "en")
    assert (found.better, found.second) == (
        "What do you think of the price?",
        "What do you think of the support?",
    )


OPENINGS = [
    "Do you like",
    "Did you use",
    "Have you tried",
    "Are you happy with",
    "How much do you love",
    "Is",
]
THINGS = [
    "the exports",
    "our QBR",
    "your onboarding",
    "the price and the support",
    "reports",
    "{{ product }}",
]
ENDINGS = [
    "",
    ", right",
    " or the other one",
    ", and why",
    " in general",
    " easy to use",
    ", such as exports",
]


@given(
    st.sampled_from(OPENINGS), st.sampled_from(THINGS), st.sampled_from(ENDINGS), st.sampled_from(["?", ""])
)
@settings(max_examples=120, deadline=None)
def test_a_proposal_for_any_combination_of_faults_passes_itself(
    opening: str, thing: str, ending: str, mark: str
) -> None:
    for finding in lint_question(f"{opening} {thing}{ending}{mark}", "en"):
        for proposed in filter(None, (finding.better, finding.second)):
            assert lint_question(proposed, "en") == []


@given(st.text(max_size=120), st.sampled_from([*styled_languages(), "fi", "xx"]))
@settings(max_examples=120, deadline=None)
def test_any_text_is_judged_without_a_crash_and_the_same_twice(text: str, language: str) -> None:
    found = lint_question(text, language)
    assert found == lint_question(text, language)
    assert all(finding.rule in WORDING for finding in found)


FINE = [
    ("en", "What happened the last time you exported data?"),
    ("en", "What do you and your team use it for?"),
    ("en", "What problems did you have with the exports?"),
    ("en", "How did you and your colleagues learn to work with it?"),
    ("de", "Was hat Sie damit Zeit gekostet?"),
    ("fr", "Qu'est-ce qui a changé depuis ?"),
    ("es", "¿Qué pasó la última vez?"),
    ("fi", "Mitä tapahtui viime kerralla?"),
]


@pytest.mark.parametrize(("language", "asked"), FINE)
def test_a_good_question_is_left_alone(language: str, asked: str) -> None:
    assert lint_question(asked, language) == []


@pytest.mark.parametrize("name", template_names())
def test_no_template_has_an_error_or_a_warning_in_any_language(name: str) -> None:
    guide = parse_guide(template_text(name), f"{name}.yaml")
    assert grave(lint(guide)) == []


def test_declared_choices_may_be_offered_and_closed() -> None:
    assert lint_question("Is it better or worse?", "en", has_choices=True) == []


# --- the guide as a whole ---


def question(number: int, asked: str, **more: object) -> Question:
    base = Question(
        f"q{number}",
        words("en", asked),
        f"what happened in case number {number}",
        (ListenFor(f"l{number}", words("en", "a particular case")),),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # a test names the fields


def guide(*asks: str, **more: object) -> Guide:
    questions = tuple(question(number, ask) for number, ask in enumerate(asks))
    made = Guide("g", words("en", "Your work"), (replace(questions[0], must_cover=True), *questions[1:]))
    return replace(made, **more)  # type: ignore[arg-type]  # a test names the fields


GOOD = ("What did you do last week?", "Which step took longest?", "Who works with the reports?")


def rules(found: list[Finding]) -> dict[str, str]:
    return {finding.rule: finding.place for finding in found}


def test_a_good_guide_has_no_findings() -> None:
    assert lint(guide(*GOOD)) == []


PLACED = {
    "sensitive": (guide("What is your budget for it?", *GOOD[1:]), "questions[0].ask"),
    "duplicate": (guide(*GOOD, "Which step took the longest?"), "questions[3].ask"),
    "order_score": (
        guide(*GOOD[:2], "What was the reason for your score?", "Which score from 0 to 10 do you give?"),
        "questions[2].ask",
    ),
    "order_broad": (guide(*GOOD, "Overall, how was the year for you?"), "questions[3].ask"),
    "presumes": (guide(*GOOD[:2], "What problems did you have with exports?"), "questions[2].ask"),
    "minutes": (guide(*GOOD, minutes=3), "minutes"),
    "must_cover": (
        guide(*GOOD, questions=tuple(question(n, ask) for n, ask in enumerate(GOOD))),
        "questions",
    ),
    "objective": (
        guide(*GOOD, questions=(question(0, GOOD[0], objective="more feedback", must_cover=True),)),
        "questions[0].objective",
    ),
    "listen_for": (
        guide(*GOOD, questions=(question(0, GOOD[0], listen_for=(), must_cover=True),)),
        "questions[0].listen_for",
    ),
    "about": (
        guide(
            *GOOD,
            questions=(
                question(
                    0, GOOD[0], listen_for=(ListenFor("a", words("en", "What came of it?")),), must_cover=True
                ),
            ),
        ),
        "questions[0].listen_for[0].about",
    ),
    "jargon": (guide(*GOOD, title=words("en", "Your QBR")), "title"),
    "untranslated": (
        guide(
            *GOOD,
            languages=("en", "de"),
            questions=(
                question(0, GOOD[0], ask=words("en", GOOD[0], de="Was haben Sie getan?"), must_cover=True),
                question(1, GOOD[1]),
            ),
        ),
        "questions[1].ask",
    ),
}


@pytest.mark.parametrize("rule", PLACED)
def test_a_fault_of_the_whole_is_found_in_its_place(rule: str) -> None:
    made, place = PLACED[rule]
    assert rules(lint(made)) == {rule: place}


def test_a_question_about_trouble_is_fine_as_one_side_of_two() -> None:
    made = guide(*GOOD[:2], "What problems did you have with exports?", "What has it brought you?")
    assert lint(made) == []


def test_every_rule_has_a_case_here() -> None:
    of_wording = {rule for _, rule, _, _ in MENDED} | {"long", "vague", "hypothetical"}
    assert of_wording | set(PLACED) == set(RULES)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("long", "What did you do " + "and then again " * 9 + "last week?"),
        ("vague", "What is your experience with exports?"),
        ("hypothetical", "What would you do if exports failed?"),
    ],
)
def test_the_milder_rules_are_found(rule: str, asked: str) -> None:
    assert rule in {finding.rule for finding in lint_question(asked, "en")}


def test_findings_of_a_question_come_with_the_gravest_first() -> None:
    made = guide(
        *GOOD[:2], "Did you use exports?", questions=(question(0, "Do you like it?", listen_for=()),)
    )
    assert [finding.severity for finding in lint(made)] == ["error", "hint"]
