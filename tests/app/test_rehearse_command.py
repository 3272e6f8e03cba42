"""`earshot rehearse`, run as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.rehearse import rehearse
from app.cli.score import score

command = typer.Typer()
command.command()(rehearse)
scoring = typer.Typer()
scoring.command()(score)

QUICK = ("--no-embeddings", "--built-in", "--respondents")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_it_prints_the_scoreboard_with_other_peoples_figures_hints_and_the_worst_transcript() -> None:
    result = run("pre-renewal", *QUICK, 20, "--no-fail")
    assert result.exit_code == 0, result.output
    assert "20 interviews" in result.output
    assert "32 % a" in result.output
    assert "Anthropic Interviewer, all 1,250 transcripts" in result.output
    assert "About the guide pre-renewal" in result.output
    assert "Interviewer: Hello" in result.output
    assert "rules passed" in result.output


def test_json_holds_scoreboard_hints_and_as_many_transcripts_as_asked_for() -> None:
    result = run("all", *QUICK, 12, "--json", "--show", 2, "--no-fail")
    found = json.loads(result.output)
    assert found["interviews"] == 12
    assert {"one_question_mark", "vague_is_probed"} <= {one["key"] for one in found["scoreboard"]["measures"]}
    assert len(found["hints"]) == 6
    assert len(found["worst"]) == 2
    turns = found["worst"][0]["turns"]
    assert turns[0]["speaker"] == "interviewer"
    assert turns[1]["meant"]
    failed = [one["of"] - one["passed"] for one in found["worst"]]
    assert failed == sorted(failed, reverse=True)


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, again, other = (
        run("nps-follow-up", *QUICK, 6, "--json", "--no-fail", "--seed", seed).output for seed in (4, 4, 5)
    )
    assert first == again
    assert first != other


def test_every_transcript_is_written_to_read_and_to_score_again(tmp_path: Path) -> None:
    run("cancellation", *QUICK, 7, "--out", tmp_path / "told", "--no-fail")
    texts = sorted((tmp_path / "told").glob("*.txt"))
    assert len(texts) == 7
    assert texts[0].read_text(encoding="utf-8").startswith("0")
    lines = (tmp_path / "told" / "interviews.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    scored = CliRunner().invoke(scoring, [str(tmp_path / "told" / "interviews.jsonl"), "--plain", "--json"])
    measures = {one["key"]: one for one in json.loads(scored.output)["measures"]}
    assert measures["vague_is_probed"]["is_measurable"]


def test_personas_can_be_chosen_and_a_missed_target_is_exit_code_one() -> None:
    """Respondents of few words leave the interviewer with most of them."""
    chosen = ("expansion", *QUICK, 4, "--persona", "terse", "--persona", "unsure", "--json", "--show", 9)
    result = run(*chosen)
    found = json.loads(result.output)
    assert {one["persona"] for one in found["worst"]} == {"terse", "unsure"}
    share = next(one for one in found["scoreboard"]["measures"] if one["key"] == "share_of_words")
    assert share["passed"] is False
    assert result.exit_code == 1
    assert run(*chosen, "--no-fail").exit_code == 0


def test_a_guide_about_something_else_is_rehearsed_and_the_hints_say_what_that_is_worth(
    tmp_path: Path,
) -> None:
    guide = tmp_path / "own.yaml"
    guide.write_text(
        "guide: own\ntitle: Lunch\nmoment: ad_hoc\nlanguages: [en]\nminutes: 5\nquestions:\n"
        "  - id: lunch\n    ask: What did you have for lunch, and with whom?\n    objective: lunch\n"
        "  - id: soup\n    ask: How did the soup taste?\n    objective: the soup\n",
        encoding="utf-8",
    )
    found = json.loads(run(guide, *QUICK, 10, "--json", "--no-fail").output)
    assert [hint["kind"] for hint in found["hints"]["own"]].count("strange") == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nothing",), 2, "There is no such file. Templates: cancellation"),
        (("expansion", "--persona", "pirate"), 2, "There is no persona 'pirate'"),
        (("expansion", "--set", "third"), 1, "There is no set of respondents called 'third'"),
        (("expansion", "--language", "xx"), 2, "The guide carries"),
        (("expansion", "--respondents", "0"), 2, "--respondents"),
        (("expansion", "--model-respondents", "--no-embeddings"), 1, "No model is configured"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...], code: int, words: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EARSHOT_MODEL")}
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "rehearse", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    told = " ".join((done.stdout + done.stderr).replace("│", " ").split())
    assert done.returncode == code, told
    assert words in told
    assert "Traceback" not in told
