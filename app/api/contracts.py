"""Contracts: the terms an account is under, what they are worth, when they renew and how they ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from app.api.rows import Batch, RowsOut, answer, parted
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import NotFound
from app.queries import contracts as queries
from app.services.keep_contract import GivenContract, keep_contract
from app.services.take_rows import MOST, Took, take_rows
from app.tables import Contract

contracts = router("contracts")


class ContractFields(Shape):
    """What is left out stays."""

    arr_cents: int | None = Field(None, ge=0, le=10**15)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$", examples=["EUR"])
    starts_on: date | None = None
    renews_on: date | None = None
    auto_renews: bool | None = None
    outcome: Literal["renewed", "expanded", "contracted", "churned"] | None = Field(
        None, description="How the term ended; null while it runs."
    )
    ended_on: date | None = None
    reason: str | None = Field(None, max_length=500)

    def told(self) -> dict[str, Any]:
        """Only what was sent; what a contract cannot be without is never emptied."""
        sent = {name: getattr(self, name) for name in ContractFields.model_fields}
        may_be_empty = {"outcome", "ended_on", "reason"} & self.model_fields_set
        return {name: value for name, value in sent.items() if value is not None or name in may_be_empty}


class ContractRow(ContractFields):
    account: str = Field(max_length=300, description="The account's id, or `system:id`.")
    key: str = Field(max_length=100, description="The contract's name within the account.")


class ContractsIn(Batch):
    contracts: list[Any] = Field(
        max_length=MOST,
        description=f"Up to {MOST:,} contracts, each found by its account and key, else made.",
        json_schema_extra={"items": ContractRow.model_json_schema()},
    )


class ContractOut(Shape):
    id: str
    account: str
    key: str
    arr_cents: int
    currency: str
    starts_on: date
    renews_on: date
    auto_renews: bool
    outcome: str | None
    ended_on: date | None
    reason: str | None
    source: str
    created_at: datetime
    changed_at: datetime


@contracts.put("", response_model=RowsOut)
async def upsert(given: ContractsIn, db: DbDep, caller: CallerDep, now: NowDep) -> RowsOut:
    """Adds or changes many, each with its own verdict; their accounts' worth and renewal follow."""
    good, refused = parted(ContractRow, given.contracts)

    async def keep(row: ContractRow) -> Took:
        told = GivenContract(row.account, row.key, row.told())
        return await keep_contract(db, caller.workspace_id, told, source=given.source, now=now)

    return answer(len(given.contracts), refused, await take_rows(db, good, keep, dry_run=given.dry_run))


@contracts.get("", response_model=Page[ContractOut])
async def index(
    db: DbDep,
    account: str | None = None,
    renews_before: date | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Newest first, of one account, or those that run and renew before a day."""
    found = await queries.contracts(
        db, limit=limit, cursor=next, account_id=account, renews_before=renews_before
    )
    return page(found, _shape)


@contracts.get("/{contract_id}", response_model=ContractOut)
async def show(contract_id: str, db: DbDep) -> ContractOut:
    """One contract."""
    return _shape(await _contract(db, contract_id))


@contracts.patch("/{contract_id}", response_model=ContractOut)
async def change(
    contract_id: str, given: ContractFields, db: DbDep, caller: CallerDep, now: NowDep
) -> ContractOut:
    """Changes what is given: another worth, another day, how the term ended."""
    row = await _contract(db, contract_id)
    told = GivenContract(row.account_id, row.key, given.told())
    await keep_contract(db, caller.workspace_id, told, source="api", now=now)
    return _shape(await _contract(db, contract_id))


async def _contract(db: Db, contract_id: str) -> Contract:
    row = await queries.contract(db, contract_id)
    if row is None:
        raise NotFound("There is no such contract.")
    return row


def _shape(row: Contract) -> ContractOut:
    same = {name: getattr(row, name) for name in ContractOut.model_fields if hasattr(row, name)}
    return ContractOut(**same, account=row.account_id)
