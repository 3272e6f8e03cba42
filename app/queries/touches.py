"""SQL for touches: what counts, what is due, what was followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, LiteralString

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import Page, after, many, one, page, run
from app.success.governance import Purpose
from app.tables import Account, Contact, Touch

TITLES = {"invitation": "Invitation to an interview", "reminder": "Reminder of an invitation"}


@dataclass(frozen=True)
class Counted:
    """A touch as the caps see it."""

    at: datetime
    purpose: Purpose
    contact_id: str | None


@dataclass(frozen=True)
class Due:
    """A touch to be looked at, and whose it is."""

    id: str
    workspace_id: str


@dataclass(frozen=True)
class TouchLine:
    """A touch in a list, with the names people know."""

    id: str
    account_id: str
    account: str
    contact_id: str | None
    contact: str | None
    channel: str
    purpose: str
    status: str
    reason: str | None
    content: dict[str, Any]
    run_id: str | None
    interview_id: str | None
    play: str | None
    mail_status: str | None
    mail_error: str | None
    mail_text: str | None
    due_at: datetime | None
    counted_at: datetime | None
    created_at: datetime
    shown_at: datetime | None
    clicked_at: datetime | None
    done_at: datetime | None
    dismissed_at: datetime | None

    @property
    def title(self) -> str:
        """Its subject; what has none is called by what it is for."""
        return self.content.get("subject") or TITLES.get(self.purpose, "Message")

    @property
    def text(self) -> str:
        """What was written, as it went out if it did, else as it is meant to."""
        return self.mail_text or self.content.get("text") or ""


async def touch(db: Db, touch_id: str) -> Touch | None:
    return await one(db, Touch, "SELECT * FROM touches WHERE id = %(id)s", id=touch_id)


async def locked(db: Db, touch_id: str) -> Touch | None:
    """The touch, held until the transaction ends."""
    return await one(db, Touch, "SELECT * FROM touches WHERE id = %(id)s FOR UPDATE", id=touch_id)


async def by_key(db: Db, key: str) -> Touch | None:
    """The touch that is this already."""
    return await one(db, Touch, "SELECT * FROM touches WHERE key = %(key)s", key=key)


async def of_interview(db: Db, interview_id: str) -> list[Touch]:
    """The invitation to an interview and its reminder, oldest first."""
    return await many(
        db,
        Touch,
        "SELECT * FROM touches WHERE interview_id = %(id)s ORDER BY created_at, id",
        id=interview_id,
    )


async def lock_contact(db: Db, contact_id: str) -> Contact | None:
    """The contact; whoever else wants to turn to them waits for this transaction's end.

    NO KEY: rows that merely refer to the contact, such as an interview that begins, need not wait.
    """
    found = await lock_contacts(db, [contact_id])
    return found[0] if found else None


async def lock_contacts(db: Db, contact_ids: Sequence[str]) -> list[Contact]:
    """Several contacts, each held likewise; by id, so that nobody waits for one another in a circle."""
    return await many(
        db,
        Contact,
        "SELECT * FROM contacts WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE",
        ids=list(contact_ids),
    )


async def lock_account(db: Db, account_id: str) -> Account | None:
    """The account, held likewise; always after the contacts."""
    found = await lock_accounts(db, [account_id])
    return found[0] if found else None


async def lock_accounts(db: Db, account_ids: Sequence[str]) -> list[Account]:
    return await many(
        db,
        Account,
        "SELECT * FROM accounts WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE",
        ids=list(account_ids),
    )


async def counted(
    db: Db, *, account_id: str, contact_id: str | None, since: datetime, leave_out: str | None = None
) -> list[Counted]:
    """What counts since then at an account, and for a person wherever they were."""
    return await many(
        db,
        Counted,
        "SELECT counted_at AS at, purpose, contact_id FROM touches"
        " WHERE (account_id = %(account)s OR contact_id = %(contact)s)"
        " AND counted_at > %(since)s AND id <> %(leave_out)s",
        account=account_id,
        contact=contact_id,
        since=since,
        leave_out=leave_out or "",
    )


async def settle(
    db: Db,
    touch_id: str,
    *,
    status: str,
    reason: str | None,
    due_at: datetime | None,
    counted_at: datetime | None,
) -> None:
    """Says where a touch stands; it counts from `counted_at`, and not at all without."""
    await run(
        db,
        "UPDATE touches SET status = %(status)s, reason = %(reason)s, due_at = %(due)s,"
        " counted_at = %(counted)s WHERE id = %(id)s",
        id=touch_id,
        status=status,
        reason=reason,
        due=due_at,
        counted=counted_at,
    )


async def set_interview(db: Db, touch_id: str, interview_id: str) -> None:
    await run(
        db,
        "UPDATE touches SET interview_id = %(interview)s WHERE id = %(id)s",
        id=touch_id,
        interview=interview_id,
    )


async def set_content(db: Db, touch_id: str, content: dict[str, Any]) -> None:
    await run(
        db, "UPDATE touches SET content = %(content)s WHERE id = %(id)s", id=touch_id, content=Jsonb(content)
    )


async def cancel(db: Db, touch_id: str, reason: str) -> bool:
    """Takes back what has not gone out; False when it has, or was taken back before."""
    touched = await run(
        db,
        "UPDATE touches SET status = 'cancelled', reason = %(reason)s, due_at = NULL, counted_at = NULL"
        " WHERE id = %(id)s AND status IN ('held', 'planned')",
        id=touch_id,
        reason=reason,
    )
    return touched > 0


async def cancel_of_contact(db: Db, contact_id: str, reason: str) -> int:
    """Takes back everything to a person that has not gone out, or not been seen; how much that was."""
    return await run(
        db,
        "UPDATE touches SET status = 'cancelled', reason = %(reason)s, due_at = NULL,"
        " counted_at = CASE WHEN status = 'sent' THEN counted_at END"
        " WHERE contact_id = %(contact)s AND (status IN ('held', 'planned')"
        "  OR (status = 'sent' AND channel = 'in_app' AND shown_at IS NULL))",
        contact=contact_id,
        reason=reason,
    )


Mark = Literal["shown_at", "clicked_at", "done_at", "dismissed_at"]
"""What a person did with a message."""

_MARKS: Mapping[Mark, LiteralString] = {
    "shown_at": "UPDATE touches SET shown_at = %(at)s WHERE id = %(id)s AND shown_at IS NULL",
    "clicked_at": "UPDATE touches SET clicked_at = %(at)s WHERE id = %(id)s AND clicked_at IS NULL",
    "done_at": "UPDATE touches SET done_at = %(at)s WHERE id = %(id)s AND done_at IS NULL",
    "dismissed_at": "UPDATE touches SET dismissed_at = %(at)s WHERE id = %(id)s AND dismissed_at IS NULL",
}


async def mark(db: Db, touch_id: str, what: Mark, at: datetime) -> bool:
    """Notes the first time of this; False when it was noted before."""
    return await run(db, _MARKS[what], id=touch_id, at=at) > 0


async def due(db: Db, now: datetime, *, reminders: bool) -> list[Due]:
    """What may go out by now, longest due first: reminders, or everything else."""
    return await many(
        db,
        Due,
        "SELECT id, workspace_id FROM touches WHERE status IN ('held', 'planned') AND due_at <= %(now)s"
        " AND (purpose = 'reminder') = %(reminders)s ORDER BY due_at LIMIT 200",
        now=now,
        reminders=reminders,
    )


async def open_in_app(db: Db, contact_id: str, *, since: datetime, limit: int) -> list[Touch]:
    """Messages since then that a person has neither finished nor put away, oldest first."""
    return await many(
        db,
        Touch,
        "SELECT * FROM touches WHERE contact_id = %(contact)s AND channel = 'in_app' AND status = 'sent'"
        " AND counted_at > %(since)s AND done_at IS NULL AND dismissed_at IS NULL"
        " ORDER BY counted_at, id LIMIT %(limit)s",
        contact=contact_id,
        since=since,
        limit=limit,
    )


_LINES = (
    "SELECT t.id, t.account_id, a.name AS account, t.contact_id, c.name AS contact, t.channel, t.purpose,"
    " t.status, t.reason, t.content, t.run_id, t.interview_id, r.play, m.status AS mail_status,"
    " m.last_error AS mail_error, m.text AS mail_text, t.due_at, t.counted_at, t.created_at,"
    " t.shown_at, t.clicked_at, t.done_at,"
    " t.dismissed_at FROM touches t JOIN accounts a ON a.id = t.account_id"
    " LEFT JOIN contacts c ON c.id = t.contact_id LEFT JOIN play_runs r ON r.id = t.run_id"
    " LEFT JOIN LATERAL (SELECT status, last_error, text FROM mails WHERE touch_id = t.id"
    "  ORDER BY id DESC LIMIT 1) m ON true"
)


async def line(db: Db, touch_id: str) -> TouchLine | None:
    """One touch with names."""
    return await one(db, TouchLine, f"{_LINES} WHERE t.id = %(id)s", id=touch_id)


async def lines(
    db: Db,
    *,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
    account_id: str | None = None,
    contact_id: str | None = None,
    run_id: str | None = None,
) -> Page[TouchLine]:
    """Newest first, of a status, an account, a contact or a play run if given."""
    found = await many(
        db,
        TouchLine,
        f"{_LINES} WHERE t.id < %(after)s AND (%(status)s::text IS NULL OR t.status = %(status)s)"
        " AND (%(account)s::text IS NULL OR t.account_id = %(account)s)"
        " AND (%(contact)s::text IS NULL OR t.contact_id = %(contact)s)"
        " AND (%(run)s::text IS NULL OR t.run_id = %(run)s) ORDER BY t.id DESC LIMIT %(limit)s + 1",
        after=after(cursor),
        limit=limit,
        status=status,
        account=account_id,
        contact=contact_id,
        run=run_id,
    )
    return page(found, limit)
