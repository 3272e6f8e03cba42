"""`earshot import`: what it prints, how it ends, and what it keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app import ids


def earshot(conninfo: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": conninfo, "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from app.cli import main; main()", "import", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)


@pytest.fixture
def place(fresh_conninfo: str) -> str:
    """A database with one workspace."""
    with psycopg.connect(fresh_conninfo, autocommit=True) as db:
        db.execute("SET earshot.workspace = '*'")
        db.execute(
            "INSERT INTO workspaces (id, name, sponsor, product, is_synthetic)"
            " VALUES (%s, 'N', 'N', 'N', false)",
            [ids.new("ws")],
        )
    return fresh_conninfo


def count(conninfo: str) -> int:
    with psycopg.connect(conninfo, autocommit=True) as db:
        db.execute("SET earshot.workspace = '*'")
        row = db.execute("SELECT count(*) FROM accounts").fetchone()
    return int(row[0]) if row else -1


def test_a_file_is_tried_taken_in_and_known_again(place: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("Nr;Company\n1;Contoso\n2;Fabrikam\n")
    words = ("accounts", str(path), "--source", "crm", "--map", "Nr=id")
    tried = earshot(place, *words, "--dry-run")
    assert (tried.returncode, count(place)) == (0, 0), tried.stderr
    assert "Would be: 2 rows: 2 made, 0 changed, 0 unchanged, 0 refused." in tried.stdout
    assert earshot(place, *words).returncode == 0
    again = earshot(place, *words, "--again")
    assert "2 rows: 0 made, 0 changed, 2 unchanged, 0 refused." in again.stdout
    assert count(place) == 2


def test_rows_that_are_refused_are_named_and_end_with_one(place: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("id,name,renewal\n1,Contoso,soon\n2,Fabrikam,2026-09-30\n")
    done = earshot(place, "accounts", str(path))
    assert done.returncode == 1
    assert "accounts.csv, line 2: renewal_on: This takes a day" in done.stderr
    assert "Traceback" not in done.stderr
    assert count(place) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("people", "FILE"), 2, "people"),
        (("accounts", "FILE", "--map", "nonsense"), 2, "THEIRS=OURS"),
        (("events", "FILE"), 2, "No column is 'account'"),
        (("accounts", "missing.csv"), 1, "cannot be read"),
    ],
)
def test_what_is_not_understood_ends_with_two(
    tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,name\n1,Contoso\n")
    done = earshot("", *(str(path) if word == "FILE" else word for word in words))
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
