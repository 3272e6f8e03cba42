"""The triggers a workspace has: shipped and its own, on and off, with thresholds as they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.by import By
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import policies, records
from app.services.keep_policy import go_live, save_draft
from app.services.policy_book import Book, book
from app.success.conditions.thresholds import Effective, effective, read_overrides
from app.success.triggers import trigger as files
from app.success.triggers.types import GROUPS, Trigger

KIND, THRESHOLDS = "trigger", "thresholds"


@dataclass(frozen=True)
class Kept:
    """A trigger as the workspace has it: `number` of its own version, None for the shipped text; `overrides`
    are the thresholds it says for itself."""

    trigger: Trigger
    is_on: bool
    number: int | None
    text: str
    overrides: Mapping[str, float]


async def library(db: Db) -> list[Kept]:
    """Every trigger there is, by group and then as the library numbers them."""
    held = await book(db)
    rows = {row.name: row for row in await policies.holding(db) if row.kind == KIND}
    texts = {**files.shipped(), **{name: row.source for name, row in rows.items()}}
    found = [
        Kept(
            files.read(text, f"{name}.toml"),
            name in held.triggers,
            rows[name].number if name in rows and text != files.shipped().get(name) else None,
            text,
            held.overrides.get(name, {}),
        )
        for name, text in texts.items()
    ]
    return sorted(found, key=_order)


async def kept(db: Db, name: str) -> Kept:
    """One trigger. Raises NotFound."""
    found = next((one for one in await library(db) if one.trigger.name == name), None)
    if found is None:
        raise NotFound("There is no such trigger.")
    return found


async def set_thresholds(db: Db, by: By, name: str, values: Mapping[str, float | None]) -> None:
    """Says the workspace's own thresholds of a trigger; None takes one back. Raises NotFound, Invalid."""
    one = await kept(db, name)
    known = {threshold.name for threshold in one.trigger.thresholds}
    for threshold in values:
        if threshold not in known:
            said = f"Known are {', '.join(sorted(known))}." if known else "It has none."
            raise Invalid(f"This trigger has no such threshold. {said}", field="thresholds")
    row = await policies.standing(db, THRESHOLDS, THRESHOLDS)
    said_before = read_overrides(row.source, "thresholds.toml") if row and row.status == "live" else {}
    own = {**said_before.get(name, {}), **values}
    said_now = {**said_before, name: {key: value for key, value in own.items() if value is not None}}
    if said_now != said_before:
        draft = await save_draft(db, by, THRESHOLDS, THRESHOLDS, _written(said_now))
        await go_live(db, by, draft.id)


async def effective_for(
    db: Db, held: Book, trigger: Trigger, account_id: str, now: datetime
) -> dict[str, Effective]:
    """The thresholds as they count for an account, with who said each. Raises NotFound."""
    record = await records.record(db, account_id, now, held.horizon_days)
    if record is None:
        raise NotFound("There is no such account.", field="account")
    return effective(trigger.thresholds, record, now, held.segments, held.overrides.get(trigger.name, {}))


def _written(said: Mapping[str, Mapping[str, float | None]]) -> str:
    """The thresholds as TOML; triggers that say nothing are left out."""
    parts = [
        "\n".join([f"[{name}]", *(f"{key} = {value!r}" for key, value in sorted(values.items()))])
        for name, values in sorted(said.items())
        if values
    ]
    return "\n\n".join(parts) + "\n"


def _order(one: Kept) -> tuple[int, int, int, str]:
    row = one.trigger.row
    number = int(row[1:]) if row.startswith("T") and row[1:].isdigit() else 99
    return GROUPS.index(one.trigger.group), number > 90, number, one.trigger.name
