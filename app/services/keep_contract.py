"""A term of a contract is told: the account's worth and renewal follow, a change of worth is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from app import ids
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import account_fields, accounts, contracts
from app.queries.base import insert
from app.services.identify import account_of
from app.services.look_nudge import nudge_look
from app.services.set_field import keep_fields
from app.services.take_facts import GivenFact, take_facts
from app.services.take_rows import Took
from app.tables import Contract

OUTCOMES: Final = ("renewed", "expanded", "contracted", "churned")
_LARGEST = 10**15
_LONGEST_KEY = 100
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class GivenContract:
    """`fields`: arr_cents, currency, starts_on, renews_on, auto_renews, outcome, ended_on, reason; what is
    left out stays. `account` is our id or `system:external id`, `key` the contract's name within it."""

    account: str
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)


async def keep_contract(
    db: Db, workspace_id: str, given: GivenContract, *, source: str, now: datetime
) -> Took:
    """The contract and whether it is new or changed. Raises NotFound, Invalid naming the field."""
    if not 1 <= len(given.key.strip()) <= _LONGEST_KEY:
        raise Invalid(f"A contract's key has 1 to {_LONGEST_KEY} characters.", field="key")
    found = await account_of(db, workspace_id, given.account)
    account = await accounts.held(db, found.id) if found else None
    if found is None or account is None:
        raise NotFound("There is no such account.", field="account")
    # a contract of an account that was merged may have had to take another name
    known = await contracts.contract_of(db, found.id, f"{given.key.strip()}@{found.told}")
    known = known or await contracts.contract_of(db, found.id, given.key.strip())
    before = known.model_copy() if known else None
    row = known or _new(workspace_id, found.id, given, source, now)
    for name, value in given.fields.items():
        setattr(row, name, value)
    await _refuse_odd(db, row)
    if before is None:
        await insert(db, row)
    elif row.model_dump() == before.model_dump():
        return Took(row.id, "unchanged")
    else:
        row.source, row.changed_at = source, now
        await contracts.change(db, row)
    await contracts.keep_in_step(db, found.id)
    await _keep_account(db, before, row, source, now)
    await nudge_look(db, workspace_id, [found.id], now)
    return Took(row.id, "changed" if before else "made")


def _new(workspace_id: str, account_id: str, given: GivenContract, source: str, now: datetime) -> Contract:
    for name in ("arr_cents", "renews_on"):
        if given.fields.get(name) is None:
            raise Invalid("A new contract needs this.", field=name)
    return Contract(
        id=ids.new("ctr"),
        workspace_id=workspace_id,
        account_id=account_id,
        key=given.key.strip(),
        arr_cents=given.fields["arr_cents"],
        starts_on=given.fields.get("starts_on") or now.date(),
        renews_on=given.fields["renews_on"],
        source=source,
        created_at=now,
        changed_at=now,
    )


async def _refuse_odd(db: Db, row: Contract) -> None:
    """Raises Invalid for terms that contradict each other."""
    if not 0 <= row.arr_cents <= _LARGEST:
        raise Invalid("arr_cents is a whole number of nought or more.", field="arr_cents")
    if not (len(row.currency) == 3 and row.currency.isascii() and row.currency.isupper()):
        raise Invalid("A currency has three capitals, as in EUR.", field="currency")
    if row.renews_on < row.starts_on:
        raise Invalid("A contract renews after it starts.", field="renews_on")
    if row.outcome is not None and row.outcome not in OUTCOMES:
        raise Invalid(f"Choose from: {', '.join(OUTCOMES)}.", field="outcome")
    if row.outcome is None and row.ended_on is not None:
        raise Invalid("Say how the term ended.", field="outcome")
    if row.reason is not None and len(row.reason) > _LONGEST_REASON:
        raise Invalid(f"A reason may have {_LONGEST_REASON} characters.", field="reason")
    others = {one.currency for one in await contracts.of_account(db, row.account_id) if one.id != row.id}
    if others - {row.currency}:
        raise Invalid("An account's contracts are in one currency, so that they add up.", field="currency")


async def _keep_account(db: Db, before: Contract | None, row: Contract, source: str, now: datetime) -> None:
    """Who said what the account is worth; and facts about a term that changed or was the last."""
    account = await accounts.account(db, row.account_id)
    if account is None:
        return
    for name, value in (("arr_cents", account.arr_cents), ("renewal_on", account.renewal_on)):
        content = value.isoformat() if isinstance(value, date) else value
        await account_fields.keep(
            db, row.workspace_id, row.account_id, name, content, source=source, at=now, now=now
        )
    moved = row.arr_cents - before.arr_cents if before else 0
    if moved:
        told = GivenFact(
            row.account_id,
            "billing.expanded" if moved > 0 else "billing.contracted",
            now,
            value=float(abs(moved)),
            label=row.key[:200],
            key=f"arr:{row.id}:{row.arr_cents}:{now.isoformat()}",
        )
        await take_facts(db, row.workspace_id, [told], source=source, now=now)
    runs_on = any(one.outcome is None for one in await contracts.of_account(db, row.account_id))
    if row.outcome == "churned" and not runs_on:
        left = {"churned_on": (row.ended_on or row.renews_on).isoformat()}
        await keep_fields(db, row.workspace_id, row.account_id, left, source=source, at=now, now=now)
