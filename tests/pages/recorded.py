"""What is kept about an account, its words chosen by the test."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import ids
from app.database import Db
from app.queries.base import insert
from app.tables import (
    Account,
    AccountField,
    AccountMerge,
    Contact,
    Contract,
    Fact,
    Identity,
    ImportRun,
    Milestone,
    Source,
    SuccessPlan,
)


async def recorded(db: Db, account: Account, contact: Contact, said: str, now: datetime) -> Source:
    """A source that has gone silent, a field it told, a contract, a plan with a late step, a fact, a file, a
    child, and another account that was merged in."""
    workspace_id, account_id = account.workspace_id, account.id
    its = {"workspace_id": workspace_id, "account_id": account_id}
    source = Source(
        id=ids.new("src"),
        workspace_id=workspace_id,
        name=f"crm{said}",
        kind="crm",
        status="connected",
        owner=f"Ana{said}",
        fresh_hours=24,
        facts_count=7,
        rejected_count=1,
        last_fact_at=now - timedelta(days=3),
        last_error=f"account: There is no such account.{said}",
    )
    plan = SuccessPlan(id=ids.new("pln"), title=f"Live in May{said}", outcome=f"One report{said}", **its)
    merged = Account(
        id=ids.new("acc"), workspace_id=workspace_id, name=f"Bramble Ltd{said}", merged_into_id=account_id
    )
    rows = [
        source,
        AccountField(
            id=ids.new("fld"),
            name="custom.owner",
            value=f"North{said}",
            previous=f"South{said}",
            source=source.name,
            at=now - timedelta(days=3),
            received_at=now - timedelta(days=3),
            **its,
        ),
        Contract(
            id=ids.new("ctr"),
            key=f"2026{said}",
            arr_cents=4_800_000,
            starts_on=now.date() - timedelta(days=300),
            renews_on=now.date() + timedelta(days=65),
            source=source.name,
            **its,
        ),
        plan,
        Milestone(
            id=ids.new("mst"),
            plan_id=plan.id,
            key="live",
            name=f"Live{said}",
            due_on=now.date() - timedelta(days=2),
            owner=f"Jo{said}",
            **its,
        ),
        Fact(
            id=ids.new("fct"),
            contact_id=contact.id,
            name="support.opened",
            label=f"p1{said}",
            at=now - timedelta(hours=5),
            source=source.name,
            **its,
        ),
        Identity(
            id=ids.new("idn"),
            system="crm",
            object="account",
            external_id=f"7{said}",
            folded=ids.new("f"),
            **its,
        ),
        merged,
        AccountMerge(
            id=ids.new("mrg"),
            workspace_id=workspace_id,
            kept_id=account_id,
            merged_id=merged.id,
            reason=f"One company{said}",
        ),
        Account(
            id=ids.new("acc"), workspace_id=workspace_id, name=f"Bramble North{said}", parent_id=account_id
        ),
        ImportRun(
            id=ids.new("imp"),
            workspace_id=workspace_id,
            kind="accounts",
            sha256=ids.new("sha"),
            file_name=f"accounts{said}.csv",
            rows=2,
            made=1,
            refused=1,
            problems=[{"line": 3, "field": "name", "message": f"An account needs a name.{said}"}],
        ),
    ]
    for row in rows:
        await insert(db, row)
    return source
