"""Guides as text: written out and read back, a place found by its line, one text replaced alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.authoring import guide_to_yaml, line_of, lint, with_text
from interviewer.guide_files import parse_guide, template_names, template_text

SOURCE = """# why we ask
guide: first-weeks
title: >
  Your first
  weeks
languages: [en, de]
questions:
  - id: liking
    ask: {en: Do you like it?, de: "Gefällt es Ihnen?"}  # both
    objective: what they make of it
    listen_for:
      - {id: result, about: what came of it, ask: "Was it easy?"}
  - id: last
    ask: |
      Did you use
      the exports?
    objective: the last real case
"""
ASK, PROBE = ("questions", 0, "ask"), ("questions", 0, "listen_for", 0, "ask")


@pytest.mark.parametrize("name", template_names())
def test_a_guide_written_out_is_read_back_as_it_was(name: str) -> None:
    guide = parse_guide(template_text(name), name)
    assert parse_guide(guide_to_yaml(guide), name) == guide


def test_lines_are_those_of_the_text() -> None:
    lines = SOURCE.splitlines()
    assert "Do you like" in lines[(line_of(SOURCE, ASK, "en") or 0) - 1]
    assert "Was it easy" in lines[(line_of(SOURCE, PROBE, "en") or 0) - 1]
    assert lines[(line_of(SOURCE, ("questions", 1, "ask")) or 0) - 1].strip() == "ask: |"
    assert lines[(line_of(SOURCE, ("questions", 1, "listen_for")) or 0) - 1] == "  - id: last"


TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60).filter(
    lambda text: text == " ".join(text.split()) and "{{" not in text and "{%" not in text and "}}" not in text
)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_text_is_replaced_and_everything_else_stays(text: str) -> None:
    before = parse_guide(SOURCE, "a", judges_wording=False).to_json()
    for path, language in ((ASK, "de"), (PROBE, "en"), (("questions", 1, "ask"), "en"), (("title",), "en")):
        source = with_text(SOURCE, path, language, text)
        after = parse_guide(source, "a", judges_wording=False).to_json()
        assert after != before or text in SOURCE
        assert "# why we ask" in source
        assert "# both" in source
        place = after
        for step in path[:-1]:
            place = place[step]
        value = place[path[-1]]
        assert (value[language] if isinstance(value, dict) else value) == text


def test_a_place_that_is_not_there_changes_nothing() -> None:
    assert with_text(SOURCE, ("questions", 9, "ask"), "en", "New?") == SOURCE
    assert with_text(SOURCE, ASK, "fr", "Nouveau ?") == SOURCE


def test_applying_every_proposal_leaves_no_error() -> None:
    source = SOURCE
    for _ in range(10):
        found = [one for one in lint(parse_guide(source, "a", judges_wording=False)) if one.better]
        if not found:
            break
        source = with_text(source, found[0].path, found[0].language, found[0].better)
    assert parse_guide(source, "a").questions[0].ask.to_json() == {
        "en": "What do you think of it?",
        "de": "Wie wirkt es auf Sie?",
    }
