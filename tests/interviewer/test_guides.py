"""Guides: what is read, and how a wrong one is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.guide import fill
from interviewer.guide_files import guide_from_json, parse_guide, template_names, template_text
from interviewer.problems import GuideInvalid

MINIMAL = "guide: g\ntitle: T\nquestions:\n  - {id: a, ask: What happened?, objective: o}\n"


def problems_of(text: str | bytes) -> list[tuple[int | None, str, str]]:
    with pytest.raises(GuideInvalid) as refused:
        parse_guide(text, "mine.yaml")
    assert all(problem.file == "mine.yaml" for problem in refused.value.problems)
    return [(p.line, p.field, f"{p.message} {p.suggestion}") for p in refused.value.problems]


@pytest.mark.parametrize("name", template_names())
def test_template_is_valid_in_four_languages_and_survives_json(name: str) -> None:
    guide = parse_guide(template_text(name), name)
    assert guide.name == name
    assert guide.languages == ("en", "de", "fr", "es", "pt", "nl", "it", "ja")
    assert 4 <= len(guide.questions) <= 6
    for question in guide.questions:
        assert question.ask.by_language.keys() == set(guide.languages)
        assert 1 <= len(question.listen_for) <= 4
        for entry in question.listen_for:
            assert entry.about.by_language.keys() == set(guide.languages)
    assert guide_from_json(guide.to_json()) == guide


def test_there_is_a_template_for_each_of_six_moments() -> None:
    assert template_names() == [
        "cancellation",
        "expansion",
        "feature-adoption",
        "nps-follow-up",
        "post-onboarding",
        "pre-renewal",
    ]


def test_unknown_template_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        template_text("../guide")


@pytest.mark.parametrize(
    ("change", "line", "field", "told"),
    [
        ("minutos: 8", 5, "minutos", "Did you mean `minutes`?"),
        ("minutes: 99", 5, "minutes", "from 1 to 60"),
        ("minutes: true", 5, "minutes", "whole number"),
        ("moment: churm", 5, "moment", "Did you mean `churn`?"),
        ("languages: [xx]", 5, "languages[0]", "two-letter language code"),
        ("languages: [en, en]", 5, "languages[1]", "twice"),
        ("limits: {probes_per_question: 4}", 5, "limits.probes_per_question", "from 0 to 3"),
        ("limits: {turn: 4}", 5, "limits.turn", "Did you mean `turns`?"),
        ("avoid: prices", 5, "avoid", "must be a list"),
        ("closing: {summary: maybe}", 5, "closing.summary", "true or false"),
        ("title: U", 5, "title", "twice"),
    ],
)
def test_fault_names_line_field_and_remedy(change: str, line: int, field: str, told: str) -> None:
    found = problems_of(MINIMAL + change + "\n")
    assert [(at, name) for at, name, _ in found] == [(line, field)]
    assert told in found[0][2]


@pytest.mark.parametrize(
    ("question", "field", "told"),
    [
        ('{id: a, ask: "", objective: o}', "ask", "is empty"),
        ("{id: a, objective: o}", "ask", "is empty"),
        ("{id: a, ask: Do you like it?, objective: o}", "ask", "yes or no"),
        ("{id: a, ask: 'After a month, have you found your way?', objective: o}", "ask", "yes or no"),
        ("{id: a, ask: What happened? And why?, objective: o}", "ask", "more than one question"),
        ("{id: a, ask: 'What, {{ boss }}?', objective: o}", "ask", "{{ sponsor }}"),
        ("{id: a, ask: 'What, {{ sponsor?', objective: o}", "ask", "braces"),
        ("{id: A b, ask: What?, objective: o}", "id", "lower-case"),
        (
            "{id: a, ask: What?, objective: o, skip_if: {covered: [zz]}}",
            "skip_if.covered",
            "no listen_for has",
        ),
        ("{id: a, ask: {de: Was?}, objective: o}", "ask.de", "Add de to `languages`"),
        (
            "{id: a, ask: What?, objective: o, listen_for: [{id: x, abuot: y}]}",
            "listen_for[0].abuot",
            "`about`",
        ),
    ],
)
def test_faulty_question_is_refused(question: str, field: str, told: str) -> None:
    found = problems_of(f"guide: g\ntitle: T\nquestions:\n  - {question}\n")
    assert any(name == f"questions[0].{field}" and told in said for _, name, said in found)


@pytest.mark.parametrize(
    "ask",
    [
        "Sind Sie zufrieden?",
        "Est-ce que cela vous aide ?",
        "Avez-vous fini ?",
        "¿Está contento?",
        "Is it ok?",
    ],
)
def test_closed_question_is_refused_in_every_language_we_speak(ask: str) -> None:
    language = {"S": "de", "E": "fr", "A": "fr", "¿": "es", "I": "en"}[ask[0]]
    question = f'  - {{id: a, ask: "{ask}", objective: o}}\n'
    text = f"guide: g\ntitle: T\nlanguages: [{language}]\nquestions:\n{question}"
    assert any("yes or no" in said for _, _, said in problems_of(text))
    with_choices = text.replace("objective: o", "objective: o, choices: [x, y]")
    assert parse_guide(with_choices, "g").questions[0].choices[1].say(language) == "y"


def test_polite_opening_counts_as_open() -> None:
    parse_guide(MINIMAL.replace("What happened?", "Can you tell me about your last import?"), "g")


def test_every_problem_is_reported_at_once_in_file_order() -> None:
    found = problems_of("guid: x\ntitle: '{{ boss }}'\nminutes: 0\nquestions: []\n")
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found if line)
    assert len(found) == 5


def test_same_id_twice_is_refused_for_questions_and_for_what_we_listen_for() -> None:
    two = "  - {id: a, ask: What?, objective: o, listen_for: [{id: x, about: y}]}\n" * 2
    named = {name for _, name, _ in problems_of("guide: g\ntitle: T\nquestions:\n" + two)}
    assert named == {"questions[1].id", "questions[1].listen_for[0].id"}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"guide: \xff\xfe", "not UTF-8"),
        ("guide: a\x00b\n", "control character"),
        ("x" * 1_000_000, "longer than 200,000"),
        ("a: &a [1]\nb: *a\n", "anchors and aliases"),
        ("[" * 50 + "]" * 50, "nested deeper"),
        ("- 1\n" * 9000, "more than 5,000 values"),
        ("guide: [\n", "not valid YAML"),
        ("", "empty"),
        ("just words", "must hold keys and values"),
        ("a: 1\n--- \nb: 2\n", "not valid YAML"),
    ],
)
def test_what_no_guide_can_be_gets_one_clear_sentence(raw: str | bytes, told: str) -> None:
    found = problems_of(raw)
    assert len(found) == 1
    assert told in found[0][2]


def test_a_languages_text_falls_back_to_the_guides_first_language() -> None:
    guide = parse_guide(MINIMAL + "languages: [en, de]\n", "g")
    assert guide.questions[0].ask.say("de") == "What happened?"
    assert guide.language_for("de") == "en"


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("Hello {{ first_name }}, welcome", {"first_name": None}, "Hello, welcome"),
        ("{{first_name}}, what happened?", {"first_name": ""}, "what happened?"),
        ("With {{ product }} ?", {"product": "Flow"}, "With Flow ?"),
        ("{{ product }}", {"product": "{{ sponsor }}"}, "{{ sponsor }}"),
    ],
)
def test_filling_leaves_no_gap_and_fills_once(text: str, values: dict[str, str | None], filled: str) -> None:
    assert fill(text, values) == filled


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_text_is_a_guide_or_a_refusal(text: str | bytes) -> None:
    with contextlib.suppress(GuideInvalid):
        assert parse_guide(text, "any").questions


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
_keys = st.sampled_from(["guide", "title", "questions", "languages", "limits", "closing", "avoid", "minutes"])


@given(_json | st.dictionaries(_keys, _json, max_size=8))
def test_any_json_is_a_guide_or_a_refusal(value: object) -> None:
    with contextlib.suppress(GuideInvalid):
        assert guide_from_json(value).questions
