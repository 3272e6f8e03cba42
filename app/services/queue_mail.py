"""A letter is written and put in line; saying the same to the same address again is the same letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app import ids, letters
from app.database import Db
from app.queries import mails
from app.queries.base import insert
from app.queue import nudge
from app.tables import Mail


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to; `user_id` is None for an address that is no user's."""

    address: str
    name: str
    user_id: str | None = None


async def queue_mail(
    db: Db,
    workspace_id: str,
    to: Addressee,
    template: str,
    values: Mapping[str, Any],
    *,
    about: str,
    now: datetime,
    base_url: str,
    task_id: str | None = None,
    touch_id: str | None = None,
    headers: Mapping[str, str] | None = None,
    stays: bool = False,
) -> None:
    """Writes the mail's row in this transaction. `about` says what the letter is for: with its template and
    the address it is the key that makes a second one the first. `headers` are those of
    `integrations.mail.EXTRA`. A letter that `stays` is never handed to a mail server."""
    key = f"{template}/{about}/{to.address.lower()}"
    if await mails.by_key(db, key) is not None:
        return
    written = letters.write(template, {**values, "name": to.name})
    row = Mail(
        id=ids.new("mail"),
        workspace_id=workspace_id,
        task_id=task_id,
        touch_id=touch_id,
        headers=dict(headers or {}),
        key=key,
        template=template,
        to_address=to.address,
        to_name=to.name,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=f"<{ids.stable('m', workspace_id, key)}@{urlsplit(base_url).hostname or 'localhost'}>",
        status="captured" if stays else "pending",
        due_at=None if stays else now,
        created_at=now,
    )
    await insert(db, row)
    if not stays:
        await nudge(db, "send_mail", lane=f"mail/{row.id}", mail_id=row.id)
