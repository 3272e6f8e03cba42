"""Links for people to an interview of their own, mailed from here or handed over for one's own mailer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import addresses
from app.database import Db
from app.errors import Gone, Invalid, NotFound
from app.queries import studies, touches
from app.services.export_study import File
from app.services.invite import invite
from app.services.table_files import as_csv
from app.services.unsubscribe import unsubscribe_token
from app.success.governance import Channel
from app.tables import Contact, Study, Touch

MOST = 1_000
"""People in one request."""

COLUMNS = ("contact", "name", "email", "account", "link", "unsubscribe", "note")


@dataclass(frozen=True)
class Invited:
    """One person, the touch that was asked for, and the link where there is one."""

    contact: Contact
    account: str
    touch: Touch
    link: str | None


async def invite_all(
    db: Db,
    study_id: str,
    contact_ids: Sequence[str],
    *,
    channel: Channel,
    base_url: str,
    now: datetime,
) -> list[Invited]:
    """Invites each person once to this study, in the order given, as far as the rules allow it.

    Raises Invalid for nobody or too many, NotFound for a contact or study there is not, Gone for one closed.
    """
    study = await _open_study(db, study_id)
    wanted = list(dict.fromkeys(contact_ids))
    if not 1 <= len(wanted) <= MOST:
        raise Invalid(f"Name 1 to {MOST:,} contacts.", field="contacts")
    # every contact before any account, as whoever turns to one of them does
    people = {person.id: person for person in await touches.lock_contacts(db, wanted)}
    if len(people) < len(wanted):
        raise NotFound("There is no such contact.", field="contacts")
    companies = await touches.lock_accounts(db, sorted({person.account_id for person in people.values()}))
    names = {account.id: account.name for account in companies}
    return [
        await _invite(db, study, people[one], names[people[one].account_id], channel, base_url, now)
        for one in wanted
    ]


async def links_file(db: Db, study: Study, invited: Sequence[Invited], base_url: str) -> File:
    """The links as CSV: one row a person, with the reason in `note` where there is no link."""
    rows = [
        {
            "contact": one.contact.id,
            "name": one.contact.name,
            "email": one.contact.email,
            "account": one.account,
            "link": one.link,
            "unsubscribe": f"{base_url}/u/{await unsubscribe_token(db, one.contact.id)}",
            "note": None if one.link else one.touch.reason,
        }
        for one in invited
    ]
    return File(f"{study.slug}-links.csv", "text/csv; charset=utf-8", as_csv(COLUMNS, rows, bom=True))


async def _invite(
    db: Db, study: Study, person: Contact, account: str, channel: Channel, base_url: str, now: datetime
) -> Invited:
    key = f"study/{study.id}/{person.id}"
    known = await touches.by_key(db, key)
    if known is not None and known.status in ("refused", "cancelled"):
        # what stood in the way may be gone by now: this is a new request
        key = f"{key}/{now.isoformat()}"
    interview, touch = await invite(
        db,
        study_id=study.id,
        account_id=person.account_id,
        contact_id=person.id,
        reason={},
        key=key,
        now=now,
        channel=channel,
    )
    if channel != "file":
        return Invited(person, account, touch, None)
    if touch.status == "held":
        # a file is made now or not at all
        await touches.cancel(db, touch.id, touch.reason or "")
        return Invited(person, account, touch, None)
    if interview is None:
        return Invited(person, account, touch, None)
    await touches.settle(db, touch.id, status="sent", reason=None, due_at=None, counted_at=touch.counted_at)
    return Invited(person, account, touch, addresses.interview_page(base_url, interview.token))


async def _open_study(db: Db, study_id: str) -> Study:
    study = await studies.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    if study.status != "open":
        raise Gone("This study is closed.")
    return study
