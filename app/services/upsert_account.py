"""An account as another system tells it: found by our id or theirs, else made; its name never decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, families, identities
from app.queries.base import insert
from app.services.identify import identify_all
from app.services.look_nudge import nudge_look
from app.services.set_field import keep_fields, readable
from app.services.set_stage import set_stage
from app.services.take_rows import Took
from app.tables import Account

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class GivenAccount:
    """`fields` by name, `custom.*` too; `external_ids` by system. `account` and `parent` are our id or
    `system:external id`; an empty `parent` puts it under none."""

    fields: Mapping[str, object] = field(default_factory=dict)
    external_ids: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    parent: str | None = None
    stage: str | None = None


async def upsert_account(
    db: Db, workspace_id: str, given: GivenAccount, *, source: str, at: datetime, now: datetime
) -> Took:
    """The account and whether it is new or changed. Values as of `at`: a newer one that stands stays.

    Raises NotFound, Invalid, and Conflict where the ids belong to several accounts.
    """
    known = await _known(db, workspace_id, given)
    account_id = known or await _make(db, workspace_id, given, at, now)
    names = await identities.of_account(db, account_id)
    await identify_all(db, workspace_id, account_id, given.external_ids)
    has_new_id = len(await identities.of_account(db, account_id)) > len(names)
    kept = await keep_fields(db, workspace_id, account_id, given.fields, source=source, at=at, now=now)
    has_moved = await _place(db, workspace_id, account_id, given)
    if given.stage:
        has_moved |= await set_stage(db, workspace_id, account_id, given.stage, source=source, now=now)
    if known is None:
        return Took(account_id, "made")
    has_changed = has_moved or has_new_id or any(one in ("made", "changed") for one in kept.values())
    return Took(account_id, "changed" if has_changed else "unchanged")


async def _known(db: Db, workspace_id: str, given: GivenAccount) -> str | None:
    """The one account that all the ids name."""
    names = [f"{system}:{external}" for system, external in given.external_ids.items()]
    found = await identities.accounts_named(db, workspace_id, [*names, *filter(None, [given.account])])
    if given.account and given.account not in found and ":" not in given.account:
        raise NotFound("There is no such account.", field="account")
    meant = {one.id for one in found.values()}
    if len(meant) > 1:
        raise Conflict(
            "These ids belong to different accounts; if they are one, merge them.", field="external_ids"
        )
    return next(iter(meant), None)


async def _make(db: Db, workspace_id: str, given: GivenAccount, at: datetime, now: datetime) -> str:
    name = readable("name", given.fields.get("name"), at, now)
    if len(name) > LONGEST_NAME:
        raise Invalid(f"A name may have {LONGEST_NAME} characters.", field="name")
    row = await insert(db, Account(id=ids.new("acc"), workspace_id=workspace_id, name=name, created_at=now))
    if given.account:
        system, _, external = given.account.partition(":")
        await identify_all(db, workspace_id, row.id, {system: external})
    await nudge_look(db, workspace_id, [row.id], now)
    return row.id


async def _place(db: Db, workspace_id: str, account_id: str, given: GivenAccount) -> bool:
    """Puts the account under its parent; whether that is new."""
    if given.parent is None:
        return False
    parent = None
    if given.parent:
        found = await identities.accounts_named(db, workspace_id, [given.parent])
        if given.parent not in found:
            raise NotFound("There is no such account.", field="parent")
        parent = found[given.parent].id
        if account_id in await families.ancestors(db, parent):
            raise Conflict("An account cannot be under itself.", field="parent")
    account = await accounts.held(db, account_id)
    if account is None or account.parent_id == parent:
        return False
    await accounts.set_parent(db, account_id, parent)
    return True
