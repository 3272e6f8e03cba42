"""A person is invited to an interview of their own: the caps are asked first, then the link is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.database import Db
from app.errors import Gone, NotFound
from app.queries import interviews, studies, touches
from app.services.start_interview import AlreadyAnswered, start_interview
from app.services.touch import reserve
from app.success.governance import Channel
from app.tables import Interview, Study, Touch


async def invite(
    db: Db,
    *,
    study_id: str,
    account_id: str,
    contact_id: str,
    reason: Mapping[str, Any],
    key: str,
    run_id: str | None = None,
    now: datetime,
    channel: Channel = "email",
    content: Mapping[str, Any] | None = None,
    by_hand: bool = False,
) -> tuple[Interview | None, Touch]:
    """The interview, and the touch that tells of it once it is sent; the same key is the same two.

    `reason` is the context the interviewer is given and nobody reads aloud; `content` may word the
    invitation otherwise (see `reserve`). No interview where the touch is refused, as it is for whoever has
    answered this study. Raises NotFound, Gone for a closed study.
    """
    study = await _open_study(db, study_id)
    touch = await reserve(
        db,
        account_id=account_id,
        contact_id=contact_id,
        channel=channel,
        purpose="invitation",
        key=key,
        content=content or {},
        run_id=run_id,
        now=now,
        by_hand=by_hand,
    )
    if touch.interview_id is not None:
        return await interviews.interview(db, touch.interview_id), touch
    if touch.status not in ("planned", "held"):
        return None, touch
    return await _with_interview(db, study, touch, reason, now)


async def _with_interview(
    db: Db, study: Study, touch: Touch, reason: Mapping[str, Any], now: datetime
) -> tuple[Interview | None, Touch]:
    try:
        started = await start_interview(
            db,
            study,
            now,
            account_id=touch.account_id,
            contact_id=touch.contact_id,
            context=dict(reason),
            channel="email" if touch.channel == "email" else "link",
            is_synthetic=study.is_synthetic,
        )
    except AlreadyAnswered as answered:
        await touches.settle(
            db, touch.id, status="refused", reason=answered.message, due_at=None, counted_at=None
        )
        return None, await _again(db, touch)
    await touches.set_interview(db, touch.id, started.interview.id)
    return started.interview, await _again(db, touch)


async def _open_study(db: Db, study_id: str) -> Study:
    study = await studies.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.", field="study")
    if study.status != "open":
        raise Gone("This study is closed.")
    return study


async def _again(db: Db, touch: Touch) -> Touch:
    found = await touches.touch(db, touch.id)
    assert found is not None  # noqa: S101 - it is locked by this transaction
    return found
