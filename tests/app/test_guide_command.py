"""`earshot guide lint` and `earshot guide draft`, run as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.guide import guide
from interviewer.guide_files import parse_guide, template_names

CLOSED = """guide: exports
title: Exports
questions:
  - id: liking
    ask: Do you like the exports?
    objective: what they make of them
    listen_for:
      - {id: result, about: what came of it}
"""
GOAL = "find out why customers stop using exports"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(guide, [str(one) for one in arguments])


def written(folder: Path, text: str) -> Path:
    path = folder / "exports.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", template_names())
def test_every_template_passes(name: str) -> None:
    told = run("lint", name, "--strict")
    assert (told.exit_code, told.stdout.startswith("0 errors, 0 warnings")) == (0, True)


def test_an_error_is_told_with_line_and_proposal_and_ends_with_one(tmp_path: Path) -> None:
    told = run("lint", written(tmp_path, CLOSED))
    assert told.exit_code == 1
    assert "exports.yaml:5: error closed, questions[0].ask" in told.stdout
    assert "better: What do you think of the exports?" in told.stdout


def test_findings_come_as_json_too(tmp_path: Path) -> None:
    told = run("lint", written(tmp_path, CLOSED), "--json")
    (found,) = json.loads(told.stdout)
    assert (told.exit_code, found["line"], found["rule"]) == (1, 5, "closed")


def test_warnings_end_with_one_only_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, CLOSED.replace("Do you like the exports?", "How did onboarding go?"))
    assert run("lint", path).exit_code == 0
    assert run("lint", path, "--strict").exit_code == 1


def test_what_is_no_guide_is_told_by_line(tmp_path: Path) -> None:
    told = run("lint", written(tmp_path, CLOSED.replace("title", "titel")))
    assert told.exit_code == 1
    assert "exports.yaml:2: titel is not a known key. Did you mean `title`?" in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint",),
        ("lint", "no-such-guide"),
        ("draft", " "),
        ("draft", "x" * 501),
        ("draft", GOAL, "--minutes", "0"),
        ("draft", GOAL, "--language", "xx"),
    ],
)
def test_bad_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_draft_is_printed_as_a_guide_and_its_notes_apart() -> None:
    told = run("draft", GOAL, "--templates")
    assert told.exit_code == 0
    drafted = parse_guide(told.stdout, "draft.yaml")
    assert drafted.name == "why-customers-stop-using-exports"
    assert "Drafted from the template feature-adoption" in told.stderr


def test_a_draft_is_written_and_passes_the_linter(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    assert run("draft", GOAL, "--templates", "--minutes", 5, "--out", path).exit_code == 0
    assert run("lint", path, "--strict").exit_code == 0
    assert run("draft", GOAL, "--templates", "--out", tmp_path / "none" / "draft.yaml").exit_code == 1


def test_a_draft_comes_as_json_with_where_it_is_from() -> None:
    drafted = json.loads(run("draft", GOAL, "--templates", "--json").stdout)
    assert (drafted["source"], drafted["template"], drafted["findings"]) == (
        "template",
        "feature-adoption",
        [],
    )


@pytest.mark.parametrize("command", ["lint", "draft"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: earshot guide {command}" in run(command, "--help").stdout
