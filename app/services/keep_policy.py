"""Drafts, versions, on and off: how a workspace changes a definition without losing what it had.

Nothing that was ever live is rewritten. A new version retires the one before; rolling back makes an old
text the newest version, so that history only grows.
"""

from __future__ import annotations

from datetime import datetime

from app import ids
from app.by import By
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import policies
from app.queries.base import insert
from app.services.look_nudge import nudge_look_at_all
from app.services.policy_readers import READERS
from app.success.toml_files import Problems
from app.tables import Policy

LONGEST_TEXT = 64_000
LONGEST_NOTE = 500
MOVING = ("health", "trigger", "segment", "thresholds")
"""What makes every account be looked at anew when it changes."""


def check(kind: str, name: str, text: str) -> None:
    """Refuses a text that cannot be read as its kind, or names itself otherwise. Raises Invalid, NotFound."""
    reader = READERS.get(kind)
    if reader is None:
        raise NotFound("There is no such kind of policy.")
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"A definition may have {LONGEST_TEXT:,} characters.", field="source")
    try:
        found = reader.read(text, f"{name}.toml")
    except Problems as wrong:
        raise Invalid(
            str(wrong), problems=[("source", str(problem)) for problem in wrong.problems]
        ) from wrong
    if getattr(found, "name", name) != name:
        raise Invalid("The name inside the text is another one.", field="source")


async def save_draft(db: Db, by: By, kind: str, name: str, text: str, note: str | None = None) -> Policy:
    """The draft of a name, made or rewritten. Raises Invalid for a text that cannot be read."""
    check(kind, name, text)
    note = (note or "").strip()[:LONGEST_NOTE] or None
    known = await policies.draft(db, kind, name)
    if known is not None:
        await policies.set_text(db, known.id, text, note)
        return await _policy(db, known.id)
    return await _insert(db, by, kind, name, text, "draft", note)


async def go_live(db: Db, by: By, policy_id: str) -> Policy:
    """A draft becomes what holds; what held before is retired. Raises NotFound, Conflict."""
    row = await _policy(db, policy_id)
    if row.status != "draft":
        raise Conflict("Only a draft can go live; roll back to an older version instead.")
    check(row.kind, row.name, row.source)
    await _retire(db, row.kind, row.name, by.at)
    await policies.set_status(db, row.id, "live", by.at)
    await _tell(db, by, row.kind)
    return await _policy(db, row.id)


async def switch(db: Db, by: By, kind: str, name: str, *, on: bool) -> Policy:
    """Turns a definition on or off; one that is only shipped gets a version of its own that says so."""
    row = await policies.standing(db, kind, name)
    status = "live" if on else "off"
    if row is None:
        row = await _insert(db, by, kind, name, shipped(kind, name), status, None)
        await policies.set_status(db, row.id, status, by.at)
    elif row.status != status:
        await policies.set_status(db, row.id, status, by.at)
    await _tell(db, by, kind)
    return await _policy(db, row.id)


async def roll_back(db: Db, by: By, kind: str, name: str, number: int | None) -> Policy | None:
    """An older version's text becomes the newest version and holds; None as number: what is shipped holds.

    Raises NotFound for a version there is not.
    """
    if number is None:
        shipped(kind, name)
        await _retire(db, kind, name, by.at)
        await _tell(db, by, kind)
        return None
    old = next((row for row in await policies.versions(db, kind, name) if row.number == number), None)
    if old is None:
        raise NotFound("There is no such version.", field="number")
    check(kind, name, old.source)
    await _retire(db, kind, name, by.at)
    row = await _insert(db, by, kind, name, old.source, "draft", f"Back to version {number}")
    await policies.set_status(db, row.id, "live", by.at)
    await _tell(db, by, kind)
    return await _policy(db, row.id)


def shipped(kind: str, name: str) -> str:
    """The shipped text of a name. Raises NotFound."""
    reader = READERS.get(kind)
    text = reader.shipped().get(name) if reader else None
    if text is None:
        raise NotFound("There is no such definition.")
    return text


async def _retire(db: Db, kind: str, name: str, now: datetime) -> None:
    row = await policies.standing(db, kind, name)
    if row is not None:
        await policies.set_status(db, row.id, "retired", now)


async def _insert(db: Db, by: By, kind: str, name: str, text: str, status: str, note: str | None) -> Policy:
    return await insert(
        db,
        Policy(
            id=ids.new("pol"),
            workspace_id=by.workspace_id,
            kind=kind,
            name=name,
            number=await policies.next_number(db, by.workspace_id, kind, name),
            status=status,
            source=text,
            note=note,
            user_id=by.user_id,
            key_id=by.key_id,
            created_at=by.at,
        ),
    )


async def _policy(db: Db, policy_id: str) -> Policy:
    row = await policies.policy(db, policy_id)
    if row is None:
        raise NotFound("There is no such version.")
    return row


async def _tell(db: Db, by: By, kind: str) -> None:
    if kind in MOVING:
        await nudge_look_at_all(db, by.workspace_id, by.at)
