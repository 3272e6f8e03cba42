"""Success plans: what an account wants to reach with us, in its own terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.deps import CallerDep, DbDep, NowDep
from app.errors import NotFound
from app.queries import milestones as queries
from app.services.keep_milestone import keep_plan
from app.tables import SuccessPlan

success_plans = router("success-plans")


class PlanFields(Shape):
    """What is left out stays."""

    title: str | None = Field(None, min_length=1, max_length=200)
    outcome: str | None = Field(None, min_length=1, max_length=200, description="The result, in their words.")
    status: Literal["open", "reached", "dropped"] | None = None
    due_on: date | None = None

    def told(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in PlanFields.model_fields}
        may_be_empty = {"due_on"} & self.model_fields_set
        return {name: value for name, value in sent.items() if value is not None or name in may_be_empty}


class PlanIn(PlanFields):
    account: str = Field(max_length=300, description="The account's id, or `system:id`.")
    title: str = Field(min_length=1, max_length=200)
    outcome: str = Field(min_length=1, max_length=200, description="The result, in their words.")


class PlanOut(Shape):
    id: str
    account: str
    title: str
    outcome: str
    status: str
    due_on: date | None
    created_at: datetime
    ended_at: datetime | None


@success_plans.post("", status_code=status.HTTP_201_CREATED, response_model=PlanOut)
async def create(given: PlanIn, db: DbDep, caller: CallerDep, now: NowDep) -> PlanOut:
    """Adds a plan; its milestones name it."""
    row = await keep_plan(db, caller.workspace_id, given.told(), account=given.account, now=now)
    return _shape(row)


@success_plans.get("", response_model=Page[PlanOut])
async def index(
    db: DbDep, account: str | None = None, limit: Limit = 50, next: Next = None
) -> dict[str, Any]:
    """Newest first, of one account if given."""
    return page(await queries.plans(db, limit=limit, cursor=next, account_id=account), _shape)


@success_plans.get("/{plan_id}", response_model=PlanOut)
async def show(plan_id: str, db: DbDep) -> PlanOut:
    """One plan."""
    row = await queries.plan(db, plan_id)
    if row is None:
        raise NotFound("There is no such success plan.")
    return _shape(row)


@success_plans.patch("/{plan_id}", response_model=PlanOut)
async def change(plan_id: str, given: PlanFields, db: DbDep, caller: CallerDep, now: NowDep) -> PlanOut:
    """Changes what is given; a plan reached or dropped has ended."""
    return _shape(await keep_plan(db, caller.workspace_id, given.told(), plan_id=plan_id, now=now))


def _shape(row: SuccessPlan) -> PlanOut:
    same = {name: getattr(row, name) for name in PlanOut.model_fields if hasattr(row, name)}
    return PlanOut(**same, account=row.account_id)
