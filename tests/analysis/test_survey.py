from __future__ import annotations

import pytest

from analysis.encode import Encoder
from analysis.survey import analyse

ROWS = [
    *(
        f"The weekly report {verb} too long to load."
        for verb in ("takes", "took", "is taking", "always takes")
    ),
    "thanks!",
    *(f"The invoice was {how} again. Thanks!" for how in ("wrong", "late", "sent twice", "missing")),
    "",
]


def test_each_row_gets_its_main_statement_in_order(encoder: Encoder) -> None:
    survey = analyse(ROWS, [str(i) for i in range(len(ROWS))], encode=encoder.encode)
    assert len(survey.main) == len(ROWS)
    assert [main is None for main in survey.main] == [not row or row == "thanks!" for row in ROWS]
    for row, main in zip(ROWS, survey.main, strict=True):
        if main is not None:
            statement = survey.statements[main]
            assert row[statement.start : statement.end] == statement.text
    themes = [survey.fitted.labels[main] for main in survey.main if main is not None]
    assert len(set(themes[:4])) == len(set(themes[4:])) == 1
    assert themes[0] != themes[4]


def test_conversations_keep_the_respondents_turns_with_their_place_in_the_row(encoder: Encoder) -> None:
    talk = "AI: What is slow for you?\nUser: The export is slow. It takes an hour.\nAI: Thanks!\nUser: bye"
    survey = analyse([talk], ["ann"], encode=encoder.encode, conversations=True)
    assert [s.text for s in survey.statements] == ["The export is slow.", "It takes an hour."]
    assert all(talk[s.start : s.end] == s.text for s in survey.statements)


@pytest.mark.parametrize(
    "rows", [[], [""], ["ok", "thanks"], ["One claim only, really."], ["Same words here."] * 30]
)
def test_odd_files_give_a_small_sound_result(encoder: Encoder, rows: list[str]) -> None:
    survey = analyse(rows, ["ann"] * len(rows), encode=encoder.encode)
    assert len(survey.main) == len(rows)
    assert len(survey.statements) == len(survey.fitted.labels) == len(survey.intents)


def test_progress_is_told_by_stage(encoder: Encoder) -> None:
    told: list[tuple[str, int, int]] = []
    analyse(ROWS, ROWS, encode=encoder.encode, progress=lambda *news: told.append(news))
    assert [stage for stage, _, _ in told] == ["embedding", "embedding", "themes", "signals"]
    assert told[1] == ("embedding", 8, 8)
