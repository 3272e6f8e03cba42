"""What is done to an account and what is known of it: merged, moved to a stage, named elsewhere; its past."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.accounts import AccountOut, account_or_404, account_shape
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.by import By
from app.deps import CallerDep, DbDep, NowDep
from app.queries import account_fields, identities, lookalikes, merges, timeline
from app.services.identify import identify
from app.services.merge_accounts import merge_accounts, unmerge_accounts
from app.services.set_stage import set_stage
from app.tables import AccountMerge

acts = router("accounts")


class MergeIn(Shape):
    account: str = Field("", max_length=100, description="Required: the account to merge into this one.")
    reason: str | None = Field(None, max_length=500)


class StageIn(Shape):
    stage: str = Field("", max_length=50, description="Required: one of the stages.")


class IdentityIn(Shape):
    system: str = Field("", max_length=50, description="Required: as in `salesforce`.")
    external_id: str = Field("", max_length=200, description="Required: the account's id there.")


class MergeOut(Shape):
    id: str
    kept: str
    merged: str
    reason: str | None
    merged_at: datetime
    undone_at: datetime | None


class IdentityOut(Shape):
    """`account` is whose id it is; one merged into this account keeps its ids."""

    system: str
    external_id: str
    account: str
    created_at: datetime


class FieldOut(Shape):
    """A field, who said it and when it was so; `stale` once its source has been silent for too long."""

    name: str
    value: Any
    previous: Any
    source: str
    at: datetime
    received_at: datetime
    fresh_until: datetime | None
    stale: bool


class MomentOut(Shape):
    """Of facts that come often, one item stands for a day, and `value` adds them up."""

    at: datetime
    kind: Literal["fact", "facts", "interview", "firing", "closed", "score", "play", "task", "merge"]
    id: str
    title: str
    detail: str | None
    value: float | None
    source: str | None
    contact: str | None


class LookalikeOut(Shape):
    id: str
    name: str
    domain: str | None
    why: Literal["domain", "people", "name"]


class Items(Shape):
    items: list[Any]


@acts.post("/{account_id}/merge", response_model=MergeOut)
async def merge(account_id: str, given: MergeIn, db: DbDep, caller: CallerDep, now: NowDep) -> MergeOut:
    """Makes the other account this one: everything moves here, and its ids lead here from then on."""
    await account_or_404(db, account_id)
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    return _merge(await merge_accounts(db, account_id, given.account, by, reason=given.reason))


@acts.post("/{account_id}/unmerge", response_model=MergeOut)
async def unmerge(account_id: str, db: DbDep, caller: CallerDep, now: NowDep) -> MergeOut:
    """Makes this merged account one of its own again, with everything it had."""
    await account_or_404(db, account_id)
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    return _merge(await unmerge_accounts(db, account_id, by))


@acts.get("/{account_id}/merges", response_model=Items)
async def merged(account_id: str, db: DbDep) -> Items:
    """What was merged into this account and what it was merged into, newest first."""
    await account_or_404(db, account_id)
    return Items(items=[_merge(row) for row in await merges.merges_of(db, account_id)])


@acts.get("/{account_id}/lookalikes", response_model=Items)
async def alike(account_id: str, db: DbDep) -> Items:
    """Accounts that may be the same company. Nothing is merged unless somebody says so."""
    await account_or_404(db, account_id)
    found = await lookalikes.lookalikes(db, account_id)
    return Items(items=[LookalikeOut.model_validate(one) for one in found])


@acts.post("/{account_id}/stage", response_model=AccountOut)
async def enter(account_id: str, given: StageIn, db: DbDep, caller: CallerDep, now: NowDep) -> AccountOut:
    """Moves the account to a stage that may follow on its own; a `stage` fact says when."""
    await account_or_404(db, account_id)
    await set_stage(db, caller.workspace_id, account_id, given.stage, source="api", now=now)
    return account_shape(await account_or_404(db, account_id))


@acts.get("/{account_id}/identities", response_model=Items)
async def named(account_id: str, db: DbDep) -> Items:
    """What the account is called elsewhere."""
    await account_or_404(db, account_id)
    return Items(
        items=[
            IdentityOut(
                system=one.system,
                external_id=one.external_id,
                account=one.account_id,
                created_at=one.created_at,
            )
            for one in await identities.of_account(db, account_id)
        ]
    )


@acts.post("/{account_id}/identities", status_code=status.HTTP_201_CREATED, response_model=IdentityOut)
async def name(account_id: str, given: IdentityIn, db: DbDep, caller: CallerDep) -> IdentityOut:
    """Ties an id elsewhere to the account. One that belongs to another account is refused."""
    await account_or_404(db, account_id)
    tied = await identify(db, caller.workspace_id, account_id, given.system, given.external_id)
    one = tied.identity
    return IdentityOut(
        system=one.system, external_id=one.external_id, account=one.account_id, created_at=one.created_at
    )


@acts.get("/{account_id}/fields", response_model=Items)
async def fields(account_id: str, db: DbDep, now: NowDep) -> Items:
    """Every field that was told, with who said it, when, and whether it is stale."""
    await account_or_404(db, account_id)
    return Items(
        items=[
            FieldOut(
                name=one.name,
                value=one.value,
                previous=one.previous,
                source=one.source,
                at=one.at,
                received_at=one.received_at,
                fresh_until=one.fresh_until,
                stale=one.fresh_until is not None and one.fresh_until < now,
            )
            for one in await account_fields.with_freshness(db, account_id)
        ]
    )


@acts.get("/{account_id}/timeline", response_model=Page[MomentOut])
async def past(account_id: str, db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """What happened, newest first: facts, interviews, scores, firings, plays, tasks, merges."""
    await account_or_404(db, account_id)
    return page(await timeline.timeline(db, account_id, limit=limit, cursor=next), lambda row: row)


def _merge(row: AccountMerge) -> MergeOut:
    return MergeOut(
        id=row.id,
        kept=row.kept_id,
        merged=row.merged_id,
        reason=row.reason,
        merged_at=row.created_at,
        undone_at=row.undone_at,
    )
