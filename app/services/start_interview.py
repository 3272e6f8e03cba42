"""Somebody starts: one person has one interview in a study, unless the study lets them answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.database import Db
from app.errors import Conflict
from app.queries import interviews
from app.services.create_interview import create_interview
from app.tables import Interview, Study


class AlreadyAnswered(Conflict):
    """This person's interview in the study is over."""


@dataclass(frozen=True)
class Started:
    """The interview to go on with, and whether it was made just now."""

    interview: Interview
    is_new: bool


async def start_interview(
    db: Db,
    study: Study,
    now: datetime,
    *,
    contact_id: str | None = None,
    subject: str | None = None,
    known_token: str | None = None,
    **options: Any,
) -> Started:
    """A new interview, or the running one of the same person; `options` are those of `create_interview`.

    A person is a contact, else who a signed identity names (`subject`), else the browser that kept the link
    `known_token`. A link that ran out before anything was said counts for nothing. Raises AlreadyAnswered.
    """
    if not study.allow_repeat:
        if contact_id or subject:
            await interviews.lock_person(db, study.id, contact_id or subject or "")
        found = await interviews.of_person(
            db, study.id, contact_id=contact_id, subject=subject, token=known_token
        )
        if found is not None and found.status != "closed" and found.expires_at > now:
            return Started(found, is_new=False)
        if found is not None and found.last_seq > 0:
            raise AlreadyAnswered("This person has answered this study already.", field="contact")
    made = await create_interview(db, study, now, contact_id=contact_id, subject=subject, **options)
    return Started(made, is_new=True)
