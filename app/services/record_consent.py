"""The respondent agrees to a versioned text; from then on the interviewer may speak."""

from __future__ import annotations

import hashlib
from datetime import datetime

from app import consent
from app.database import Db
from app.errors import Invalid
from app.queries import interviews, studies, turns
from app.services.accept_turn import refuse_unless_open
from app.services.emit_event import emit_interview_event
from app.tables import Interview


async def record_consent(db: Db, interview_id: str, *, client_id: str, version: str, now: datetime) -> int:
    """The seq to acknowledge with. Agreeing twice is agreeing once. Raises Invalid for another version."""
    interview = await interviews.locked(db, interview_id)
    if interview is not None and interview.consent is not None:
        return int(interview.consent.get("seq", 0))
    refuse_unless_open(interview, now)
    assert interview is not None  # noqa: S101 - refused above
    study = await studies.study(db, interview.study_id)
    if study is None or version != study.consent_version:
        raise Invalid(
            "The consent text has changed; please reload the page and read it again.", field="version"
        )
    text = consent.text(version, interview.language)
    await store_consent(db, interview, text=text, version=version, given_at=now, now=now, client_id=client_id)
    return interview.last_seq


async def store_consent(
    db: Db,
    interview: Interview,
    *,
    text: str,
    version: str,
    given_at: datetime,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Keeps what was agreed to (text, hash, language, time) and tells that the interview has started."""
    record = {
        "version": version,
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "language": interview.language,
        "given_at": given_at.isoformat(),
        "id": client_id,
        "seq": interview.last_seq,
    }
    await interviews.set_consent(db, interview.id, record, now)
    await emit_interview_event(db, interview.id, "interview.started", now)
    await turns.notify(db, interview.id)
