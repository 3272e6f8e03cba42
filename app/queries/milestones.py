"""SQL for success plans and milestones: what is to be reached with an account, and by when."""

from __future__ import annotations

from datetime import date

from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.tables import Milestone, SuccessPlan


async def milestone(db: Db, milestone_id: str) -> Milestone | None:
    return await one(
        db, Milestone, "SELECT * FROM milestones WHERE id = %(id)s FOR NO KEY UPDATE", id=milestone_id
    )


async def milestone_of(db: Db, account_id: str, key: str) -> Milestone | None:
    """An account's milestone by its key, held until the transaction ends."""
    return await one(
        db,
        Milestone,
        "SELECT * FROM milestones WHERE account_id = %(account)s AND key = %(key)s FOR NO KEY UPDATE",
        account=account_id,
        key=key,
    )


async def milestones(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    account_id: str | None = None,
    overdue_on: date | None = None,
) -> Page[Milestone]:
    """Newest first, of one account or overdue on a day if given."""
    found = await many(
        db,
        Milestone,
        "SELECT * FROM milestones WHERE id < %(after)s"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        " AND (%(overdue)s::date IS NULL OR (reached_at IS NULL AND due_on < %(overdue)s))"
        " ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
        overdue=overdue_on,
    )
    return page(found, limit)


async def of_account(db: Db, account_id: str) -> list[Milestone]:
    """What is open by its day, then what was reached, newest first."""
    return await many(
        db,
        Milestone,
        "SELECT * FROM milestones WHERE account_id = %(id)s"
        " ORDER BY reached_at DESC NULLS FIRST, due_on, id LIMIT 100",
        id=account_id,
    )


async def change(db: Db, row: Milestone) -> None:
    await run(
        db,
        "UPDATE milestones SET plan_id = %(plan_id)s, name = %(name)s, kind = %(kind)s, due_on = %(due_on)s,"
        " reached_at = %(reached_at)s, owner = %(owner)s WHERE id = %(id)s",
        **row.model_dump(exclude={"workspace_id", "account_id", "key", "created_at"}),
    )


async def plan(db: Db, plan_id: str) -> SuccessPlan | None:
    return await one(
        db, SuccessPlan, "SELECT * FROM success_plans WHERE id = %(id)s FOR NO KEY UPDATE", id=plan_id
    )


async def plans(
    db: Db, *, limit: int, cursor: str | None = None, account_id: str | None = None
) -> Page[SuccessPlan]:
    """Newest first, of one account if given."""
    found = await many(
        db,
        SuccessPlan,
        "SELECT * FROM success_plans WHERE id < %(after)s"
        " AND (%(account)s::text IS NULL OR account_id = %(account)s) ORDER BY id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        account=account_id,
    )
    return page(found, limit)


async def change_plan(db: Db, row: SuccessPlan) -> None:
    await run(
        db,
        "UPDATE success_plans SET title = %(title)s, outcome = %(outcome)s, status = %(status)s,"
        " due_on = %(due_on)s, ended_at = %(ended_at)s WHERE id = %(id)s",
        **row.model_dump(exclude={"workspace_id", "account_id", "created_at"}),
    )
