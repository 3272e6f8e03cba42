"""An interview speaks the language its respondent writes, wherever the guide carries it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from interviewer.conversation import Graph, Setting
from interviewer.following import follow, written_in
from interviewer.guide_files import parse_guide, template_text
from interviewer.phrases import phrases
from interviewer.text import words
from tests.interviewer.conftest import Interview

ANSWERS = Path(__file__).parents[2] / "bench" / "answers"

ONE_TONGUE = """\
guide: exports
title: Your exports
languages: [en, de]
questions:
  - id: last
    ask: {en: What happened at your last export?, de: Was geschah bei Ihrem letzten Export?}
    objective: the last export
  - id: next
    ask: {en: What would make the next one better?, de: Was würde den nächsten besser machen?}
    objective: a wish
"""

WRITTEN = {
    "en": "We wanted to have the monthly reports done in one day instead of three.",
    "de": "Wir wollten die Monatsberichte an einem Tag fertig haben statt in drei.",
    "fr": "Nous voulions préparer les rapports du mois en un jour au lieu de trois.",
    "es": "Queríamos tener los informes del mes en un día en lugar de tres.",
    "pt": "Queríamos ter os relatórios do mês em um dia em vez de três.",
    "nl": "We wilden de maandrapporten in één dag klaar hebben in plaats van drie.",
    "it": "Volevamo avere i report del mese in un giorno invece che in tre.",
    "ja": "月次レポートを三日ではなく一日で作りたいと考えていました。",
}


@pytest.mark.parametrize("before", WRITTEN)
@pytest.mark.parametrize("written", WRITTEN)
async def test_a_sentence_is_told_from_every_other_language(written: str, before: str) -> None:
    assert await written_in(WRITTEN[written], before) == written


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "OK, thanks!",
        "no",
        "Maria de la Cruz",
        "maria de la cruz",
        "Jean-Luc van der Berg",
        "Northwind Analytics GmbH",
        "Anna Rossi",
        "CSV",
        "40 %",
        "2026-03-01",
        "👍",
        "https://example.com/de/hilfe",
        "“Nous ne savons pas pourquoi”",
        "SAP, HubSpot, Excel",
        "?",
        "",
    ],
)
@pytest.mark.parametrize("before", ["en", "de", "ja"])
async def test_a_name_a_number_or_an_ok_changes_nothing(text: str, before: str) -> None:
    assert await written_in(text, before) == before


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("はい、そうです。", "ja"),
        ("잘 모르겠습니다", "ko"),
        ("Мы хотели быстрее готовить отчёты", "ru"),
        ("أردنا إعداد التقارير بسرعة أكبر", "ar"),
        ("רצינו להכין דוחות מהר יותר", "he"),
        ("Θέλαμε γρηγορότερες αναφορές", "el"),
    ],
)
async def test_a_script_of_its_own_settles_it(text: str, language: str) -> None:
    assert await written_in(text, "en") == language


async def test_a_detector_has_the_last_word_where_another_language_begins() -> None:
    async def swedish(_text: str, _guess: str) -> str:
        return "sv"

    text = "Vi ville ha rapporterna klara på en dag i stället för tre."
    assert await written_in(text, "en", swedish) == "sv"
    assert await written_in("The reports took us three days each month.", "en", swedish) == "en"


def of_template(graph: Graph, language: str) -> Interview:
    guide = parse_guide(template_text("post-onboarding"), "post-onboarding")
    return Interview(graph, guide, setting=Setting(language=language, sponsor="Northwind", seed=3))


@pytest.mark.parametrize("language", WRITTEN)
async def test_the_reply_is_in_the_language_just_written(graph: Graph, language: str) -> None:
    began_in = "en" if language != "en" else "de"
    interview = of_template(graph, began_in)
    assert (await interview.reply()).note["language"] == began_in
    reply = await interview.say(WRITTEN[language])
    assert reply.note["language"] == language
    assert await written_in(reply.text, began_in) == language


async def test_short_answers_stay_in_the_language_turned_to_until_they_turn_back(graph: Graph) -> None:
    interview = of_template(graph, "en")
    answers = [WRITTEN["fr"], "ok", "Marta", WRITTEN["en"], "ok"]
    spoken = [(await interview.say(answer)).note["language"] for answer in answers]
    assert spoken == ["fr", "fr", "fr", "en", "en"]


async def test_a_stop_in_another_language_gets_its_goodbye(graph: Graph) -> None:
    interview = of_template(graph, "en")
    reply = await interview.say("Ich möchte jetzt bitte aufhören.")
    assert reply.closes == "stopped"
    assert reply.note["language"] == "de"


async def test_a_language_the_guide_lacks_is_named_once_and_kindly(graph: Graph) -> None:
    interview = Interview(graph, parse_guide(ONE_TONGUE, "exports.yaml"))
    first = await interview.say(WRITTEN["fr"])
    kindly = phrases("fr").pick("answer.lacks_language", 0, languages="English, Deutsch")
    assert first.text.startswith(kindly)
    assert first.note["language"] == "en"
    assert first.text.count("?") == 1
    second = await interview.say("Nous avons perdu deux jours la semaine dernière avec cet export.")
    assert kindly not in second.text
    assert "deux jours" not in second.text  # their words are not mixed into ours


async def test_a_language_nobody_here_writes_is_answered_in_the_interviews_own(graph: Graph) -> None:
    interview = Interview(graph, parse_guide(ONE_TONGUE, "exports.yaml"))
    reply = await interview.say("Мы потеряли два дня на последнем экспорте данных.")
    assert reply.text.startswith(phrases("en").pick("answer.lacks_language", 0, languages="English, Deutsch"))


async def test_what_was_spoken_is_read_from_the_turns_alone(graph: Graph) -> None:
    interview = of_template(graph, "en")
    await interview.say(WRITTEN["it"])
    followed = await follow(interview.guide, "en", interview.turns, "ok")
    assert (followed.ours, followed.theirs, followed.lacks) == ("it", "it", False)


def answers() -> list[tuple[str, str]]:
    """Answers of some length in five languages, each with its language."""
    told: list[tuple[str, str]] = []
    for name in ("dev_en", "dev_others"):
        table = (ANSWERS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        told += [(row["language"], row["answer"]) for row in rows if len(words(row["answer"])) >= 6]
    return told


@pytest.mark.parametrize("before", WRITTEN)
async def test_of_a_hundred_answers_ninety_eight_are_followed_at_once(before: str) -> None:
    followed = [await written_in(text, before) == language for language, text in answers()]
    assert len(followed) > 400
    assert sum(followed) >= 0.98 * len(followed)
