"""What simulated respondents are made of: every set that ships, and what is said about one that is wrong."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import interviewer.rehearsal
from interviewer.rehearsal.casting import casting
from interviewer.rehearsal.material import Material, MaterialInvalid, Tongue, material, set_names
from interviewer.rehearsal.personas import ACTS
from interviewer.rehearsal.stories import Story, fill, tell
from interviewer.text import same_words

FIRST = material()
ENGLISH = FIRST.tongues["en"]
SHIPPED = Path(interviewer.rehearsal.__file__).parent / "first"
TONGUES = [(name, language) for name in set_names() for language in material(name).languages]


def stories_of(tongue: Tongue) -> Iterator[Story]:
    yield from (*tongue.stories.values(), *tongue.strengths.values(), *tongue.everyday.values())


@pytest.mark.parametrize(("set_name", "language"), TONGUES)
def test_every_account_and_saying_fills_without_leftovers(set_name: str, language: str) -> None:
    tongue = material(set_name).tongues[language]
    for seed in range(12):
        chance = random.Random(seed)
        told = [tell(story, chance, tongue.particulars) for story in stories_of(tongue)]
        accounts = [one for story in told for group in story.aspects.values() for one in group]
        sayings = [one for group in tongue.sayings.acts.values() for one in group]
        for text in (*accounts, *(fill(one, chance, tongue.particulars) for one in sayings)):
            assert text
            assert not re.search(r"[\[\]{}|]| [,.]", text), text


@pytest.mark.parametrize("name", ENGLISH.stories)
def test_story_has_many_accounts_of_every_aspect_and_words_them_anew(name: str) -> None:
    written = ENGLISH.stories[name]
    story = tell(written, random.Random(1), ENGLISH.particulars)
    told = "value" if story.mood == "happy" else "situation"
    for aspect in ("goal", "setup", told, "example", "cause", "consequence", "before", "who", "wish"):
        assert len({same_words(account) for account in story.aspects[aspect]}) >= 8, aspect
    for aspect in ("relief", "stake", "decision", "vague"):
        assert len(story.aspects[aspect]) >= 5, aspect
    again = tell(written, random.Random(2), ENGLISH.particulars)
    assert len(_accounts(story) & _accounts(again)) < 0.3 * len(_accounts(story))
    assert _accounts(story) == _accounts(tell(written, random.Random(1), ENGLISH.particulars))


def _accounts(story: Story) -> set[str]:
    return {same_words(account) for accounts in story.aspects.values() for account in accounts}


def test_gaps_are_filled_from_alternatives_own_slots_and_shared_ones() -> None:
    chance, shared = random.Random(3), ENGLISH.particulars
    assert fill("[a|a] {who} [x {who}|x {who}]", chance, shared, {"who": "Ana"}) == "a Ana x Ana"
    assert fill("late[, really|, really] .", chance, shared) == "late, really."
    assert len({fill("in {month}", random.Random(seed), shared) for seed in range(30)}) > 5
    assert len({fill("[one|two|] day", random.Random(seed), shared) for seed in range(30)}) == 3
    with pytest.raises(KeyError):
        fill("{nothing_of_that_name}", chance, shared)


@pytest.mark.parametrize("set_name", set_names())
def test_casting_uses_every_persona_and_story(set_name: str) -> None:
    among = material(set_name)
    cast = casting(among, 1, 12 * len(among.personas))
    assert {part.persona for part in cast} == set(among.personas)
    english = {part.story for part in cast if part.language == "en"}
    assert english == set(among.tongues["en"].stories)
    assert cast == casting(among, 1, 12 * len(among.personas))
    assert cast != casting(among, 2, 12 * len(among.personas))


def test_only_those_asked_for_are_cast_and_foreign_ones_speak_every_other_language_by_turns() -> None:
    cast = casting(FIRST, 1, 20, only=["other_language"])
    assert {part.persona for part in cast} == {"other_language"}
    assert {part.language for part in cast} == set(FIRST.languages) - {"en"}


@pytest.mark.parametrize("set_name", set_names())
def test_a_set_has_a_persona_for_everything_one_may_do_instead_of_answering(set_name: str) -> None:
    personas = material(set_name).personas.values()
    assert {act for persona in personas for act in persona.acts} == set(ACTS)
    assert any(persona.speaks_other for persona in personas)


def test_respondents_know_nothing_of_how_they_will_be_read() -> None:
    hidden = ("interviewer.reader", "interviewer.vagueness", "interviewer.languages", "lexicon")
    for path in SHIPPED.parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not any(one in source for one in hidden), path.name


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED, folder)
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(MaterialInvalid) as caught:
        material(str(folder))
    return caught.value.problems


def test_anybodys_folder_is_a_set(copied: Path) -> None:
    mine: Material = material(str(copied))
    assert mine.name == "mine"
    assert list(mine.personas) == list(FIRST.personas)


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        ("personas.toml", "[plain]", "[plain]\nwrods = 3", "did you mean 'words'"),
        ("personas.toml", "words = [8, 19]", "words = 8", "terse.words: must be two numbers"),
        ("personas.toml", "{thin = 8, open = 2}", "{tiny = 8}", "terse.first: must weigh some of full, open"),
        ("personas.toml", 'like = "plain"', 'like = "plane"', "did you mean 'plain'"),
        ("personas.toml", "{skips = [3]}", "{skip = [3]}", "did you mean 'skips'"),
        ("personas.toml", 'moods = ["happy"]', 'moods = ["glad"]', "happy.moods: must list one or more of"),
        ("en/sayings.toml", "refuses =", "refused =", "sayings.refuses: is missing"),
        ("en/sayings.toml", "[thin.goal]\nfew", "[thin.goal]\nfwe", "did you mean 'few'"),
        ("en/sayings.toml", "[thin.goal]", "[thin.gaol]", "did you mean 'goal'"),
        ("en/stories/slow_import.toml", "mood =", "moody =", "mood: must be one of happy, mixed, unhappy"),
        ("en/stories/slow_import.toml", "goal = [", "goals = [", "goal: is missing"),
        ("en/stories/slow_import.toml", "uploads.", "uploads {nowhere}.", "uses {nowhere}"),
        ("en/stories/slow_import.toml", "goal = [", "goal = [3, ", "goal: must be a list of texts"),
        ("en/stories/slow_import.toml", "goal = [", "goal = ", "is not TOML"),
    ],
)
def test_what_is_wrong_in_a_set_is_named_with_file_and_key(
    copied: Path, path: str, old: str, new: str, sentence: str
) -> None:
    file = copied / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(copied)
    assert any(sentence in one and Path(path).name in one for one in found), found


def test_empty_and_missing_folders_are_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [
        "There is no set of respondents called 'none', and no such folder."
    ]
    (tmp_path / "empty").mkdir()
    found = problems(tmp_path / "empty")
    assert any("holds no language" in one for one in found)


def test_a_set_without_personas_of_its_own_has_those_of_the_first(copied: Path) -> None:
    (copied / "personas.toml").unlink()
    assert material(str(copied)).personas == FIRST.personas
