"""Two accounts become one and two again: nothing is lost, nothing is left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from sqlmodel import SQLModel

from app import ids
from app.by import By
from app.database import Database, Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, identities, merges
from app.queries.base import insert, one, value
from app.services.identify import identify
from app.services.merge_accounts import merge_accounts, unmerge_accounts
from app.services.set_field import set_field
from app.services.take_facts import GivenFact, take_facts
from app.tables import Account, Contact, Contract, Fact, Milestone, Task, Workspace
from tests.app.rows import ORDER, example

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AUDIT = ("account_merges", "procrastinate_jobs")


def by(workspace: Workspace) -> By:
    return By(workspace.id, NOW)


async def account(db: Db, workspace: Workspace, **more: Any) -> Account:
    given = {"name": "Contoso"} | more
    return await insert(db, Account(id=ids.new("acc"), workspace_id=workspace.id, **given))


async def everything(db: Db, workspace: Workspace) -> dict[str, list[str]]:
    """Every row of every table, but for the audit and when an account is to be looked at."""
    found: dict[str, list[str]] = {}
    for table in ORDER:
        if table.name in AUDIT:
            continue
        statement = sql.SQL(
            "SELECT (to_jsonb(t) - 'look_at')::text AS row FROM {} t WHERE workspace_id = {}"
        ).format(sql.Identifier(table.name), workspace.id)
        lines = await (await db.execute(statement)).fetchall()
        found[table.name] = sorted(str(line["row"]) for line in lines)
    return found


async def belongings(db: Db, owner: Account, made: dict[str, Any]) -> dict[str, Any]:
    """A row of every table an account can have, tied to each other as in life; what is no account's is
    shared with those `made` before."""
    made = made | {"accounts": owner}
    for table in ORDER:
        is_its = "account_id" in table.columns
        if table.name not in ("accounts", *AUDIT) and (is_its or table.name not in made):
            made[table.name] = await insert(db, example(table, made))
    return made


def test_it_is_decided_of_every_table_with_an_account_whether_its_rows_move() -> None:
    tied = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for reference in column.foreign_keys
        if reference.column.table.name == "accounts" and column.name == "account_id"
    }
    assert tied == {*merges.MOVED, *merges.FOLLOWING, *merges.STAYING}


async def test_everything_moves_and_moves_back_without_a_trace(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        kept = await account(db, workspace)
        merged = await account(db, workspace, name="Contoso GmbH", domain="contoso.com", csm="Ana")
        made = await belongings(db, kept, {"workspaces": workspace})
        await belongings(db, merged, made)
        for one_of in (kept, merged):
            await identities.set_external_ids(db, one_of.id)
        before = await everything(db, workspace)
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        for table in (*merges.MOVED, *merges.FOLLOWING):
            counted = sql.SQL("SELECT count(*) AS n FROM {} WHERE account_id = {}").format(
                sql.Identifier(table), merged.id
            )
            left = await (await db.execute(counted)).fetchone()
            assert left == {"n": 0}, table
        await unmerge_accounts(db, merged.id, by(workspace))
        assert await everything(db, workspace) == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_merging_and_taking_it_back_changes_nothing(
    database: Database, workspace: Workspace, data: st.DataObject
) -> None:
    """Any accounts, in any family, with any of a few names in common, merged in any order."""
    async with database.workspace(workspace.id) as db:
        made = [
            await account(
                db,
                workspace,
                name=f"A{number}",
                domain=data.draw(st.sampled_from([None, "a.com"])),
                arr_cents=data.draw(st.sampled_from([None, 0, 500_000])),
                renewal_on=data.draw(st.sampled_from([None, date(2026, 9, 1)])),
            )
            for number in range(4)
        ]
        for place, child in enumerate(made[1:], 1):
            parent = data.draw(st.sampled_from([None, *made[:place]]))
            await accounts.set_parent(db, child.id, parent.id if parent else None)
        for one_of in made:
            await some_belongings(db, workspace, one_of, data)
        before = await everything(db, workspace)
        done = []
        for _ in range(data.draw(st.integers(1, 3))):
            free = [one_of for one_of in made if one_of.id not in done]
            kept, merged = data.draw(st.permutations(free))[:2]
            await merge_accounts(db, kept.id, merged.id, by(workspace))
            done.append(merged.id)
        assert await has_no_circle(db)
        for merged_id in reversed(done):
            await unmerge_accounts(db, merged_id, by(workspace))
        assert await everything(db, workspace) == before


async def some_belongings(db: Db, workspace: Workspace, owner: Account, data: st.DataObject) -> None:
    person = await insert(
        db, Contact(id=ids.new("con"), workspace_id=workspace.id, account_id=owner.id, name="Ana")
    )
    for key in data.draw(st.sets(st.sampled_from(["2025", "2026"]))):
        await insert(
            db,
            Contract(
                id=ids.new("ctr"),
                workspace_id=workspace.id,
                account_id=owner.id,
                key=key,
                arr_cents=data.draw(st.integers(0, 10**9)),
                starts_on=date(2025, 1, 1),
                renews_on=date(2026, 12, 1),
                outcome=data.draw(st.sampled_from([None, "churned"])),
                source="crm",
            ),
        )
    for key in data.draw(st.sets(st.sampled_from(["live", "trained"]))):
        await insert(
            db,
            Milestone(
                id=ids.new("mst"),
                workspace_id=workspace.id,
                account_id=owner.id,
                key=key,
                name=key,
                due_on=date(2026, 5, 1),
            ),
        )
    for system in data.draw(st.sets(st.sampled_from(["crm", "billing"]))):
        await identify(db, workspace.id, owner.id, system, ids.new("x"))
    for name in data.draw(st.sets(st.sampled_from(["industry", "custom.size"]))):
        await set_field(
            db,
            workspace.id,
            owner.id,
            name,
            data.draw(st.sampled_from(["a", "b"])),
            source="crm",
            at=NOW,
            now=NOW,
        )
    given_facts = [
        GivenFact(
            owner.id, "usage.ui", NOW, contact=data.draw(st.sampled_from([None, person.id])), key=ids.new("k")
        )
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    await take_facts(db, workspace.id, given_facts, source="product", now=NOW)


async def has_no_circle(db: Db) -> bool:
    longest = await value(
        db,
        "WITH RECURSIVE up AS (SELECT id, parent_id, 0 AS step FROM accounts UNION"
        " SELECT u.id, a.parent_id, u.step + 1 FROM up u JOIN accounts a ON a.id = u.parent_id"
        " WHERE u.step < 50) SELECT max(step) FROM up",
    )
    return bool(longest < 50)


async def test_the_kept_accounts_values_stand_and_what_it_lacks_is_filled(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        kept = await account(db, workspace, segment="enterprise")
        merged = await account(db, workspace, segment="smb", domain="contoso.com", arr_cents=900)
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        now_held = await accounts.account(db, kept.id)
    assert now_held is not None
    assert (now_held.segment, now_held.domain, now_held.arr_cents) == ("enterprise", "contoso.com", 900)


async def test_contracts_add_up_and_keep_their_names_apart(database: Database, workspace: Workspace) -> None:
    async with database.workspace(workspace.id) as db:
        kept, merged = await account(db, workspace), await account(db, workspace)
        for owner, cents in ((kept, 500), (merged, 300)):
            await insert(
                db,
                Contract(
                    id=ids.new("ctr"),
                    workspace_id=workspace.id,
                    account_id=owner.id,
                    key="2026",
                    arr_cents=cents,
                    starts_on=date(2026, 1, 1),
                    renews_on=date(2027, 1, 1),
                    source="crm",
                ),
            )
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        now_held = await accounts.account(db, kept.id)
        keys = await value(db, "SELECT array_agg(key ORDER BY arr_cents) FROM contracts")
    assert now_held is not None
    assert now_held.arr_cents == 800
    assert keys == [f"2026@{merged.id}", "2026"]


async def test_the_id_of_either_elsewhere_leads_to_the_kept_account(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        kept, merged = await account(db, workspace), await account(db, workspace)
        await identify(db, workspace.id, merged.id, "crm", "X-1")
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        found = await identities.accounts_named(db, workspace.id, ["crm:x-1", merged.id])
        now_held = await accounts.account(db, kept.id)
    assert {one_of.id for one_of in found.values()} == {kept.id}
    assert now_held is not None
    assert now_held.external_ids == {"crm": "X-1"}


async def test_what_came_in_between_goes_where_it_was_told_or_to_whom_it_belongs(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        kept, merged = await account(db, workspace), await account(db, workspace)
        ana = await insert(
            db, Contact(id=ids.new("con"), workspace_id=workspace.id, account_id=merged.id, name="Ana")
        )
        await identify(db, workspace.id, merged.id, "crm", "X-1")
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        told = (("of kept", kept.id, None), ("of merged", "crm:X-1", None), ("of ana", kept.id, ana.id))
        facts = [GivenFact(name, "usage.ui", NOW, contact=who, key=key) for key, name, who in told]
        await take_facts(db, workspace.id, facts, source="product", now=NOW)
        for title, who in (("ours", None), ("hers", ana.id)):
            await insert(
                db,
                Task(
                    id=ids.new("task"),
                    workspace_id=workspace.id,
                    kind="play",
                    title=title,
                    reason="play",
                    account_id=kept.id,
                    contact_id=who,
                    due_at=NOW,
                ),
            )
        await unmerge_accounts(db, merged.id, by(workspace))
        where = {
            key: await one(db, Fact, "SELECT * FROM facts WHERE id = %(id)s", id=fact_id)
            for key, fact_id in ((key, ids.stable("fct", workspace.id, "product", key)) for key, _, _ in told)
        }
        tasks = await value(db, "SELECT jsonb_object_agg(title, account_id) FROM tasks")
    assert {key: fact and (fact.account_id, fact.merged_from) for key, fact in where.items()} == {
        "of kept": (kept.id, None),
        "of merged": (merged.id, None),
        "of ana": (merged.id, None),
    }
    assert tasks == {"ours": kept.id, "hers": merged.id}


async def test_a_newer_word_on_a_filled_field_stays_when_the_merge_is_taken_back(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        kept, merged = await account(db, workspace), await account(db, workspace)
        for name in ("industry", "tier"):
            await set_field(db, workspace.id, merged.id, name, "old", source="crm", at=NOW, now=NOW)
        await merge_accounts(db, kept.id, merged.id, by(workspace))
        later = NOW + timedelta(hours=1)
        await set_field(db, workspace.id, kept.id, "tier", "new", source="crm", at=later, now=later)
        await unmerge_accounts(db, merged.id, by(workspace))
        now_held = await accounts.account(db, kept.id)
    assert now_held is not None
    assert (now_held.industry, now_held.tier) == (None, "new")


async def test_a_parent_merged_into_its_grandchild_makes_no_circle(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        top = await account(db, workspace)
        middle = await account(db, workspace, parent_id=top.id)
        low = await account(db, workspace, parent_id=middle.id)
        await merge_accounts(db, low.id, top.id, by(workspace))
        assert await has_no_circle(db)
        child = await accounts.account(db, middle.id)
    assert child is not None
    assert child.parent_id == low.id


async def test_what_cannot_be_merged_is_refused_with_a_sentence(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    async with database.workspace(other_workspace.id) as db:
        foreign = await account(db, other_workspace)
    async with database.workspace(workspace.id) as db:
        first, second, third = [await account(db, workspace) for _ in range(3)]
        with pytest.raises(Invalid, match="itself"):
            await merge_accounts(db, first.id, first.id, by(workspace))
        with pytest.raises(NotFound):
            await merge_accounts(db, first.id, foreign.id, by(workspace))
        with pytest.raises(Conflict, match="not merged"):
            await unmerge_accounts(db, second.id, by(workspace))
        await merge_accounts(db, first.id, second.id, by(workspace))
        with pytest.raises(Conflict, match="already"):
            await merge_accounts(db, third.id, second.id, by(workspace))
        await merge_accounts(db, third.id, first.id, by(workspace))
        with pytest.raises(Conflict, match="take that back first"):
            await unmerge_accounts(db, second.id, by(workspace))
