"""An interview is made: a link with a token for one respondent, known or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Db
from app.errors import Gone, Invalid, NotFound
from app.queries import accounts
from app.queries.base import insert
from app.services.record_consent import store_consent
from app.storable import unstorable
from app.tables import Interview, Study

LINK_DAYS = 30
LARGEST_CONTEXT = 8_192  # bytes of JSON


@dataclass(frozen=True)
class ConsentGiven:
    """Consent taken elsewhere: when, and to which words."""

    given_at: datetime
    text: str


async def create_interview(
    db: Db,
    study: Study,
    now: datetime,
    *,
    account_id: str | None = None,
    contact_id: str | None = None,
    context: dict[str, Any] | None = None,
    channel: str = "link",
    consent: ConsentGiven | None = None,
    language: str | None = None,
    subject: str | None = None,
    is_synthetic: bool = False,
    interview_id: str | None = None,
) -> Interview:
    """The new interview. Raises Gone for a closed study, NotFound for an unknown account or contact.

    `interview_id` is for interviews that are made again the same, as the demo's are.
    """
    if study.status != "open":
        raise Gone("This study is closed.")
    account_id, contact_id = await _whom(db, account_id, contact_id)
    found = unstorable(context)
    if found is not None:
        raise Invalid(found[1], field=".".join(filter(None, ("context", found[0]))))
    if context and len(json.dumps(context)) > LARGEST_CONTEXT:
        raise Invalid(f"context may take {LARGEST_CONTEXT:,} bytes at most.", field="context")
    interview = Interview(
        id=interview_id or ids.new("int"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        guide_version_id=study.guide_version_id,
        account_id=account_id,
        contact_id=contact_id,
        subject=subject if contact_id is None else None,
        token=ids.token(),
        language=language or study.language,
        channel=channel,
        context=context or {},
        is_synthetic=is_synthetic,
        created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    await insert(db, interview)
    if consent is not None:
        await store_consent(
            db, interview, text=consent.text, version="given", given_at=consent.given_at, now=now
        )
    return interview


async def _whom(db: Db, account_id: str | None, contact_id: str | None) -> tuple[str | None, str | None]:
    """Checks both; a contact brings its account along."""
    if account_id is not None and await accounts.account(db, account_id) is None:
        raise NotFound("There is no such account.", field="account")
    if contact_id is None:
        return account_id, None
    contact = await accounts.contact(db, contact_id)
    if contact is None or (account_id is not None and contact.account_id != account_id):
        raise NotFound("There is no such contact at this account.", field="contact")
    return contact.account_id, contact_id
