"""How the demo's accounts live: each arc, told week by week, fires what it is there to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.demo.arcs import arcs, casting, history
from app.demo.chronicle import renewing, write_facts, write_record, write_sources, write_stage
from app.demo.company import ACCOUNTS, DemoAccount
from app.demo.life import mornings
from app.demo.seed import SEED
from app.queries.base import insert, insert_many
from app.services.look_at_account import look_at_accounts
from app.tables import Account, Contact, Workspace

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
WEEKS = 6
SHOWN = {
    "stalled": "milestone-stalled",
    "fading": "usage-drop",
    "storm": "support-escalation",
    "renewing": "renewal-checkpoint",
}
"""A stall, a fall of use, a severe case and a renewal in doubt: seen early, one by one."""


async def fired(database: Database, workspace: Workspace, arc_name: str) -> set[str]:
    """The triggers that fired on an account of that arc within its last weeks."""
    arc, began = arcs()[arc_name], NOW - timedelta(weeks=WEEKS)
    account = DemoAccount(
        name="Quay Foods",
        domain="quay.example",
        segment="mid-market",
        arr_cents=6_000_000,
        renewal_on=NOW.date() + timedelta(days=300),
        csm="Ruth Okonjo",
        external_id="HLY-1",
        seats=100,
        contacts=(),
    )
    known = renewing(account, arc, NOW.date())
    own: dict[str, Any] = {"workspace_id": workspace.id, "account_id": ids.new("acc")}
    row = Account(
        id=own["account_id"],
        workspace_id=workspace.id,
        name=known.name,
        segment=known.segment,
        arr_cents=known.arr_cents,
        renewal_on=known.renewal_on,
        csm=known.csm,
    )
    people = [
        Contact(id=ids.new("con"), name=name, role=role, **own)
        for name, role in (("Mara", "champion"), ("Bo", "admin"), ("Ivo", "end user"))
    ]
    told = history(arc, len(people), known.seats, SEED, NOW)
    since: datetime | None = None
    async with database.workspace(workspace.id) as db:
        await insert(db, row)
        await insert_many(db, people)
        await write_record(db, row, known, arc, began, NOW.date())
        await write_stage(db, row, arc, began)
        for until in mornings(began, NOW):
            new = [one for one in told if (since is None or one.at > since) and one.at <= until]
            await write_facts(db, row, people, new, until)
            await look_at_accounts(db, [row.id], until)
            since = until
        found = await db.execute("SELECT trigger FROM firings")
        return {line["trigger"] for line in await found.fetchall()}


async def test_the_systems_that_told_the_demo_are_listed(database: Database, workspace: Workspace) -> None:
    told = [one for arc in arcs().values() for one in history(arc, 3, 20, SEED, NOW)]
    async with database.workspace(workspace.id) as db:
        await write_sources(db, workspace.id, told, NOW)
        found = await (await db.execute("SELECT kind, facts_count FROM sources")).fetchall()
    assert {row["kind"] for row in found} == {"crm", "product", "support", "billing", "feedback"}
    assert sum(row["facts_count"] for row in found) == len(told)


@pytest.mark.parametrize(("arc", "trigger"), SHOWN.items())
async def test_an_arc_fires_what_it_is_there_to_show(
    database: Database, workspace: Workspace, arc: str, trigger: str
) -> None:
    assert trigger in await fired(database, workspace, arc)


async def test_nothing_fires_where_all_is_well(database: Database, workspace: Workspace) -> None:
    assert await fired(database, workspace, "steady") == set()


def test_the_forty_live_every_arc_there_is_but_that_of_those_who_left() -> None:
    assert {arc.name for arc in casting(SEED, ACCOUNTS)} == set(arcs()) - {"gone"}
    assert casting(SEED, ACCOUNTS) == casting(SEED, ACCOUNTS)
