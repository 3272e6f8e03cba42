from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.rows import TableError, read_table, write_table
from app.cli.themes import themes

command = typer.Typer()
command.command()(themes)

COMMENTS = [
    "The weekly report takes too long to load.",
    "The weekly report took ages to load.",
    "The weekly report never loads in time.",
    "=The invoice was wrong again.",
    "The invoice was late again.",
    "The invoice was sent twice again.",
    "ok",
]


def bad(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def run(model_cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person runs it."""
    environment = os.environ | {"EARSHOT_HOME": str(model_cache.parent), "COLUMNS": "140"}
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "themes", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    file = tmp_path / "comments.csv"
    with file.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerows([["id", "comment"], *([number, text] for number, text in enumerate(COMMENTS))])
    return file


def test_rows_keep_their_order_and_gain_four_columns(
    model_cache: Path, comments: Path, tmp_path: Path
) -> None:
    out, lines = tmp_path / "out.csv", tmp_path / "lines.jsonl.gz"
    done = run(
        model_cache,
        str(comments),
        "--text",
        "comment",
        "--out",
        str(out),
        "--statements",
        str(lines),
        "--json",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["rows"] == 7
    assert found["statements"] == 6
    assert [theme["size"] for theme in found["themes"]] == [3, 3]
    assert set(found["timings"]) >= {"statements", "embedding", "themes", "total"}
    with out.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["id"] for row in rows] == [str(number) for number in range(7)]
    assert list(rows[0]) == ["id", "comment", "theme", "theme_label", "sentiment", "intents"]
    assert rows[3]["comment"] == "'=The invoice was wrong again."
    assert (rows[6]["theme"], rows[6]["theme_label"], rows[6]["sentiment"]) == ("-1", "", "")
    statements = [json.loads(line) for line in gzip.decompress(lines.read_bytes()).splitlines()]
    for statement in statements:
        source = COMMENTS[statement["row"] - 1]
        assert source[statement["start"] : statement["end"]] == statement["text"]


def test_people_get_a_table_with_quotes(model_cache: Path, comments: Path) -> None:
    done = run(model_cache, str(comments), "--text", "comment")
    assert done.returncode == 0, done.stderr
    assert "again.”" in done.stdout
    assert "2 themes in 6 statements of 7 respondents" in done.stdout


def test_a_missing_column_names_the_columns_there(comments: Path) -> None:
    told = bad(str(comments), "--text", "comments")
    assert told.exit_code != 0
    assert "There is no column 'comments'; the file has: id, comment." in told.output


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "a.csv is empty."),
        ("a.csv", b"comment\n", "a.csv has a header but no rows."),
        ("a.csv", b"comment\n\xff\xfe bad", "a.csv is not UTF-8 (line 2)"),
        ("a.csv", b"comment\nx,y\n", "line 2: more cells than the 1 columns"),
        ("a.csv", b'comment\n"never closed', "not a CSV file"),
        ("a.csv", b"comment,comment\na,b\n", "two columns called 'comment'"),
        ("a.csv.gz", b"not gzip", "a.csv.gz is not a whole gzip file."),
        ("a.csv.gz", gzip.compress(b"comment\nfine", mtime=0)[:-9], "a.csv.gz is not a whole gzip file."),
        ("a.jsonl", b'{"comment": "x"}\n{oops', "line 2: not JSON."),
        ("a.jsonl", b"[1]", "line 1: not a JSON object."),
        ("a.jsonl", b'{"comment": {"a": 1}}', "Row 1: 'comment' is not a text."),
    ],
)
def test_a_broken_file_gets_one_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    told = bad(str(file), "--text", "comment")
    assert told.exit_code == 1
    assert sentence in told.output
    assert told.output.count("\n") == 1
    assert "Traceback" not in told.output


@pytest.mark.parametrize("arguments", [(), ("missing.csv", "--text", "a"), ("--text",), ("pyproject.toml",)])
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    assert bad(*arguments).exit_code == 2


def test_a_column_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("comment,theme\nslow,1\n")
    told = bad(str(file), "--text", "comment", "--out", str(tmp_path / "b.csv"))
    assert told.exit_code == 1
    assert "already has a column 'theme'" in told.output
    assert not (tmp_path / "b.csv").exists()


@pytest.mark.parametrize("value", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx"])
def test_no_cell_starts_a_formula(tmp_path: Path, value: str) -> None:
    file = tmp_path / "a.csv"
    write_table(file, ["a"], [{"a": value}])
    with file.open(newline="") as handle:
        assert list(csv.reader(handle))[1] == [f"'{value}"]


@pytest.mark.parametrize("value", ["-0.5", "+49", "12 %", "fine", "-12.5%"])
def test_numbers_and_words_are_left_alone(tmp_path: Path, value: str) -> None:
    file = tmp_path / "a.csv"
    write_table(file, ["a"], [{"a": value}])
    assert read_table(file).rows == [{"a": value}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_common_delimiters_and_a_byte_order_mark_are_understood(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"id{delimiter}comment\n1{delimiter}two\n", encoding="utf-8-sig")
    assert read_table(file).rows == [{"id": "1", "comment": "two"}]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be written"):
        write_table(tmp_path / "no" / "a.csv", ["a"], [{"a": "b"}])
