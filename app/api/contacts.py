"""Contacts: the people at accounts, their part there, and whether they are still there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import status
from pydantic import Field

from app.api.rows import Batch, RowsOut, answer, parted
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import NotFound
from app.queries import accounts as queries
from app.services.take_rows import MOST, Took, take_rows
from app.services.upsert_contact import FIELDS, GivenContact, upsert_contact
from app.tables import Contact

contacts = router("contacts")

_ROLE = "champion, executive_sponsor, admin, end_user, procurement, economic_buyer, or what they are called."


class ContactFields(Shape):
    """What is left out stays, null empties."""

    name: str | None = Field(None, min_length=1, max_length=200)
    email: str | None = Field(None, max_length=320)
    role: str | None = Field(None, max_length=100, description=_ROLE)
    time_zone: str | None = Field(None, max_length=60)
    language: str | None = Field(None, max_length=20)
    left: bool | None = Field(None, description="Whether they have left the account.")
    external_ids: dict[str, str] = Field(default_factory=dict)

    def given(self, account: str | None, contact: str | None = None) -> GivenContact:
        """As the verb takes it: only what was sent."""
        told = {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}
        return GivenContact(account, told, self.external_ids, contact, self.left)


class ContactRow(ContactFields):
    account: str | None = Field(None, max_length=300, description="The account's id, or `system:id`.")
    contact: str | None = Field(None, max_length=100, description="Our id of the person, if known.")


class ContactIn(ContactFields):
    account: str = Field(max_length=300, description="The account's id, or `system:id`.")
    name: str = Field(min_length=1, max_length=200)


class ContactsIn(Batch):
    contacts: list[Any] = Field(
        max_length=MOST,
        description=f"Up to {MOST:,} people, found by id or by address at their account, else made.",
        json_schema_extra={"items": ContactRow.model_json_schema()},
    )


class ContactOut(Shape):
    id: str
    account: str
    name: str
    email: str | None
    role: str | None
    time_zone: str | None
    language: str | None
    opted_out_at: datetime | None
    left_at: datetime | None
    is_synthetic: bool
    created_at: datetime


@contacts.post("", status_code=status.HTTP_201_CREATED, response_model=ContactOut)
async def create(given: ContactIn, db: DbDep, caller: CallerDep, now: NowDep) -> ContactOut:
    """Adds a person at an account, or changes who is known by the same address or id there."""
    told = given.given(given.account)
    took = await upsert_contact(db, caller.workspace_id, told, source="api", now=now)
    return _shape(await _contact(db, took.id))


@contacts.put("", response_model=RowsOut)
async def upsert(given: ContactsIn, db: DbDep, caller: CallerDep, now: NowDep) -> RowsOut:
    """Adds or changes many, each with its own verdict."""
    good, refused = parted(ContactRow, given.contacts)

    async def keep(row: ContactRow) -> Took:
        told = row.given(row.account, row.contact)
        return await upsert_contact(db, caller.workspace_id, told, source=given.source, now=now, tells=False)

    return answer(len(given.contacts), refused, await take_rows(db, good, keep, dry_run=given.dry_run))


@contacts.get("", response_model=Page[ContactOut])
async def index(
    db: DbDep,
    account: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of one account if given."""
    return page(await queries.contacts(db, limit=limit, cursor=next, account_id=account), _shape)


@contacts.get("/{contact_id}", response_model=ContactOut)
async def show(contact_id: str, db: DbDep) -> ContactOut:
    """One contact."""
    return _shape(await _contact(db, contact_id))


@contacts.patch("/{contact_id}", response_model=ContactOut)
async def change(
    contact_id: str, given: ContactFields, db: DbDep, caller: CallerDep, now: NowDep
) -> ContactOut:
    """Changes what is given. A part that is taken or left is a fact of the account."""
    await _contact(db, contact_id)
    told = given.given(None, contact_id)
    await upsert_contact(db, caller.workspace_id, told, source="api", now=now)
    return _shape(await _contact(db, contact_id))


async def _contact(db: Db, contact_id: str) -> Contact:
    row = await queries.contact(db, contact_id)
    if row is None:
        raise NotFound("There is no such contact.")
    return row


def _shape(row: Contact) -> ContactOut:
    same = {name: getattr(row, name) for name in ContactOut.model_fields if hasattr(row, name)}
    return ContactOut(**same, account=row.account_id)
