"""`earshot score` and `earshot export transcripts`, run as people run them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.export import lines
from app.cli.score import score
from app.cli.transcripts_file import read_conversations
from app.database import Database
from app.services.create_study import create_study
from app.services.save_guide import read_guide, save_guide
from app.tables import Study, Workspace
from tests.app.talks import QUESTION, talk

command = typer.Typer()
command.command()(score)

DOUBLE = (
    "AI: Hi, I'm an AI. Ready? Any questions?\n\nUser: No, go on.\n\n"
    "AI: That's a great start. What do you use it for? Who else does?\n\nUser: Reports, mostly.\n\n"
    "AI: What kind of reports?\n\nUser: Weekly ones for the board.\n\nAI: Thank you, goodbye."
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def csv_file(path: Path, *texts: str, columns: tuple[str, ...] = ("transcript_id", "text")) -> Path:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([columns, *((f"t{number}", text) for number, text in enumerate(texts, 1))])
    data = buffer.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def interview(name: str = "int_1", **fields: Any) -> dict[str, Any]:
    turns = [
        {"speaker": "interviewer", "text": "How did it go?", "note": {"move": "open", "question": "q"}},
        {"speaker": "respondent", "text": "", "action": "stop"},
        {"speaker": "interviewer", "text": "Of course. Goodbye.", "note": {"move": "stop"}},
    ]
    return {"id": name, "language": "en", "status": "closed", "turns": turns} | fields


@pytest.mark.parametrize("name", ["calls.csv", "calls.csv.gz"])
def test_foreign_transcripts_are_scored_without_their_ends(tmp_path: Path, name: str) -> None:
    told = run(csv_file(tmp_path / name, DOUBLE), "--plain")
    assert told.exit_code == 0
    assert "1 interview, 2 messages of the interviewer's counted" in told.output
    assert "one in 50 %, two in 50 %" in told.output
    kept = run(tmp_path / name, "--plain", "--keep-ends")
    assert "1 interview, 4 messages of the interviewer's counted" in kept.output
    assert "none in 25 %, one in 25 %, two in 50 %" in kept.output


def test_the_table_fits_eighty_columns_and_names_each_corpus(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "calls.csv", DOUBLE)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from app.cli import main; main()",
            "score",
            str(file),
            "--plain",
            "--places",
            "2",
        ],
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if key != "COLUMNS"},
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert "32 % a" in done.stdout
    assert "all 1,250 transcripts" in done.stdout
    assert "its 125 creatives" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_cannot_be_measured_is_said_and_never_met(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "calls.csv", DOUBLE)
    told = run(file, "--plain").output
    missing = told.split("Not measurable here, and not counted as met")[1].split("\n\n")[0]
    assert "vague answers followed up" in missing
    assert "needs notes and labels" in missing
    shown = json.loads(run(file, "--plain", "--json").output)
    line = next(one for one in shown["measures"] if one["key"] == "vague_is_probed")
    assert (line["is_measurable"], line["passed"], line["value"]) == (False, None, None)


def test_json_carries_figures_places_and_anchors(tmp_path: Path) -> None:
    shown = json.loads(run(csv_file(tmp_path / "calls.csv", DOUBLE, DOUBLE), "--plain", "--json").output)
    line = next(one for one in shown["measures"] if one["key"] == "one_question_mark")
    assert (line["hits"], line["of"], line["value"], line["passed"]) == (2, 4, 0.5, False)
    assert line["places"] == [{"conversation": "t1", "line": 3}, {"conversation": "t2", "line": 3}]
    assert [anchor["own_code"] for anchor in line["anchors"]] == [False, True]
    assert shown["question_marks"] == {"1": 2, "2": 2}
    assert shown["keeps_ends"] is False


def test_offending_lines_are_named_on_demand(tmp_path: Path) -> None:
    told = run(csv_file(tmp_path / "calls.csv", DOUBLE), "--plain", "--places", "1").output
    assert "messages of at most one “?”" in told.split("Where (interview:line")[1]
    assert "t1:3" in told


def test_strict_makes_a_missed_target_an_exit_code(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "calls.csv", DOUBLE)
    assert run(file, "--plain").exit_code == 0
    assert run(file, "--plain", "--strict").exit_code == 1


def test_the_embedding_model_finds_repeats_in_other_words(tmp_path: Path, model_cache: Path) -> None:
    again = (
        "AI: Hi.\nUser: Hi.\nAI: How did your team react to the new dashboard?\nUser: Badly.\n"
        "AI: What was your team's reaction to the new dashboard?\nUser: As I said.\nAI: Goodbye."
    )
    file = csv_file(tmp_path / "calls.csv", again)
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "score", "--json", str(file)],
        capture_output=True,
        text=True,
        env=os.environ | {"EARSHOT_HOME": str(model_cache.parent)},
        timeout=120,
        check=True,
    )
    line = next(one for one in json.loads(done.stdout)["measures"] if one["key"] == "semantic_repeat")
    assert (line["hits"], line["of"]) == (1, 2)


@pytest.mark.parametrize(("name", "many"), [("all.jsonl", True), ("all.jsonl.gz", True), ("one.json", False)])
def test_exports_and_answers_of_the_api_are_read(tmp_path: Path, name: str, many: bool) -> None:
    rows = [interview(), interview("int_2")] if many else [interview()]
    text = "\n\n".join(json.dumps(row) for row in rows)
    file = tmp_path / name
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    told = json.loads(run(file, "--json", "--plain").output)
    assert told["conversations"] == len(rows)
    stops = next(one for one in told["measures"] if one["key"] == "stop_ends")
    assert (stops["hits"], stops["of"], stops["passed"]) == (len(rows), len(rows), True)


def test_a_list_of_interviews_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps([interview(), interview("int_2")]))
    assert [one.id for one in read_conversations(file, "en", "")] == ["int_1", "int_2"]


def test_language_and_sponsor_hold_where_the_file_is_silent(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text(
        json.dumps({"turns": interview()["turns"]}) + "\n" + json.dumps(interview("two", sponsor="Acme"))
    )
    silent, told = read_conversations(file, "de", "Northwind")
    assert (silent.id, silent.language, silent.sponsor) == ("1", "de", "Northwind")
    assert (told.language, told.sponsor) == ("en", "Acme")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "a.csv is empty."),
        (
            "a.csv",
            "id,words\n1,AI: hi\n",
            "There is no column 'text'; the file has: id, words.",
        ),
        (
            "a.csv",
            'transcript_id,text\n1,"AI: hi"\n2,no turns here\n',
            "a.csv, row 2: no turn of the interviewer's; each begins with AI: or Assistant: on a new line, "
            "the respondent's with User:.",
        ),
        (
            "a.csv",
            'transcript_id,text\n1,"AI: hi"\n1,"AI: hi"\n',
            "a.csv: interview 2 has the same id as one before it.",
        ),
        ("a.jsonl", '{"turns": [}\n', "a.jsonl, line 1: not JSON."),
        ("a.jsonl", "\n[1]\n", "a.jsonl, line 2: not a JSON object."),
        (
            "a.jsonl",
            '\n\n{"turns": []}\n',
            "a.jsonl, line 3: 'turns' must be a list with at least one turn.",
        ),
        (
            "a.json",
            '[{"turns": [{"speaker": "bot"}]}]',
            "a.json, entry 1: 'speaker' of turn 1 must be one of interviewer, respondent, csm.",
        ),
        ("a.json", "  ", "a.json is empty."),
        ("a.json", "{", "a.json: not JSON."),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    refused = run(tmp_path / name, "--plain")
    assert refused.exit_code == 1
    assert refused.stderr == f"earshot: {said}\n"
    assert refused.stdout == ""


def test_bad_usage_is_two(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "calls.csv", DOUBLE)
    assert run(tmp_path / "missing.csv").exit_code == 2
    assert run(file, "--language", "klingon").exit_code == 2
    assert run(file, "--places", "-1").exit_code == 2


async def test_an_export_holds_what_was_said_and_is_scored(
    database: Database, study: Study, tmp_path: Path
) -> None:
    said = await talk(database, study, ["We wanted a board report.", ""])
    async with database.workspace(study.workspace_id) as db:
        found = [one async for one in lines(db)]
    assert [one["id"] for one in found] == [said.id]
    assert [turn["text"] for turn in found[0]["turns"]] == [
        QUESTION,
        "We wanted a board report.",
        QUESTION,
        "",
    ]
    assert found[0]["guide"]["guide"] == "post-onboarding"
    assert (found[0]["status"], found[0]["reason"]) == ("closed", "completed")
    file = tmp_path / "transcripts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in found))
    (read,) = read_conversations(file, "en", "")
    assert read.guide is not None
    assert [line.action for line in read.lines] == ["say", "say", "say", "skip"]


async def test_simulated_interviews_and_other_studies_stay_out_of_an_export(
    database: Database, study: Study, workspace: Workspace
) -> None:
    real = await talk(database, study, ["It went well."])
    async with database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide("pre-renewal"))
        other = await create_study(db, workspace.id, version)
    elsewhere = await talk(database, other, ["It went badly."])
    simulated = await talk(database, study, ["It was simulated."], is_synthetic=True)
    async with database.workspace(workspace.id) as db:
        assert [one["id"] async for one in lines(db)] == [real.id, elsewhere.id]
        assert [one["id"] async for one in lines(db, study_id=study.id)] == [real.id]
        with_simulated = [one["id"] async for one in lines(db, study_id=study.id, synthetic=True)]
    assert with_simulated == [real.id, simulated.id]


async def test_what_was_known_of_an_account_is_not_exported(database: Database, study: Study) -> None:
    await talk(database, study, ["It went well."], context={"plan": "Enterprise Plus"})
    async with database.workspace(study.workspace_id) as db:
        found = [one async for one in lines(db)]
    assert "Enterprise Plus" not in json.dumps(found)
