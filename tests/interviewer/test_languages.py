"""What a translator edits: every language holds what English holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interviewer.checks import Against, opening_faults, question_marks, sentence_faults
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.languages import lexicon, spoken
from interviewer.phrases import phrase_languages, phrases
from interviewer.text import sentences

ROOT = Path(__file__).parents[2]
SLOT = re.compile(r"\{(\w+)\}")
# Handing words back unquoted needs a table of shifts, which only English has.
NEEDS_SHIFTS = {"lead.shift", "lead.topic", "receipt.topic"}
ASKING = ("probe.", "rephrase.", "closing.summary_ask", "closing.anything_else")


def test_phrases_and_word_lists_come_in_the_same_languages() -> None:
    assert spoken() == phrase_languages() == ["de", "en", "es", "fr", "it", "ja", "nl", "pt"]


@pytest.mark.parametrize("language", spoken())
def test_language_has_every_list_and_every_slot_english_has(language: str) -> None:
    ours, english = phrases(language), phrases("en")
    assert ours.lists.keys() | NEEDS_SHIFTS == english.lists.keys()
    assert lexicon(language).patterns.keys() == lexicon("en").patterns.keys()
    assert lexicon(language).words.keys() == lexicon("en").words.keys()
    for key, options in ((key, english.lists[key]) for key in ours.lists):
        slots = {slot for option in options for slot in SLOT.findall(option)}
        assert {slot for option in ours.lists[key] for slot in SLOT.findall(option)} <= slots


@pytest.mark.parametrize("language", spoken())
def test_every_phrase_keeps_the_craft(language: str) -> None:
    for key, options in phrases(language).lists.items():
        for option in options:
            assert question_marks(option) == (1 if key.startswith(ASKING) else 0), option
            if not key.startswith(("opening.", "closing.", "reason.")):
                assert sentence_faults(SLOT.sub("X", option), Against(language)) == [], option


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("language", spoken())
def test_every_question_of_the_templates_is_single_and_open(template: str, language: str) -> None:
    guide = parse_guide(template_text(template), template)
    assert language in guide.languages
    probes = [entry.ask for entry in guide.listen_for().values() if entry.ask]
    for words in [*(question.ask for question in guide.questions), *probes]:
        asked = words.by_language[language].replace("{{ product }}", "Flow")
        assert question_marks(asked) == 1
        assert [fault for one in sentences(asked) for fault in sentence_faults(one, Against(language))] == []
    for entry in guide.listen_for().values():
        assert entry.about.by_language[language]


@pytest.mark.parametrize("language", spoken())
def test_an_opening_tells_all_it_must(language: str) -> None:
    said = [phrases(language).lists[f"opening.{key}"][0] for key in ("hello", "purpose", "freedom")]
    text = "\n".join(said).replace("{sponsor}", "Northwind").replace("{minutes}", "8")
    assert opening_faults(text, "Northwind", 8, language) == []


@pytest.mark.parametrize("language", spoken())
def test_the_page_for_translators_names_every_file_of_a_language(language: str) -> None:
    page = (ROOT / "docs" / "translating.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]*\{code\}[^`]*)`", page, re.MULTILINE)
    named = {name.replace("{code}", language) for name in listed}
    rooms = [ROOT / room for room in ("app", "interviewer", "prompts")]
    found = {path for room in rooms for path in room.rglob(f"{language}.toml")}
    assert {path.relative_to(ROOT).as_posix() for path in found} <= named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_unknown_language_is_spoken_in_english() -> None:
    assert phrases("sv").language == "en"
    assert lexicon("xx").language == "en"
