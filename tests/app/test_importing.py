"""Files are taken in whatever they are written in, once however often, with a line for each problem."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import ids
from app.database import Database
from app.errors import Invalid
from app.queries.base import rows, value
from app.services.import_file import import_file
from app.services.importing import cells
from app.services.importing.columns import ALIASES, Kind, mapped
from app.services.importing.table import open_table
from app.tables import ImportRun, Workspace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ACCOUNTS = "Account ID;Company;ARR;Renewal Date\nA-1;Müller;1.200,50;30.09.2026\nA-2;Łódź;800;2026-10-01\n"


def written(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


async def taken(database: Database, workspace: Workspace, kind: Kind, path: Path, **more: Any) -> ImportRun:
    return await import_file(
        database,
        kind,
        open_table(path),
        workspace_id=workspace.id,
        source=more.pop("source", "crm"),
        said=more.pop("said", {}),
        now=NOW,
        **more,
    )


def counts(row: ImportRun) -> tuple[int, int, int, int]:
    return row.made, row.changed, row.unchanged, row.refused


@pytest.mark.parametrize(
    "raw",
    [
        ACCOUNTS.encode(),
        ACCOUNTS.encode("utf-8-sig"),
        ACCOUNTS.encode("utf-16"),
        gzip.compress(ACCOUNTS.encode()),
        ACCOUNTS.replace(";", "\t").encode(),
        ACCOUNTS.replace("Łódź", "Lodz").encode("latin-1"),
        ACCOUNTS.replace("\n", "\r\n").encode(),
        ("\n\n" + ACCOUNTS).encode(),
    ],
    ids=["utf-8", "with mark", "utf-16", "gzip", "tabs", "latin-1", "crlf", "blank lines"],
)
async def test_a_file_is_read_whatever_it_is_written_in(
    database: Database, workspace: Workspace, tmp_path: Path, raw: bytes
) -> None:
    row = await taken(database, workspace, "accounts", written(tmp_path, raw))
    assert counts(row) == (2, 0, 0, 0), row.problems
    async with database.workspace(workspace.id) as db:
        found = await rows(db, "SELECT name, arr_cents, renewal_on, external_ids FROM accounts ORDER BY id")
    assert found[0] == {
        "name": "Müller",
        "arr_cents": 120_050,
        "renewal_on": date(2026, 9, 30),
        "external_ids": {"crm": "A-1"},
    }


async def test_the_same_file_is_the_same_import_and_the_same_row_changes_nothing(
    database: Database, workspace: Workspace, tmp_path: Path
) -> None:
    first = await taken(database, workspace, "accounts", written(tmp_path, ACCOUNTS))
    again = await taken(database, workspace, "accounts", written(tmp_path, ACCOUNTS, "copy.csv"))
    assert (again.id, counts(again)) == (first.id, counts(first))
    longer = written(tmp_path, ACCOUNTS + "A-3;Oslo;1;\n", "longer.csv")
    assert counts(await taken(database, workspace, "accounts", longer)) == (1, 0, 2, 0)
    reread = await taken(database, workspace, "accounts", written(tmp_path, ACCOUNTS), again=True)
    assert counts(reread) == (0, 0, 2, 0)


async def test_a_dry_run_says_the_same_and_keeps_nothing(
    database: Database, workspace: Workspace, tmp_path: Path
) -> None:
    text = "id,name,parent\n1,Group,\n2,North,1\n3,,\n"
    path = written(tmp_path, text)
    tried = await taken(database, workspace, "accounts", path, dry_run=True)
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM accounts") == 0
        assert await value(db, "SELECT count(*) FROM imports") == 0
    done = await taken(database, workspace, "accounts", path)
    assert counts(tried) == counts(done) == (2, 0, 0, 1)
    assert (
        tried.problems
        == done.problems
        == [{"line": 4, "field": "name", "message": "An account needs a name."}]
    )


async def test_an_import_that_was_cut_off_goes_on_where_it_stopped(
    database: Database, workspace: Workspace, tmp_path: Path
) -> None:
    text = "id,name\n" + "".join(f"{number},Account {number}\n" for number in range(1_200))
    path = written(tmp_path, text)

    class Cut(Exception):
        pass

    def cut(done: int) -> None:
        if done >= 500:
            raise Cut

    with pytest.raises(Cut):
        await taken(database, workspace, "accounts", path, progress=cut)
    done = await taken(database, workspace, "accounts", path)
    assert (done.rows, counts(done)) == (1_200, (1_200, 0, 0, 0))
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM accounts") == 1_200


async def test_every_kind_of_file_is_taken_in(
    database: Database, workspace: Workspace, tmp_path: Path
) -> None:
    files: dict[Kind, str] = {
        "accounts": "id,name,custom.seats,website\nA,Contoso,7,contoso.com\n",
        "contacts": "Account ID,Full Name,E-Mail,Job Title\nA,Ana,ana@contoso.com,Champion\nA,Bo,,\n",
        "contracts": "company id,subscription,amount,currency,start,end\n"
        "A,2026,$1200,usd,2026-01-01,2027-01-01\n",
        "events": "customer,event,timestamp,user,feature\n"
        "A,usage.ui,2026-03-01 10:00,ana@contoso.com,reports\n",
        "nps": "account,rating,date,email,feedback\n"
        "A,9,2026-03-01,ana@contoso.com,Works well\nA,11,2026-03-01,,\n",
    }
    made = {}
    for kind, text in files.items():
        made[kind] = await taken(database, workspace, kind, written(tmp_path, text, f"{kind}.csv"))
    assert {kind: counts(row) for kind, row in made.items()} == {
        "accounts": (1, 0, 0, 0),
        "contacts": (1, 0, 0, 1),
        "contracts": (1, 0, 0, 0),
        "events": (1, 0, 0, 0),
        "nps": (1, 0, 0, 1),
    }
    assert [one["field"] for kind in ("contacts", "nps") for one in made[kind].problems] == ["email", "score"]
    async with database.workspace(workspace.id) as db:
        facts = await rows(
            db, "SELECT name, value, label, evidence ->> 'text' AS said FROM facts ORDER BY name"
        )
    assert [tuple(fact.values()) for fact in facts] == [
        ("nps", 9, None, "Works well"),
        ("usage.ui", 1, "reports", None),
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", ""]),
            st.sampled_from(["usage.ui", "login", "nope"]),
            st.integers(-3, 10**6),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        ),
        max_size=12,
    )
)
async def test_whatever_events_a_file_holds_it_is_the_same_read_once_or_twice(
    database: Database, workspace: Workspace, data: list[tuple[str, str, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = ids.new("s").replace("_", "-")
        await taken(database, workspace, "accounts", written(place, "id,name\nA,a\nB,b\n"), source=source)
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["account", "event", "time", "value", "label"])
        writer.writerows(
            [account, name, "2026-03-01", number, label] for account, name, number, label in data
        )
        path = written(place, text.getvalue(), "events.csv")
        first = await taken(database, workspace, "events", path, source=source, again=True)
        second = await taken(database, workspace, "events", path, source=source, again=True)
    assert (
        first.rows == sum(counts(first)) == len([one for one in data if any(map(str.strip, map(str, one)))])
    )
    assert (second.made, second.refused) == (0, first.refused)
    async with database.workspace(workspace.id) as db:
        kept = await value(db, "SELECT count(*) FROM facts WHERE source = %(source)s", source=source)
    assert kept == first.made


def test_columns_are_known_by_common_names_and_otherwise_as_said() -> None:
    found = mapped(
        "accounts", ["Record ID", "Company name", "SFDC", "Odd"], {"sfdc": "id:salesforce", "Odd": ""}
    )
    assert found == {"Record ID": "id", "Company name": "name", "SFDC": "id:salesforce"}


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("accounts", {"Nope": "name"}, "no column 'Nope'"),
        ("accounts", {"a": "nmae"}, "Did you mean name?"),
        ("accounts", {"a": "custom.Bad"}, "no field of accounts"),
        ("events", {"a": "custom.fine"}, "no field of events"),
        ("events", {"a": "account"}, "--map 'THEIRS=name'"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_with_a_way_out(
    kind: Kind, said: dict[str, str], words: str
) -> None:
    with pytest.raises(Invalid, match=words.replace("?", r"\?")):
        mapped(kind, ["a", "b"], said)


def test_no_two_fields_of_a_kind_share_a_name_they_are_known_by() -> None:
    for kind, fields in ALIASES.items():
        names = [name for field, aliases in fields.items() for name in {field.replace("_", " "), *aliases}]
        shared = {name for name in names if names.count(name) > 1}
        # the first field that fits takes the column
        assert shared <= {"account", "id", "reason"}, (kind, shared)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1200", 120_000),
        ("$1,200.50", 120_050),
        ("1.200,50 €", 120_050),
        ("EUR 12", 1_200),
        ("1 200", 120_000),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, cents: int) -> None:
    assert cells.cents(text, "arr") == cents


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"\x1f\x8bbroken", "gzip"),
        (b"a,a\n1,2\n", "two columns of one name"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(tmp_path: Path, raw: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        open_table(written(tmp_path, raw))
