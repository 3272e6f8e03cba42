"""Accounts and contacts: whom an interview may be with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import status
from pydantic import Field

from app import ids
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.deps import CallerDep, DbDep
from app.errors import NotFound
from app.queries import accounts as queries
from app.queries.base import insert
from app.tables import Account, Contact

accounts = router("accounts")
contacts = router("contacts")


class AccountIn(Shape):
    name: str = Field(min_length=1, max_length=200)
    domain: str | None = Field(None, max_length=253)
    segment: str | None = Field(None, max_length=100)
    arr_cents: int | None = Field(None, ge=0, le=10**15)
    renewal_on: date | None = None
    csm: str | None = Field(None, max_length=200)
    external_ids: dict[str, str] = Field(default_factory=dict, examples=[{"salesforce": "0015g00000XyZ"}])


class AccountOut(AccountIn):
    id: str
    is_synthetic: bool
    created_at: datetime


class ContactIn(Shape):
    account: str = Field(description="The account's id.")
    name: str = Field(min_length=1, max_length=200)
    email: str | None = Field(None, max_length=320)
    role: str | None = Field(None, max_length=100)


class ContactOut(ContactIn):
    id: str
    is_synthetic: bool
    created_at: datetime


@accounts.post("", status_code=status.HTTP_201_CREATED, response_model=AccountOut)
async def create(given: AccountIn, db: DbDep, caller: CallerDep) -> Account:
    """Adds an account; `external_ids` names it in your other systems."""
    row = Account(id=ids.new("acc"), workspace_id=caller.workspace_id, **given.model_dump())
    return await insert(db, row)


@accounts.get("", response_model=Page[AccountOut])
async def index(db: DbDep, limit: Limit = 50, next: Next = None) -> dict[str, Any]:
    """Newest first."""
    return page(await queries.accounts(db, limit=limit, cursor=next), lambda row: row)


@accounts.get("/{account_id}", response_model=AccountOut)
async def show(account_id: str, db: DbDep) -> Account:
    """One account."""
    row = await queries.account(db, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row


@contacts.post("", status_code=status.HTTP_201_CREATED, response_model=ContactOut)
async def create_contact(given: ContactIn, db: DbDep, caller: CallerDep) -> ContactOut:
    """Adds a person at an account."""
    if await queries.account(db, given.account) is None:
        raise NotFound("There is no such account.", field="account")
    row = Contact(
        id=ids.new("con"),
        workspace_id=caller.workspace_id,
        account_id=given.account,
        name=given.name,
        email=given.email,
        role=given.role,
    )
    return _contact(await insert(db, row))


@contacts.get("", response_model=Page[ContactOut])
async def index_contacts(
    db: DbDep,
    account: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of one account if given."""
    found = await queries.contacts(db, limit=limit, cursor=next, account_id=account)
    return page(found, _contact)


@contacts.get("/{contact_id}", response_model=ContactOut)
async def show_contact(contact_id: str, db: DbDep) -> ContactOut:
    """One contact."""
    row = await queries.contact(db, contact_id)
    if row is None:
        raise NotFound("There is no such contact.")
    return _contact(row)


def _contact(row: Contact) -> ContactOut:
    return ContactOut(
        id=row.id,
        account=row.account_id,
        name=row.name,
        email=row.email,
        role=row.role,
        is_synthetic=row.is_synthetic,
        created_at=row.created_at,
    )
