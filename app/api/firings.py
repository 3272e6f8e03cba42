"""Firings: what became true for an account, why, whose it is, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, router
from app.database import Db
from app.deps import CallerDep, DbDep, KitDep, NowDep
from app.errors import NotFound
from app.queries import firings as queries
from app.queries.firings import Filters
from app.services.act_on_firing import LONGEST_OWNER, act_on_firing
from app.services.close_firing import LONGEST_NOTE, close_firing
from app.services.quote_evidence import quoted, with_quotes
from app.tables import Firing

firings = router("firings")

Status = Literal["open", "acting", "closed"]
Priority = Literal["urgent", "high", "normal", "low"]


class FiringOut(Shape):
    """`reason` has value, previous, unit, window_days, sentence; `top` are the factors that explain it best,
    `evidence` what it rests on; `checks` holds the season, the stakeholders, what else happened, and the
    thresholds as they counted."""

    id: str
    trigger: str
    version: str
    status: Status
    priority: Priority
    title: str
    account: str
    contact: str | None
    reason: dict[str, Any]
    top: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    checks: dict[str, Any]
    owner: str | None
    owner_rule: str | None
    backup: str | None
    pod: str | None
    sla: dict[str, Any]
    play: str | None
    is_synthetic: bool
    fired_at: datetime
    due_at: datetime
    acted_at: datetime | None
    breached_at: datetime | None
    closed_at: datetime | None
    reason_code: str | None
    note: str | None
    closed_by: str | None
    outcome: dict[str, Any] | None
    link: str


class ActIn(Shape):
    owner: str | None = Field(
        None, max_length=LONGEST_OWNER, description="Whose it is from now on; nothing leaves it as it is."
    )


class CloseIn(Shape):
    reason_code: str = Field("", description="How it ended: false_positive, resolved, … Required.")
    note: str | None = Field(None, max_length=LONGEST_NOTE)
    outcome: dict[str, Any] | None = Field(None, description="What shows it: any JSON of yours.")


class FiringChange(Shape):
    owner: str | None = Field(None, max_length=LONGEST_OWNER, description="It is theirs, and acted on.")
    status: Literal["acting", "closed"] | None = Field(
        None, description="`acting` meets the clock, `closed` needs a `reason_code`."
    )
    reason_code: str | None = None
    note: str | None = Field(None, max_length=LONGEST_NOTE)


@firings.get("", response_model=Page[FiringOut])
async def index(
    db: DbDep,
    kit: KitDep,
    now: NowDep,
    status: Status | None = None,
    account: str | None = None,
    trigger: str | None = None,
    priority: Priority | None = None,
    owner: str | None = None,
    overdue: bool | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, by what is given; `overdue` are those nobody acted on in time."""
    filters = Filters(status, account, trigger, priority, owner, overdue)
    found = await queries.firings(db, filters, now, limit=limit, cursor=next)
    plays = await queries.plays_of(db, [row.id for row in found.items])
    items = [_shape(row, plays.get(row.id), kit.settings.base_url) for row in found.items]
    return {"items": items, "next": found.next}


@firings.get("/{firing_id}", response_model=FiringOut)
async def show(firing_id: str, db: DbDep, kit: KitDep) -> FiringOut:
    """One firing, its evidence with the words behind it."""
    return await _told(db, await _firing(db, firing_id), kit.settings.base_url)


@firings.post("/{firing_id}/act", response_model=FiringOut)
async def act(firing_id: str, given: ActIn, db: DbDep, kit: KitDep, now: NowDep) -> FiringOut:
    """Somebody acts: the clock is met, the first time counts. 409 when it is closed."""
    await _firing(db, firing_id)
    row = await act_on_firing(db, firing_id, now=now, owner=given.owner)
    return await _told(db, row, kit.settings.base_url)


@firings.post("/{firing_id}/close", response_model=FiringOut)
async def close(
    firing_id: str, given: CloseIn, db: DbDep, kit: KitDep, caller: CallerDep, now: NowDep
) -> FiringOut:
    """Closes it with a reason code; 409 when it was closed before."""
    await _firing(db, firing_id)
    row = await close_firing(
        db,
        firing_id,
        code=given.reason_code,
        note=given.note,
        by=caller.key_id,
        now=now,
        outcome=given.outcome,
    )
    return await _told(db, row, kit.settings.base_url)


@firings.patch("/{firing_id}", response_model=FiringOut)
async def change(
    firing_id: str, given: FiringChange, db: DbDep, kit: KitDep, caller: CallerDep, now: NowDep
) -> FiringOut:
    """Gives it to somebody, says that somebody acts, or closes it."""
    row = await _firing(db, firing_id)
    if given.owner is not None or given.status == "acting":
        row = await act_on_firing(db, firing_id, now=now, owner=given.owner)
    if given.status == "closed":
        row = await close_firing(
            db, firing_id, code=given.reason_code or "", note=given.note, by=caller.key_id, now=now
        )
    return await _told(db, row, kit.settings.base_url)


async def _firing(db: Db, firing_id: str) -> Firing:
    row = await queries.firing(db, firing_id)
    if row is None:
        raise NotFound("There is no such firing.")
    return row


async def _told(db: Db, row: Firing, base: str) -> FiringOut:
    """With the words behind facts that were heard in interviews."""
    shape = _shape(row, await queries.play_of(db, row.id), base)
    told = {"top": await with_quotes(db, row.top), "evidence": await quoted(db, row.evidence)}
    return shape.model_copy(update=told)


def _shape(row: Firing, play: str | None, base: str) -> FiringOut:
    same = row.model_dump(exclude={"workspace_id", "account_id", "contact_id", "cause"})
    return FiringOut(
        **same, account=row.account_id, contact=row.contact_id, play=play, link=f"{base}/firings/{row.id}"
    )
