"""A study taken elsewhere: read back, it is what was written, and nothing simulated or too rare is in it."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from typing import Any
from xml.etree import ElementTree as Xml

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from app import ids
from app.cli import cli
from app.database import Database
from app.queries import insights, theme_figures
from app.queries.base import insert
from app.services.qda_project import PROJECT, codebook
from app.services.table_files import as_csv
from app.tables import Account, InsightRow, StatementRow, Study, Theme
from tests.app.talks import talk
from tests.app.voiced import theme

SAID = [
    "😀 The export\r\nfailed & <nobody> knew.",
    "=HYPERLINK(1) is what exports give us.",
    "Exports: naïve 👩‍👩‍👧 résumé.",
]
Q = {"q": PROJECT}


@pytest.fixture
async def told(database: Database, study: Study) -> dict[str, Any]:
    """Three interviews in a theme with a part, one in a rare theme, and a simulated one."""
    async with database.workspace(study.workspace_id) as db:
        await theme_figures.set_smallest_group(db, study.id, 2)
        whole, rare = await theme(db, study, "Ex\x07ports & more"), await theme(db, study, "Secret")
        part = await insert(
            db,
            Theme(
                id=ids.new("thm"),
                workspace_id=study.workspace_id,
                study_id=study.id,
                parent_id=whole.id,
                origin="fitted",
                key="fitted:part",
                label="Excel",
            ),
        )
        account = await insert(
            db, Account(id=ids.new("acc"), workspace_id=study.workspace_id, name="-Bramble")
        )
    lines = []
    for text, of, synthetic in [
        (SAID[0], whole, False),
        (SAID[1], part, False),
        (SAID[2], part, False),
        ("Only I say this.", rare, False),
        ("Nobody ever said this.", whole, True),
    ]:
        interview = await talk(
            database, study, ["Hello.", text], account_id=account.id, is_synthetic=synthetic
        )
        line = StatementRow(
            id=ids.new("sta"),
            workspace_id=study.workspace_id,
            study_id=study.id,
            interview_id=interview.id,
            account_id=account.id,
            theme_id=of.id,
            turn=4,
            start_offset=2,
            end_offset=len(text),
            text=text[2:],
            sentiment=-0.5,
        )
        row = InsightRow(interview_id=interview.id, workspace_id=study.workspace_id, study_id=study.id)
        async with database.workspace(study.workspace_id) as db:
            await insights.replace(db, interview.id, [line], [], row)
        lines.append(line)
    return {"lines": lines, "whole": whole, "part": part, "rare": rare, "account": account}


async def taken(api: httpx.AsyncClient, study: Study, **asked: str) -> bytes:
    answer = await api.get(f"/api/v1/studies/{study.id}/export", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{study.slug}')
    return answer.content


async def test_csv_and_json_lines_hold_the_same_statements_and_nothing_simulated(
    api: httpx.AsyncClient, study: Study, told: dict[str, Any]
) -> None:
    lines = [json.loads(line) for line in (await taken(api, study, format="jsonl")).splitlines()]
    table = list(csv.DictReader(io.StringIO((await taken(api, study)).decode(), newline="")))
    assert [line["text"] for line in lines] == [line.text for line in told["lines"][:4]]
    assert [row["id"] for row in table] == [line["id"] for line in lines]
    assert [line["theme"] for line in lines] == [told["whole"].id, told["part"].id, told["part"].id, None]
    assert {row["account_name"] for row in table} == {"'-Bramble"}
    assert {row["sentiment"] for row in table} == {"-0.5"}
    assert (await taken(api, study, bom="true"))[:3] == b"\xef\xbb\xbf"


async def test_themes_count_people_and_leave_out_what_too_few_voice(
    api: httpx.AsyncClient, study: Study, told: dict[str, Any]
) -> None:
    rows = [
        json.loads(line) for line in (await taken(api, study, what="themes", format="jsonl")).splitlines()
    ]
    assert [(row["label"], row["respondents"], row["statements"], row["parent"]) for row in rows] == [
        ("Ex\x07ports & more", 3, 3, None),
        ("Excel", 2, 2, told["whole"].id),
    ]
    codes = [
        json.loads(line) for line in (await taken(api, study, what="codes", format="jsonl")).splitlines()
    ]
    assert [row["statement"] for row in codes] == [line.id for line in told["lines"][:3]]


async def test_a_project_read_back_has_every_statement_at_its_place(
    api: httpx.AsyncClient, study: Study, told: dict[str, Any]
) -> None:
    folder = zipfile.ZipFile(io.BytesIO(await taken(api, study, format="refi-qda")))
    root = Xml.fromstring(folder.read("project.qde"))  # noqa: S314 - our own file
    assert root.tag == f"{{{PROJECT}}}Project"
    order = [child.tag.split("}")[1] for child in root]
    assert order == ["Users", "CodeBook", "Cases", "Sources"]
    guids = [element.attrib["guid"] for element in root.iter() if "guid" in element.attrib]
    assert len(guids) == len(set(guids))
    assert all(str(uuid.UUID(name)) == name for name in guids)
    aims = {element.attrib["targetGUID"] for element in root.iter() if "targetGUID" in element.attrib}
    aims |= {element.attrib["creatingUser"] for element in root.iter() if "creatingUser" in element.attrib}
    assert aims <= set(guids)
    codes = {code.attrib["guid"]: code.attrib["name"] for code in root.iter(f"{{{PROJECT}}}Code")}
    assert list(codes.values()) == ["Exports & more", "Excel"]
    assert [code.attrib["name"] for code in root.findall("q:CodeBook/q:Codes/q:Code/q:Code", Q)] == ["Excel"]
    found = []
    for source in root.findall("q:Sources/q:TextSource", Q):
        path = source.attrib["plainTextPath"].replace("internal://", "sources/")
        text = folder.read(path).decode()
        for selection in source.findall("q:PlainTextSelection", Q):
            start, end = (int(selection.attrib[name]) for name in ("startPosition", "endPosition"))
            aim = selection.find("q:Coding/q:CodeRef", Q)
            code = codes[aim.attrib["targetGUID"]] if aim is not None else None
            found.append((selection.attrib["name"], text[start:end], code))
    named = ["Exports & more", "Excel", "Excel", None]
    assert found == [(line.id, line.text, code) for line, code in zip(told["lines"][:4], named, strict=True)]
    [case] = root.findall("q:Cases/q:Case", Q)
    assert (case.attrib["name"], len(case.findall("q:SourceRef", Q))) == ("-Bramble", 4)
    assert b"Nobody ever said this" not in b"".join(folder.read(name) for name in folder.namelist())


async def test_a_codebook_has_the_themes_alone(
    api: httpx.AsyncClient, study: Study, told: dict[str, Any]
) -> None:
    root = Xml.fromstring(await taken(api, study, what="codes", format="refi-qda"))  # noqa: S314 - our own
    names = [element.attrib["name"] for element in root.iter() if "name" in element.attrib]
    assert names == ["Exports & more", "Excel"]
    assert codebook([]).endswith(b"</CodeBook>")


async def test_a_study_nobody_answered_gives_empty_files(api: httpx.AsyncClient, study: Study) -> None:
    for what in ("statements", "themes", "codes"):
        assert (await taken(api, study, what=what)).count(b"\n") == 1
        assert await taken(api, study, what=what, format="jsonl") == b""
        assert await taken(api, study, what=what, format="refi-qda")


@pytest.mark.parametrize("asked", [{"format": "xlsx"}, {"what": "secrets"}, {"bom": "maybe"}])
async def test_what_is_not_offered_is_told_by_its_field(
    api: httpx.AsyncClient, study: Study, asked: dict[str, str]
) -> None:
    answer = await api.get(f"/api/v1/studies/{study.id}/export", params=asked)
    assert answer.status_code == 422
    assert next(iter(asked)) in answer.text


def test_a_project_is_not_poured_into_the_terminal() -> None:
    ran = CliRunner().invoke(cli, ["export", "statements", "study_x", "--format", "refi-qda"])
    assert ran.exit_code == 2
    assert "--out FILE.qdpx" in ran.output


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.floats(-1, 1)), max_size=5))
def test_no_cell_runs_as_a_formula_and_every_row_comes_back(rows: list[tuple[str, float]]) -> None:
    content = as_csv(("text", "value"), [{"text": text, "value": value} for text, value in rows]).decode()
    back = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert [float(value) for _, value in back] == [value for _, value in rows]
    for (cell, _), (text, _) in zip(back, rows, strict=True):
        assert cell.removeprefix("'") == text.removeprefix("'")
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
