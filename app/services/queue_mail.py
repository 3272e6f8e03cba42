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
) -> None:
    """Writes the mail's row in this transaction. `about` says what the letter is for: with its template and
    the address it is the key that makes a second one the first."""
    key = f"{template}/{about}/{to.address.lower()}"
    if await mails.by_key(db, key) is not None:
        return
    written = letters.write(template, {**values, "name": to.name})
    row = Mail(
        id=ids.new("mail"),
        workspace_id=workspace_id,
        task_id=task_id,
        key=key,
        template=template,
        to_address=to.address,
        to_name=to.name,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=f"<{ids.stable('m', workspace_id, key)}@{urlsplit(base_url).hostname or 'localhost'}>",
        due_at=now,
        created_at=now,
    )
    await insert(db, row)
    await nudge(db, "send_mail", lane=f"mail/{row.id}", mail_id=row.id)
