"""A person at an account, as another system tells them; taking or leaving a part there is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import identities, people
from app.queries.base import insert
from app.services.create_workspace import is_address
from app.services.identify import account_of, identify
from app.services.look_nudge import nudge_look
from app.services.take_facts import GivenFact, take_facts
from app.services.take_rows import Took
from app.success.fields import field_value
from app.success.roles import is_ours, role_of
from app.tables import Contact

_LONGEST: Final[Mapping[str, int]] = {"name": 200, "email": 320, "role": 100, "time_zone": 60, "language": 20}
FIELDS: Final = tuple(_LONGEST)


@dataclass(frozen=True, slots=True)
class GivenContact:
    """`fields`: name, email, role, time_zone, language. `account` is our id or `system:external id`,
    `contact` our id; `left` says whether they have gone."""

    account: str | None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    external_ids: Mapping[str, str] = field(default_factory=dict)
    contact: str | None = None
    left: bool | None = None


async def upsert_contact(
    db: Db, workspace_id: str, given: GivenContact, *, source: str, now: datetime, tells: bool = True
) -> Took:
    """The contact, found by our id, their id elsewhere or their address at this account.

    Without `tells`, somebody new is no news: a first list of people is not everybody joining. Raises
    NotFound, Invalid, and Conflict where an id is another person's.
    """
    values = _read(given.fields)
    account_id = await _account(db, workspace_id, given.account)
    row = await _known(db, workspace_id, given, account_id, values.get("email"))
    if row is not None and account_id not in (None, row.account_id):
        raise Conflict("This person is at another account; merge the accounts or give them up there.")
    before = None if row is None else row.model_copy()
    if row is None:
        row = await _make(db, workspace_id, account_id, values, now)
    for name, value in values.items():
        setattr(row, name, value)
    if given.left is not None:
        row.left_at = (row.left_at or now) if given.left else None
    await people.change(db, row)
    ties = [
        await identify(db, workspace_id, row.account_id, system, external, contact_id=row.id)
        for system, external in given.external_ids.items()
    ]
    if tells or before is not None:
        await _tell(db, before, row, source, now)
    if before is None:
        await nudge_look(db, workspace_id, [row.account_id], now)
        return Took(row.id, "made")
    has_changed = row.model_dump() != before.model_dump() or any(tie.is_new for tie in ties)
    if has_changed:
        await nudge_look(db, workspace_id, [row.account_id], now)
    return Took(row.id, "changed" if has_changed else "unchanged")


def _read(given: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields as they are kept. Raises Invalid."""
    values: dict[str, Any] = {}
    for name, told in given.items():
        text = (told or "").strip() or None
        if text is not None and len(text) > _LONGEST[name]:
            raise Invalid(f"This may have {_LONGEST[name]} characters.", field=name)
        values[name] = role_of(text) if name == "role" else text
    if "name" in values and values["name"] is None:
        raise Invalid("A person needs a name.", field="name")
    if values.get("email") and not is_address(values["email"]):
        raise Invalid("This is not an e-mail address.", field="email")
    try:
        field_value("time_zone", values.get("time_zone"))
    except ValueError as bad:
        raise Invalid(str(bad), field="time_zone") from None
    return values


async def _account(db: Db, workspace_id: str, name: str | None) -> str | None:
    if name is None:
        return None
    found = await account_of(db, workspace_id, name)
    if found is None:
        raise NotFound("There is no such account.", field="account")
    return found.id


async def _known(
    db: Db, workspace_id: str, given: GivenContact, account_id: str | None, email: str | None
) -> Contact | None:
    """Raises NotFound for an id of ours that is nobody's."""
    if given.contact is not None:
        row = await people.held(db, given.contact)
        if row is None:
            raise NotFound("There is no such contact.", field="contact")
        return row
    names = [f"{system}:{external}" for system, external in given.external_ids.items()]
    found = await identities.contacts_named(db, workspace_id, names)
    meant = {one.id for people_found in found.values() for one in people_found}
    if len(meant) > 1:
        raise Conflict("These ids belong to different people.", field="external_ids")
    if meant:
        return await people.held(db, meant.pop())
    return await people.by_address(db, account_id, email) if account_id and email else None


async def _make(
    db: Db, workspace_id: str, account_id: str | None, values: Mapping[str, Any], now: datetime
) -> Contact:
    if account_id is None:
        raise Invalid("Say whose person this is.", field="account")
    name = values.get("name") or values.get("email")
    if not name:
        raise Invalid("A person needs a name.", field="name")
    row = Contact(
        id=ids.new("con"), workspace_id=workspace_id, account_id=account_id, name=name, created_at=now
    )
    return await insert(db, row)


async def _tell(db: Db, before: Contact | None, after: Contact, source: str, now: datetime) -> None:
    """Facts about parts left and taken. Somebody who goes leaves their part too."""
    had = before.role if before is not None and before.left_at is None else None
    has = after.role if after.left_at is None else None
    if had == has:
        return
    parts = (("stakeholder.left", had), ("stakeholder.joined", has))
    told = [
        GivenFact(
            after.account_id,
            name,
            now,
            label=role,
            contact=after.id,
            key=f"{name}:{after.id}:{role}:{now.isoformat()}",
        )
        for name, role in parts
        if role is not None and is_ours(role)
    ]
    await take_facts(db, after.workspace_id, told, source=source, now=now)
