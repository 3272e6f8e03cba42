"""An account's people and whether they may be written to: the CSM's veto, opting out and in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Invalid, NotFound
from app.pages.forms import Form, form_of
from app.pages.route import router as page_router
from app.queries import accounts, contacts, touches
from app.queries.touches import TouchLine
from app.services.unsubscribe import opt_in, opt_out
from app.tables import Account, Contact

router = page_router()

SHOWN = 5
LONGEST_REASON = 300


@dataclass(frozen=True)
class ContactPanel:
    """Who is there, what went out last, and whether the account is left alone. `is_quiet` is so today."""

    account_id: str
    people: list[Contact]
    touches: list[TouchLine]
    no_contact_until: date | None
    no_contact_reason: str
    is_quiet: bool


async def panel(db: Db, account: Account, now: datetime) -> ContactPanel:
    """What the account's page shows of turning to its people."""
    until = account.no_contact_until
    return ContactPanel(
        account_id=account.id,
        people=(await accounts.contacts(db, limit=100, account_id=account.id)).items,
        touches=(await touches.lines(db, limit=SHOWN, account_id=account.id)).items,
        no_contact_until=until,
        no_contact_reason=account.no_contact_reason or "",
        is_quiet=until is not None and until > now.date(),
    )


@router.post("/accounts/{account_id}/no-contact")
async def no_contact(request: Request, account_id: str, db: DbDep) -> Response:
    """Leaves an account alone until a day; without one it may be written to again."""
    account = await _account(db, account_id)
    given = await form_of(request)
    until = None if given.has("lift") else _day(given)
    reason = given.text("reason").strip()[:LONGEST_REASON] or None
    await contacts.set_no_contact(db, account.id, until, reason if until else None)
    return _back(account.id, "no_contact" if until else "contact_again")


@router.post("/accounts/{account_id}/contacts/{contact_id}/opt-out")
async def out(account_id: str, contact_id: str, db: DbDep, now: NowDep) -> Response:
    """Notes that a person wants no more messages."""
    contact = await _contact(db, account_id, contact_id)
    await opt_out(db, contact.id, now)
    return _back(account_id, "opted_out")


@router.post("/accounts/{account_id}/contacts/{contact_id}/opt-in")
async def back_in(account_id: str, contact_id: str, db: DbDep) -> Response:
    """Notes that they asked to be written to again."""
    contact = await _contact(db, account_id, contact_id)
    await opt_in(db, contact.id)
    return _back(account_id, "opted_in")


def _day(given: Form) -> date:
    try:
        return date.fromisoformat(given.text("until").strip())
    except ValueError as bad:
        raise Invalid("Choose the day from which they may be written to again.", field="until") from bad


async def _account(db: Db, account_id: str) -> Account:
    account = await accounts.account(db, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


async def _contact(db: Db, account_id: str, contact_id: str) -> Contact:
    contact = await accounts.contact(db, contact_id)
    if contact is None or contact.account_id != account_id:
        raise NotFound("There is no such person at this account.")
    return contact


def _back(account_id: str, said: str) -> Response:
    return RedirectResponse(f"/accounts/{account_id}?done={said}#contact", 303)
