"""Definitions as texts, of every kind: what ships, the workspace's versions and drafts, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, router
from app.by import By
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import Conflict, NotFound
from app.queries import policies as rows
from app.services.keep_policy import LONGEST_NOTE, LONGEST_TEXT, go_live, roll_back, save_draft, switch
from app.services.policy_library import ALONE, check_text, kept, name_in
from app.services.policy_readers import READERS
from app.tables import Policy

policies = router("policies")

Kind = Literal["health", "trigger", "play", "segment", "contact", "hours", "thresholds", "reason_codes"]


class PolicyOut(Shape):
    """A version of a definition. `id` and `number` are null for the text that ships; `status` is shipped,
    draft, live, off or retired. `holds` says whether it is what the workspace goes by."""

    id: str | None
    kind: str
    name: str
    number: int | None
    status: str
    holds: bool
    note: str | None
    created_at: datetime | None
    live_at: datetime | None
    text: str


class TextIn(Shape):
    kind: Kind
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, description="The definition as TOML.")
    note: str | None = Field(None, max_length=LONGEST_NOTE, description="What is new.")


class CheckIn(Shape):
    kind: Kind
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


class ProblemOut(Shape):
    line: int | None
    field: str
    sentence: str


class CheckOut(Shape):
    """`problems` keep the text from holding; `name` is the one it gives itself."""

    is_valid: bool
    name: str
    problems: list[ProblemOut]


class NamedIn(Shape):
    kind: Kind
    name: str = Field(min_length=1, max_length=60)


class SwitchIn(NamedIn):
    on: bool


class RollBackIn(NamedIn):
    number: int | None = Field(None, ge=1, description="The version; null for the text that ships.")


@policies.get("", response_model=Page[PolicyOut])
async def index(
    db: DbDep, kind: Kind | None = None, name: str | None = None, limit: Limit = 50, next: Next = None
) -> dict[str, Any]:
    """Every version there is, by kind and name: the newest first, what ships last."""
    found = list(_every(await rows.every(db, kind=kind, name=name), kind, name))
    keys = [_key(one) for one in found]
    start = keys.index(next) + 1 if next in keys else 0
    part = found[start : start + limit]
    return {"items": part, "next": _key(part[-1]) if start + limit < len(found) else None}


@policies.post("", status_code=status.HTTP_201_CREATED, response_model=PolicyOut)
async def draft(given: TextIn, db: DbDep, caller: CallerDep, now: NowDep) -> PolicyOut:
    """Keeps a text as the draft of the name it gives itself. It changes nothing until it is live."""
    name = name_in(given.kind, given.text)
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    return _shape(await save_draft(db, by, given.kind, name, given.text, given.note))


@policies.post("/check", response_model=CheckOut)
async def check(given: CheckIn) -> CheckOut:
    """What speaks against a text, with line and field. Nothing is kept."""
    found = check_text(given.kind, given.kind if given.kind in ALONE else None, given.text)
    problems = [ProblemOut(line=one.line, field=one.field, sentence=one.sentence) for one in found.problems]
    return CheckOut(is_valid=not problems, name=found.name, problems=problems)


@policies.post("/switch", response_model=PolicyOut)
async def turn(given: SwitchIn, db: DbDep, caller: CallerDep, now: NowDep) -> PolicyOut:
    """Turns a definition on or off. 409 for what there is one of: change its text instead."""
    one = await kept(db, given.kind, given.name)
    if given.kind in ALONE:
        raise Conflict("This one cannot be switched off; change its text instead.")
    if not one.is_shipped and all(row.status == "draft" for row in one.versions):
        raise Conflict("It is only a draft. Let it go live instead.")
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    return _shape(await switch(db, by, given.kind, given.name, on=given.on))


@policies.post("/roll-back", response_model=PolicyOut)
async def back(given: RollBackIn, db: DbDep, caller: CallerDep, now: NowDep) -> PolicyOut:
    """An older version's text holds again, as a new version; or the text that ships."""
    await kept(db, given.kind, given.name)
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    row = await roll_back(db, by, given.kind, given.name, given.number)
    return _shipped(given.kind, given.name, holds=True) if row is None else _shape(row)


@policies.get("/{policy_id}", response_model=PolicyOut)
async def show(policy_id: str, db: DbDep) -> PolicyOut:
    """One version with its text."""
    return _shape(await _one(db, policy_id))


@policies.post("/{policy_id}/live", response_model=PolicyOut)
async def live(policy_id: str, db: DbDep, caller: CallerDep, now: NowDep) -> PolicyOut:
    """A draft becomes what holds; what held before is retired."""
    row = await _one(db, policy_id)
    return _shape(await go_live(db, By(caller.workspace_id, now, key_id=caller.key_id), row.id))


async def _one(db: Db, policy_id: str) -> Policy:
    row = await rows.policy(db, policy_id)
    if row is None:
        raise NotFound("There is no such version.")
    return row


def _every(own: list[Policy], kind: str | None, name: str | None) -> Iterator[PolicyOut]:
    """The workspace's versions and, after those of its name, the text that ships."""
    shipped = {
        (each, one)
        for each, reader in READERS.items()
        for one in reader.shipped()
        if kind in (None, each) and name in (None, one)
    }
    for key in sorted(shipped | {(row.kind, row.name) for row in own}):
        of_name = [row for row in own if (row.kind, row.name) == key]
        yield from map(_shape, of_name)
        if key in shipped:
            yield _shipped(*key, holds=not any(row.status in ("live", "off") for row in of_name))


def _shape(row: Policy) -> PolicyOut:
    same = ("id", "kind", "name", "number", "status", "note", "created_at", "live_at")
    found = {name: getattr(row, name) for name in same}
    return PolicyOut(**found, holds=row.status == "live", text=row.source)


def _shipped(kind: str, name: str, *, holds: bool) -> PolicyOut:
    return PolicyOut(
        id=None,
        kind=kind,
        name=name,
        number=None,
        status="shipped",
        holds=holds,
        note=None,
        created_at=None,
        live_at=None,
        text=READERS[kind].shipped()[name],
    )


def _key(one: PolicyOut) -> str:
    """Where a page ends."""
    return f"{one.kind}/{one.name}/{one.number or 0}"
