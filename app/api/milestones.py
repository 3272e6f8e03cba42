"""Milestones: steps of onboarding or of a success plan, with the day they are due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from app.api.rows import Batch, RowsOut, answer, parted
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import NotFound
from app.queries import milestones as queries
from app.services.keep_milestone import GivenMilestone, keep_milestone
from app.services.take_rows import MOST, Took, take_rows
from app.tables import Milestone

milestones = router("milestones")


class MilestoneFields(Shape):
    """What is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    kind: Literal["onboarding", "plan"] | None = None
    due_on: date | None = None
    plan: str | None = Field(None, max_length=100, description="The success plan it belongs to.")
    owner: str | None = Field(None, max_length=200)
    reached_at: AwareDatetime | None = Field(None, description="When it was reached; null takes it back.")

    def told(self) -> dict[str, Any]:
        """Only what was sent; what a milestone cannot be without is never emptied."""
        sent = {name: getattr(self, name) for name in MilestoneFields.model_fields}
        may_be_empty = {"plan", "owner", "reached_at"} & self.model_fields_set
        told = {name: value for name, value in sent.items() if value is not None or name in may_be_empty}
        return {("plan_id" if name == "plan" else name): value for name, value in told.items()}


class MilestoneRow(MilestoneFields):
    account: str = Field(max_length=300, description="The account's id, or `system:id`.")
    key: str = Field(max_length=100, description="The milestone's name within the account, as in `live`.")


class MilestonesIn(Batch):
    milestones: list[Any] = Field(
        max_length=MOST,
        description=f"Up to {MOST:,} milestones, each found by its account and key, else made.",
        json_schema_extra={"items": MilestoneRow.model_json_schema()},
    )


class MilestoneOut(Shape):
    id: str
    account: str
    plan: str | None
    key: str
    name: str
    kind: str
    due_on: date
    reached_at: datetime | None
    overdue: bool
    owner: str | None
    created_at: datetime


@milestones.put("", response_model=RowsOut)
async def upsert(given: MilestonesIn, db: DbDep, caller: CallerDep, now: NowDep) -> RowsOut:
    """Adds or changes many, each with its own verdict."""
    good, refused = parted(MilestoneRow, given.milestones)

    async def keep(row: MilestoneRow) -> Took:
        told = GivenMilestone(row.account, row.key, row.told())
        return await keep_milestone(db, caller.workspace_id, told, now=now)

    return answer(len(given.milestones), refused, await take_rows(db, good, keep, dry_run=given.dry_run))


@milestones.get("", response_model=Page[MilestoneOut])
async def index(
    db: DbDep,
    now: NowDep,
    account: str | None = None,
    overdue: bool = False,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of one account, or only those overdue today."""
    found = await queries.milestones(
        db, limit=limit, cursor=next, account_id=account, overdue_on=now.date() if overdue else None
    )
    return page(found, lambda row: _shape(row, now))


@milestones.get("/{milestone_id}", response_model=MilestoneOut)
async def show(milestone_id: str, db: DbDep, now: NowDep) -> MilestoneOut:
    """One milestone."""
    return _shape(await _milestone(db, milestone_id), now)


@milestones.patch("/{milestone_id}", response_model=MilestoneOut)
async def change(
    milestone_id: str, given: MilestoneFields, db: DbDep, caller: CallerDep, now: NowDep
) -> MilestoneOut:
    """Changes what is given: another day, reached or not."""
    row = await _milestone(db, milestone_id)
    told = GivenMilestone(row.account_id, row.key, given.told())
    await keep_milestone(db, caller.workspace_id, told, now=now)
    return _shape(await _milestone(db, milestone_id), now)


async def _milestone(db: Db, milestone_id: str) -> Milestone:
    row = await queries.milestone(db, milestone_id)
    if row is None:
        raise NotFound("There is no such milestone.")
    return row


def _shape(row: Milestone, now: datetime) -> MilestoneOut:
    same = {name: getattr(row, name) for name in MilestoneOut.model_fields if hasattr(row, name)}
    overdue = row.reached_at is None and row.due_on < now.date()
    return MilestoneOut(**same, account=row.account_id, plan=row.plan_id, overdue=overdue)
