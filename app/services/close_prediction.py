"""A person says what a flagged prediction was: only then may anything follow from it."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import predictions
from app.queries.predictions import PredictionLine
from app.success import foresight

LONGEST_NOTE = 2_000


async def close_prediction(
    db: Db, prediction_id: str, *, code: str, note: str | None, by: str, now: datetime
) -> PredictionLine:
    """The closed prediction. Raises NotFound, Invalid for another code, Conflict when it is not flagged or
    was closed before."""
    row = await predictions.locked(db, prediction_id)
    if row is None:
        raise NotFound("There is no such prediction.")
    if code not in foresight.reason_codes():
        raise Invalid(f"Choose from: {', '.join(foresight.reason_codes())}.", field="reason_code")
    note = (note or "").strip() or None
    if note and len(note) > LONGEST_NOTE:
        raise Invalid(f"A note may have {LONGEST_NOTE:,} characters.", field="note")
    if row.flagged_at is None:
        raise Conflict("This prediction is below the line; there is nothing to close.")
    if row.closed_at is not None:
        raise Conflict("This prediction is closed already.")
    await predictions.close(db, prediction_id, code=code, note=note, by=by, now=now)
    closed = await predictions.prediction(db, prediction_id)
    assert closed is not None  # noqa: S101 - held by this transaction
    return closed
