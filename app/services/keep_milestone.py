"""Milestones and success plans: set, moved, reached. Reaching a milestone is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app import ids
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import facts, milestones
from app.queries.base import insert
from app.services.identify import account_of
from app.services.look_nudge import nudge_look
from app.services.take_facts import GivenFact, take_facts
from app.services.take_rows import Took
from app.tables import Milestone, SuccessPlan

KINDS: Final = ("onboarding", "plan")
STATUSES: Final = ("open", "reached", "dropped")
OURS: Final = "earshot"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class GivenMilestone:
    """`fields`: name, kind, due_on, plan_id, owner, reached_at; what is left out stays."""

    account: str
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)


async def keep_milestone(db: Db, workspace_id: str, given: GivenMilestone, *, now: datetime) -> Took:
    """The milestone, found by its key at the account. Raises NotFound, Invalid naming the field."""
    if not 1 <= len(given.key.strip()) <= 100:
        raise Invalid("A milestone's key has 1 to 100 characters.", field="key")
    found = await account_of(db, workspace_id, given.account)
    if found is None:
        raise NotFound("There is no such account.", field="account")
    known = await milestones.milestone_of(db, found.id, f"{given.key.strip()}@{found.told}")
    known = known or await milestones.milestone_of(db, found.id, given.key.strip())
    before = known.model_copy() if known else None
    row = known or _new(workspace_id, found.id, given, now)
    for name, value in given.fields.items():
        setattr(row, name, value)
    await _refuse_odd(db, row)
    if before is None:
        await insert(db, row)
    elif row.model_dump() == before.model_dump():
        return Took(row.id, "unchanged")
    else:
        await milestones.change(db, row)
    await _tell(db, before, row, now)
    await nudge_look(db, workspace_id, [found.id], now)
    return Took(row.id, "changed" if before else "made")


def _new(workspace_id: str, account_id: str, given: GivenMilestone, now: datetime) -> Milestone:
    for name in ("name", "due_on"):
        if given.fields.get(name) is None:
            raise Invalid("A new milestone needs this.", field=name)
    return Milestone(
        id=ids.new("mst"),
        workspace_id=workspace_id,
        account_id=account_id,
        key=given.key.strip(),
        name=given.fields["name"],
        due_on=given.fields["due_on"],
        created_at=now,
    )


async def _refuse_odd(db: Db, row: Milestone) -> None:
    if not 1 <= len(row.name or "") <= _LONGEST:
        raise Invalid(f"A milestone's name has 1 to {_LONGEST} characters.", field="name")
    if row.due_on is None:
        raise Invalid("A milestone has a day.", field="due_on")
    if row.kind not in KINDS:
        raise Invalid(f"Choose from: {', '.join(KINDS)}.", field="kind")
    if row.plan_id is not None:
        plan = await milestones.plan(db, row.plan_id)
        if plan is None or plan.account_id != row.account_id:
            raise NotFound("This account has no such success plan.", field="plan")


async def _tell(db: Db, before: Milestone | None, row: Milestone, now: datetime) -> None:
    """One fact while it is reached, none once somebody takes that back."""
    key = f"milestone:{row.id}"
    was, is_now = before.reached_at if before else None, row.reached_at
    if was == is_now:
        return
    await facts.forget(db, [ids.stable("fct", row.workspace_id, OURS, key)])
    if is_now is not None:
        told = GivenFact(row.account_id, "milestone.reached", min(is_now, now), label=row.key[:200], key=key)
        await take_facts(db, row.workspace_id, [told], source=OURS, now=now)


async def keep_plan(
    db: Db,
    workspace_id: str,
    fields: Mapping[str, Any],
    *,
    account: str | None = None,
    plan_id: str | None = None,
    now: datetime,
) -> SuccessPlan:
    """A new plan of an account, or one changed. Raises NotFound, Invalid naming the field."""
    row = await milestones.plan(db, plan_id) if plan_id else None
    if plan_id and row is None:
        raise NotFound("There is no such success plan.")
    if row is None:
        found = await account_of(db, workspace_id, account or "")
        if found is None:
            raise NotFound("There is no such account.", field="account")
        row = SuccessPlan(
            id=ids.new("pln"),
            workspace_id=workspace_id,
            account_id=found.id,
            title="",
            outcome="",
            created_at=now,
        )
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name in ("title", "outcome"):
        if not 1 <= len(getattr(row, name) or "") <= _LONGEST:
            raise Invalid(f"This takes 1 to {_LONGEST} characters.", field=name)
    if row.status not in STATUSES:
        raise Invalid(f"Choose from: {', '.join(STATUSES)}.", field="status")
    row.ended_at = None if row.status == "open" else row.ended_at or now
    await (milestones.change_plan(db, row) if plan_id else insert(db, row))
    await nudge_look(db, workspace_id, [row.account_id], now)
    return row
