"""What a translator edits: every language holds what English holds."""

from __future__ import annotations

import re

import pytest

from interviewer.checks import Against, question_marks, sentence_faults
from interviewer.languages import lexicon, spoken
from interviewer.phrases import phrase_languages, phrases

SLOT = re.compile(r"\{(\w+)\}")
# Handing words back unquoted needs a table of shifts, which only English has.
NEEDS_SHIFTS = {"lead.shift", "lead.topic"}
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


def test_unknown_language_is_spoken_in_english() -> None:
    assert phrases("sv").language == "en"
    assert lexicon("xx").language == "en"
