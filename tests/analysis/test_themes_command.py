from __future__ import annotations

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.rows import RowFile, TableError, read_table, write_table
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
    assert "2 themes in 6 statements of 7 respondents; in no theme: 0 (0%)." in done.stdout
    assert re.search(r"CPU seconds: \d+\.\d", done.stdout)


def test_the_report_is_one_file_that_fetches_nothing(
    model_cache: Path, comments: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    done = run(model_cache, str(comments), "--text", "comment", "--html", str(page))
    assert done.returncode == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert re.findall(r"https?://|url\(|@import|src=|<link", html) == []
    assert "prefers-color-scheme: dark" in html
    assert html.count("<svg") >= 2
    for quote in re.findall(r"<blockquote><p>(.*?)</p>", html):
        assert unescape(quote) in "\n".join(COMMENTS)
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= set(re.findall(r'id="([\w-]+)"', html))


def test_a_report_of_hostile_text_shows_it_as_text(model_cache: Path, tmp_path: Path) -> None:
    file, page = tmp_path / "<b>.csv", tmp_path / "r.html"
    said = [
        "<script>alert(1)</script> is what we see\u202e in the export.",
        "{{ 7 * 7 }} is in the export too.",
    ]
    file.write_text("who,comment\n" + "".join(f'"<i>{n}","{text}"\n' for n, text in enumerate(said * 2)))
    done = run(model_cache, str(file), "--text", "comment", "--group", "who", "--html", str(page))
    assert done.returncode == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<i>" not in html
    assert "<b>.csv" not in html
    assert "49 is in" not in html


def test_a_group_too_small_is_counted_and_not_shown(model_cache: Path, comments: Path) -> None:
    done = run(model_cache, str(comments), "--text", "comment", "--min-group", "4", "--json")
    found = json.loads(done.stdout)
    assert (found["themes"], found["too_few"]) == ([], 2)


def test_an_empty_group_is_a_respondent_of_its_own(model_cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"who": who, "comment": text}
        for who, text in zip(["ann", "ann", "", "", None, "bob"], COMMENTS, strict=False)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run(model_cache, str(file), "--text", "comment", "--group", "who", "--json")
    assert json.loads(done.stdout)["respondents"] == 5


def test_a_second_run_takes_its_vectors_from_the_cache(
    model_cache: Path, comments: Path, tmp_path: Path
) -> None:
    options = [str(comments), "--text", "comment", "--json", "--cache", str(tmp_path / "kept")]
    first = json.loads(run(model_cache, *options).stdout)
    [folder] = (tmp_path / "kept").iterdir()
    kept = (folder / "keys").read_bytes()
    assert len(kept) >= 16 * 6
    assert json.loads(run(model_cache, *options).stdout)["themes"] == first["themes"]
    assert (folder / "keys").read_bytes() == kept


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
        ("a.csv", b"\n \n", "a.csv is empty."),
        ("a.csv", "comment\nfein\n".encode("utf-16"), "a.csv is not UTF-8 (line 1)"),
        ("a.csv", b"comment\n" + b"x" * 10_000_001, "line 2: a cell holds more than 10,000,000 characters."),
        ("a.csv", b"comment\n\n,\n", "line 3: more cells than the 1 columns"),
        ("a.jsonl", b"\n\n", "a.jsonl is empty."),
        ("a.jsonl", b'{"other": 1}', "There is no column 'comment'; the file has: other."),
        ("a.jsonl", b"{}", "a.jsonl is empty."),
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


WRONG = [
    (),
    ("missing.csv", "--text", "a"),
    ("--text",),
    ("pyproject.toml",),
    ("tests", "--text", "a"),
    ("pyproject.toml", "--text", "a", "--language", "english"),
    ("pyproject.toml", "--text", "a", "--min-group", "0"),
    ("pyproject.toml", "--text", "a", "--seed", "-1"),
]


@pytest.mark.parametrize("arguments", WRONG)
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


@pytest.mark.parametrize(
    "rows", [["word"], ["one", "two"], ["Same words again here."] * 50, ["", "", "Only this says something."]]
)
def test_a_file_with_little_in_it_gives_a_small_sound_result(
    model_cache: Path, tmp_path: Path, rows: list[str]
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps({"comment": row}) + "\n" for row in rows))
    done = run(model_cache, str(file), "--text", "comment", "--json", "--html", str(tmp_path / "a.html"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["statements"] == sum(map(bool, rows))
    assert len(found["themes"]) <= 1


def test_courtesy_alone_is_told_in_a_sentence(model_cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("comment\nok\nthanks\n")
    done = run(model_cache, str(file), "--text", "comment")
    assert (done.returncode, done.stderr) == (1, "earshot: No statement found in 'comment'.\n")


def test_a_file_is_read_row_by_row_and_its_output_is_whole_or_absent(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("n\n" + "".join(f"{n}\n" for n in range(1_000)))
    source = iter(RowFile(file))
    assert next(source) == {"n": "0"}

    def broken() -> Iterator[dict[str, str]]:
        yield {"n": "0"}
        raise TableError("stopped")

    with pytest.raises(TableError, match="stopped"):
        write_table(tmp_path / "out.csv", ["n"], broken())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]
