"""What simulated respondents say: how long, how it hangs together, and what is known of its meaning."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from interviewer.guide import Guide
from interviewer.guide_files import parse_guide, template_names, template_text
from interviewer.rehearsal.casting import casting
from interviewer.rehearsal.material import material
from interviewer.rehearsal.personas import ACTS
from interviewer.rehearsal.respondent import Respondent, Said
from interviewer.text import words
from interviewer.transcript import Turn

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = material()
GUIDES = [parse_guide(template_text(name), name) for name in template_names()]
NEUTRAL = ("plain", "happy", "unhappy", "contradicting", "verbose")


def asked(text: str, seq: int = 1, note: Mapping[str, Any] | None = None) -> Turn:
    return Turn(seq, "interviewer", text, AT, note=note or {})


def answers(persona: str, count: int) -> Iterator[Said]:
    """`count` interviews of the persona's, each question of a guide asked, and one probe after it."""
    for part in casting(FIRST, 5, count, only=[persona]):
        guide = GUIDES[part.number % len(GUIDES)]
        respondent = Respondent(persona, part.story, part.number, language=part.language, guide=guide)
        transcript: list[Turn] = []
        for question in guide.questions:
            for text in (question.ask.say("en"), "What happened the last time?"):
                transcript.append(asked(text, len(transcript) + 1))
                said = respondent.answer(text, transcript)
                transcript.append(Turn(len(transcript) + 1, "respondent", said.text, AT, said.action))
                yield said


def lengths(*personas: str) -> list[int]:
    return [len(words(said.text)) for one in personas for said in answers(one, 36) if said.action == "say"]


def test_the_neutral_mix_is_as_long_as_measured_answers_are() -> None:
    """Published: median 59, mean 70.7 words; customers write a little less."""
    found = lengths(*NEUTRAL)
    assert 45 <= statistics.median(found) <= 65
    assert 50 <= statistics.mean(found) <= 75


@pytest.mark.parametrize(
    ("persona", "low", "high"),
    [("plain", 45, 60), ("happy", 42, 62), ("verbose", 85, 125), ("terse", 7, 20), ("vague", 3, 12)],
)
def test_personas_keep_to_their_lengths(persona: str, low: int, high: int) -> None:
    assert low <= statistics.median(lengths(persona)) <= high


def test_the_terse_say_more_when_probed() -> None:
    said = [len(words(one.text)) for one in answers("terse", 36) if one.action == "say"]
    assert statistics.median(said[::2]) <= 9
    assert 13 <= statistics.median(said[1::2]) <= 26


@pytest.mark.parametrize("persona", FIRST.personas)
def test_acts_mean_what_they_are_and_answers_are_answers(persona: str) -> None:
    kinds = [said.meant.kind for said in answers(persona, 3)]
    acts = {ACTS[act] for act in FIRST.personas[persona].acts}
    assert acts <= set(kinds)
    assert set(kinds) <= acts | {"substantive", "vague", "dont_know"}


def test_a_full_answer_leaves_nothing_open_and_any_other_says_what_fits() -> None:
    for persona in ("plain", "terse", "vague", "verbose"):
        for said in answers(persona, 12):
            if said.meant.kind in {"substantive", "vague"}:
                assert said.meant.full is not bool(said.meant.gaps), said
            if said.meant.kind == "vague":
                assert len(words(said.text)) <= 14, said


@pytest.mark.parametrize(
    ("probe", "gap"),
    [("What happened the last time?", "example"), ("What was behind that?", "cause")],
)
def test_what_was_told_is_no_longer_a_gap(probe: str, gap: str) -> None:
    for seed in range(20):
        respondent = Respondent("terse", "slow_import", seed)
        respondent.answer("What has cost you time with it?", [asked("What has cost you time with it?")])
        said = respondent.answer(probe, [asked(probe)])
        if said.meant.kind == "substantive":
            assert gap not in said.meant.gaps, said


def question(guide: Guide, name: str, language: str, move: str = "ask") -> Turn:
    found = guide.question(name)
    assert found is not None
    return asked(found.ask.say(language), note={"move": move, "question": name, "probe": None})


def test_in_other_languages_the_turns_note_says_what_is_asked() -> None:
    guide = GUIDES[template_names().index("post-onboarding")]
    goals = FIRST.tongues["de"].stories["datenimport"].aspects["goal"]
    openings = {goal.split(" {")[0].split(" [")[0].lower()[:20] for goal in goals}
    for seed in range(10):
        respondent = Respondent("verbose", "datenimport", seed, language="de", guide=guide)
        said = respondent.answer("…", [question(guide, "outcome", "de")])
        assert any(opening in said.text.lower() for opening in openings), said.text


@pytest.mark.parametrize("language", FIRST.languages)
@pytest.mark.parametrize("persona", FIRST.personas)
def test_every_persona_answers_every_template_in_every_language(persona: str, language: str) -> None:
    for part, guide in zip(casting(FIRST, 3, 6, language=language, only=[persona]), GUIDES, strict=True):
        respondent = Respondent(persona, part.story, 1, language=part.language, guide=guide)
        for one in guide.questions:
            said = respondent.answer("…?", [question(guide, one.id, guide.languages[0])])
            assert said.text or said.action != "say"


def test_questions_about_everyday_matters_are_answered_from_them_even_after_others() -> None:
    """Who uses it, who decides and what it costs belong to nobody's main story."""
    for seed in range(8):
        respondent = Respondent("plain", "slow_import", seed)
        for text in ("What has cost you time with it?", "Which alternatives are being looked at?"):
            said = respondent.answer(text, [asked(text)])
        assert "import" not in said.text.lower(), said.text
