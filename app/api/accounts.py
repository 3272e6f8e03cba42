"""Accounts: the companies that buy from us, told by other systems and read back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import status
from pydantic import AwareDatetime, Field

from app.api.rows import Batch, RowsOut, answer, parted
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import Conflict, NotFound
from app.queries import accounts as queries
from app.queries import identities
from app.services.take_rows import MOST, Took, take_rows
from app.services.upsert_account import GivenAccount, upsert_account
from app.tables import Account

accounts = router("accounts")


class AccountFields(Shape):
    """What is left out stays, null empties."""

    name: str | None = Field(None, min_length=1, max_length=200)
    domain: str | None = Field(None, max_length=253)
    segment: str | None = Field(None, max_length=100)
    tier: str | None = Field(None, max_length=100)
    industry: str | None = Field(None, max_length=200)
    team_size: int | None = Field(None, ge=0, le=10**9)
    arr_cents: int | None = Field(
        None, ge=0, le=10**15, description="Once there are contracts, what they are worth."
    )
    renewal_on: date | None = None
    started_on: date | None = None
    churned_on: date | None = None
    csm: str | None = Field(None, max_length=200)
    backup: str | None = Field(None, max_length=200)
    pod: str | None = Field(None, max_length=200)
    time_zone: str | None = Field(None, max_length=60, examples=["Europe/Lisbon"])


class AccountRow(AccountFields):
    account: str | None = Field(
        None, max_length=300, description="Our id, or `system:id` as known elsewhere."
    )
    external_ids: dict[str, str] = Field(default_factory=dict, examples=[{"salesforce": "0015g00000XyZ"}])
    parent: str | None = Field(None, max_length=300, description="Id or `system:id`; empty for none.")
    stage: str | None = Field(None, max_length=50)
    custom: dict[str, str | float | bool | None] = Field(
        default_factory=dict, max_length=100, description="Fields of your own, by name."
    )

    def given(self) -> GivenAccount:
        """As the verb takes it: only what was sent."""
        told: dict[str, object] = {
            name: getattr(self, name) for name in AccountFields.model_fields if name in self.model_fields_set
        }
        told |= {f"custom.{name}": value for name, value in self.custom.items()}
        return GivenAccount(told, self.external_ids, self.account, self.parent, self.stage)


class AccountIn(AccountRow):
    name: str = Field(min_length=1, max_length=200)


class AccountsIn(Batch):
    at: AwareDatetime | None = Field(None, description="When these values were so; now unless given.")
    accounts: list[Any] = Field(
        max_length=MOST,
        description=f"Up to {MOST:,} accounts, each found by our id or its ids elsewhere, else made.",
        json_schema_extra={"items": AccountRow.model_json_schema()},
    )


class AccountOut(Shape):
    """`merged_into` is what an account has become, null for one that stands by itself."""

    id: str
    name: str
    domain: str | None
    segment: str | None
    tier: str | None
    industry: str | None
    team_size: int | None
    arr_cents: int | None
    renewal_on: date | None
    started_on: date | None
    churned_on: date | None
    stage: str | None
    csm: str | None
    backup: str | None
    pod: str | None
    time_zone: str | None
    parent: str | None
    merged_into: str | None
    no_contact_until: date | None
    external_ids: dict[str, str]
    is_synthetic: bool
    created_at: datetime


@accounts.post("", status_code=status.HTTP_201_CREATED, response_model=AccountOut)
async def create(given: AccountIn, db: DbDep, caller: CallerDep, now: NowDep) -> AccountOut:
    """Adds an account; `external_ids` names it in your other systems. One that is known is refused."""
    took = await upsert_account(db, caller.workspace_id, given.given(), source="api", at=now, now=now)
    if took.verdict != "made":
        raise Conflict("An account with this id is known; change it with PUT.", field="external_ids")
    return account_shape(await account_or_404(db, took.id))


@accounts.put("", response_model=RowsOut)
async def upsert(given: AccountsIn, db: DbDep, caller: CallerDep, now: NowDep) -> RowsOut:
    """Adds or changes many, each with its own verdict. A value older than the one there is left aside."""
    good, refused = parted(AccountRow, given.accounts)

    async def keep(row: AccountRow) -> Took:
        return await upsert_account(
            db, caller.workspace_id, row.given(), source=given.source, at=given.at or now, now=now
        )

    return answer(len(given.accounts), refused, await take_rows(db, good, keep, dry_run=given.dry_run))


@accounts.get("", response_model=Page[AccountOut])
async def index(
    db: DbDep,
    caller: CallerDep,
    external_id: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, or the one known elsewhere as `external_id` (`system:id`)."""
    if external_id is not None:
        found = await identities.accounts_named(db, caller.workspace_id, [external_id])
        rows = [await queries.account(db, one.id) for one in found.values()]
        return {"items": [account_shape(row) for row in rows if row], "next": None}
    return page(await queries.accounts(db, limit=limit, cursor=next), account_shape)


@accounts.get("/{account_id}", response_model=AccountOut)
async def show(account_id: str, db: DbDep) -> AccountOut:
    """One account."""
    return account_shape(await account_or_404(db, account_id))


@accounts.patch("/{account_id}", response_model=AccountOut)
async def change(account_id: str, given: AccountRow, db: DbDep, caller: CallerDep, now: NowDep) -> AccountOut:
    """Changes what is given, as said by the API now."""
    await account_or_404(db, account_id)
    told = given.given()
    told = GivenAccount(told.fields, told.external_ids, account_id, told.parent, told.stage)
    took = await upsert_account(db, caller.workspace_id, told, source="api", at=now, now=now)
    return account_shape(await account_or_404(db, took.id))


async def account_or_404(db: Db, account_id: str) -> Account:
    """The account. Raises NotFound."""
    row = await queries.account(db, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row


def account_shape(row: Account) -> AccountOut:
    same = {name: getattr(row, name) for name in AccountOut.model_fields if hasattr(row, name)}
    return AccountOut(**same, parent=row.parent_id, merged_into=row.merged_into_id)
