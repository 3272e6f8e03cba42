"""What docs/data.md and docs/importing.md say is what the files and the code say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import httpx

from app.services.importing.columns import NEEDED, Kind
from app.success.catalog import catalogue
from app.success.fields import fields
from app.success.roles import ROLES
from app.success.stages import stages

DOCS = Path(__file__).resolve().parents[2] / "docs"
DATA = (DOCS / "data.md").read_text(encoding="utf-8")
IMPORTING = (DOCS / "importing.md").read_text(encoding="utf-8")


def table(text: str, after: str) -> list[list[str]]:
    """The cells of the first table after some words."""
    lines = text.split(after, 1)[1].split("\n|---", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_fact_is_in_the_catalogue_as_it_is_in_the_file() -> None:
    shown = [(row[0].strip("`"), row[1], row[2], row[3]) for row in table(DATA, "| fact | group |")]
    assert shown == [(kind.name, kind.group, kind.silence, kind.about) for kind in catalogue().values()]


def test_every_field_and_stage_is_named_as_it_is_in_its_file() -> None:
    assert [(row[0].strip("`"), row[1], row[2]) for row in table(DATA, "| field | holds |")] == [
        (field.name, field.kind, field.about) for field in fields().values()
    ]
    shown = [
        (row[0].strip("`"), row[1], tuple(re.findall(r"`(\w+)`", row[2]))) for row in table(DATA, "| stage |")
    ]
    assert shown == [(stage.name, stage.about, stage.next) for stage in stages().values()]


def test_every_stage_leads_to_stages_there_are_and_every_role_is_named() -> None:
    assert {name for stage in stages().values() for name in stage.next} <= set(stages())
    assert all(f"`{role}`" in DATA for role in ROLES)


async def test_the_bodies_shown_are_taken(api: httpx.AsyncClient) -> None:
    events, accounts = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", DATA, re.DOTALL))
    parent = {"name": "Group", "external_ids": {"salesforce": "0015g00000XyZAbd", "crm": "0015g00000XyZ"}}
    await api.post("/api/v1/accounts", json=parent)
    (row,) = (await api.put("/api/v1/accounts", json=accounts)).json()["items"]
    assert row["verdict"] == "made", row
    person = {"account": "crm:0015g00000XyZ", "name": "Ana", "email": "ana@example.com"}
    await api.post("/api/v1/contacts", json=person)
    (verdict,) = (await api.post("/api/v1/events", json=events)).json()["items"]
    assert verdict["verdict"] == "accepted", verdict


def test_every_kind_of_file_is_explained_with_what_it_needs() -> None:
    shown = {row[0].strip("`"): row[2] for row in table(IMPORTING, "| kind |")}
    assert set(shown) == set(get_args(Kind))
    assert all(f"`{field}`" in shown[kind] for kind, needed in NEEDED.items() for field in needed)
