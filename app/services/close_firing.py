"""A firing ends, and says how: that is what later thresholds are tuned by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, firings
from app.services.emit_event import emit_event
from app.services.firing_event import about_firing
from app.services.policy_book import book
from app.success.reason_codes import ReasonCode
from app.tables import Firing

LONGEST_NOTE = 2_000
LONGEST_BY = 200


async def close_firing(
    db: Db,
    firing_id: str,
    *,
    code: str,
    note: str | None,
    by: str,
    now: datetime,
    outcome: Mapping[str, Any] | None = None,
) -> Firing:
    """The closed firing, told to whoever waits for it.

    by: who closes it, a name or "play"; outcome: what shows that it is so, as the play's check found it.
    Raises NotFound, Invalid for a code the workspace does not have, Conflict where it was closed before.
    """
    firing = await firings.locked(db, firing_id)
    if firing is None:
        raise NotFound("There is no such firing.")
    code = _code(code, (await book(db)).reason_codes)
    note = (note or "").strip() or None
    if note and len(note) > LONGEST_NOTE:
        raise Invalid(f"A note may have {LONGEST_NOTE:,} characters.", field="note")
    kept = dict(outcome) if outcome is not None else None
    if not await firings.close(
        db, firing.id, code=code, note=note, by=by[:LONGEST_BY], outcome=kept, now=now
    ):
        raise Conflict("This firing is closed already.")
    closed = await firings.firing(db, firing.id)
    assert closed is not None  # noqa: S101 - held by this transaction
    await _tell(db, closed, now)
    return closed


def _code(code: str, known: Mapping[str, ReasonCode]) -> str:
    if code not in known:
        raise Invalid(f"Choose from: {', '.join(known)}.", field="reason_code")
    return code


async def _tell(db: Db, firing: Firing, now: datetime) -> None:
    account = await accounts.account(db, firing.account_id)
    if account is None:
        return
    play = await firings.play_of(db, firing.id)
    data = await about_firing(db, firing, account, play) | {
        "reason_code": firing.reason_code,
        "note": firing.note,
        "outcome": firing.outcome,
    }
    await emit_event(db, firing.workspace_id, "trigger.closed", data, now, account_id=account.id)
