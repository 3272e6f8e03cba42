"""Every file of words and rules that ships with the product is opened here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import prompts
from app import consent
from interviewer.guide_files import parse_guide, template_names, template_text

HOUSE = Path(__file__).parent.parent
ROOMS = ("app", "interviewer", "analysis", "prompts")
LANGUAGES = {"en", "de", "fr", "es", "pt", "nl", "it", "ja"}
MOMENTS = {"post_onboarding", "pre_renewal", "churn", "nps_follow_up", "adoption", "expansion"}


def shipped(ending: str) -> list[str]:
    found = (path for room in ROOMS for path in (HOUSE / room).rglob(f"*.{ending}"))
    return sorted(path.relative_to(HOUSE).as_posix() for path in found if "node_modules" not in path.parts)


@pytest.mark.parametrize("name", shipped("toml"))
def test_every_toml_file_says_something(name: str) -> None:
    assert tomllib.loads((HOUSE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", shipped("tsv"))
def test_every_table_has_as_many_columns_in_each_row(name: str) -> None:
    rows = (HOUSE / name).read_text(encoding="utf-8").splitlines()
    assert len({row.count("\t") for row in rows if row and not row.startswith("#")}) == 1


@pytest.mark.parametrize("name", prompts.names())
def test_every_prompt_can_be_filled(name: str) -> None:
    prompt = prompts.load(name)
    filled = prompt.render(**{variable: f"«{variable}»" for variable in prompt.variables})
    assert all(f"«{variable}»" in filled for variable in prompt.variables)
    assert len(prompt.sha256) == 64


@pytest.mark.parametrize("name", template_names())
def test_every_template_is_a_guide_in_eight_languages(name: str) -> None:
    guide = parse_guide(template_text(name), f"{name}.yaml")
    assert guide.name == name
    assert set(guide.languages) == LANGUAGES
    assert 4 <= len(guide.questions) <= 6
    for language in guide.languages:
        assert all(question.ask.say(language).rstrip().endswith(("?", "？")) for question in guide.questions)


def test_there_is_a_template_for_every_moment() -> None:
    guides = [parse_guide(template_text(name), name) for name in template_names()]
    assert {guide.moment for guide in guides} == MOMENTS


VERSIONS = sorted(path.stem for path in (HOUSE / "app" / "texts").glob("*.toml"))


def test_new_studies_use_a_consent_text_that_ships() -> None:
    assert consent.CURRENT in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_consent_and_disclosure_are_told_in_every_language(version: str, language: str) -> None:
    assert len(consent.text(version, language)) > 100
    assert re.search(r"(?<![A-Za-z])(AI|KI|IA)(?![A-Za-z])", consent.disclosure(version, language))
    if language != "en":
        assert consent.text(version, language) != consent.text(version, "en")
