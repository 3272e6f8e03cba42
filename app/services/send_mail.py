"""One mail is handed to the mail server, or kept where there is none, and its row says how that went."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import structlog

from app.kit import Kit
from app.queries import mails
from app.tables import Mail
from integrations import schedule
from integrations.mail import Letter, Posted, post

log = structlog.get_logger()

UNWANTED = "They opted out before it was handed over."


async def send_mail(kit: Kit, mail_id: str) -> None:
    """Tries a mail that is due once. A crash before the commit sends it again under the same Message-ID."""
    now = datetime.now(UTC)
    async with kit.database.system() as db:
        row = await mails.mail(db, mail_id)
    if row is None or row.status != "pending" or row.due_at is None or row.due_at > now:
        return
    server = kit.settings.mail_server
    async with kit.database.workspace(row.workspace_id) as db:
        if await mails.is_unwanted(db, row.id):
            await mails.settle(db, row.id, status="failed", error=UNWANTED, due_at=None, sent_at=None)
            return
        if server is None:
            await mails.capture(db, row.id)
            return
    posted = await post(server, _letter(row), now)
    status, due_at = _what_next(row, posted, now)
    async with kit.database.workspace(row.workspace_id) as db:
        await mails.settle(
            db,
            row.id,
            status=status,
            error=posted.error,
            due_at=due_at,
            sent_at=now if posted.ok else None,
        )
    log.info("mail.tried", mail=row.id, template=row.template, status=status)


def _letter(row: Mail) -> Letter:
    return Letter(
        to_address=row.to_address,
        to_name=row.to_name,
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        headers=row.headers,
    )


def _what_next(row: Mail, posted: Posted, now: datetime) -> tuple[str, datetime | None]:
    """The mail's status after an attempt, and when to try again."""
    if posted.ok:
        return "sent", None
    seconds = schedule.next_attempt(row.attempts + 1, jitter=random.random())
    if posted.is_final or seconds is None:
        return "failed", None
    return "pending", now + timedelta(seconds=seconds)
