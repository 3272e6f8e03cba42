"""An account's record on its page: fields with their source and age, contracts, milestones, family, ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.database import Db
from app.pages.wording import day, money, words
from app.queries import (
    account_fields,
    accounts,
    contracts,
    families,
    identities,
    lookalikes,
    merges,
    milestones,
    timeline,
)
from app.queries.account_fields import FieldLine
from app.queries.families import Below
from app.queries.lookalikes import Lookalike
from app.queries.timeline import Channel, Moment
from app.success.stages import Stage, stages, stages_after
from app.tables import Account, AccountMerge, Contract, Identity, Milestone, SuccessPlan

MOMENTS = 10
TOUCHED = timedelta(days=90)


@dataclass(frozen=True)
class FieldView:
    """A field as it reads. `is_stale`: its source has been silent for longer than it promised."""

    name: str
    text: str
    source: str
    at: datetime
    before: str
    is_stale: bool


@dataclass(frozen=True)
class Family:
    """The account above, those right under, and what all below are worth together."""

    parent: Account | None
    children: list[Account]
    below: Below


@dataclass(frozen=True)
class MergeView:
    """A merge; `is_undoable` while this account is the one that holds the other."""

    row: AccountMerge
    other: Account | None
    is_into_this: bool
    is_undoable: bool


@dataclass(frozen=True)
class RecordPanel:
    """What is kept about an account. `plans` and `milestones` are its agreements, `channels` how it was
    reached in the last 90 days, `alike` what may be the same company."""

    fields: list[FieldView]
    stale: int
    contracts: list[Contract]
    plans: list[SuccessPlan]
    milestones: list[Milestone]
    today: date
    stage: Stage | None
    next_stages: tuple[Stage, ...]
    family: Family
    identities: list[Identity]
    merges: list[MergeView]
    alike: list[Lookalike]
    channels: list[Channel]


async def panel(db: Db, account: Account, now: datetime) -> RecordPanel:
    """What the account's page shows of its record."""
    told = await account_fields.with_freshness(db, account.id)
    fields = [_field(one, now) for one in told]
    return RecordPanel(
        fields=fields,
        stale=sum(one.is_stale for one in fields),
        contracts=await contracts.of_account(db, account.id),
        plans=(await milestones.plans(db, limit=20, account_id=account.id)).items,
        milestones=await milestones.of_account(db, account.id),
        today=now.date(),
        stage=stages().get(account.stage or ""),
        next_stages=stages_after(account.stage),
        family=Family(
            await accounts.account(db, account.parent_id) if account.parent_id else None,
            await families.children(db, account.id),
            await families.below(db, account.id),
        ),
        identities=await identities.of_account(db, account.id),
        merges=[await _merge(db, account, row) for row in await merges.merges_of(db, account.id)],
        alike=await lookalikes.lookalikes(db, account.id),
        channels=await timeline.touchpoints(db, account.id, now - TOUCHED),
    )


async def past(db: Db, account: Account, cursor: str | None) -> tuple[list[Moment], str | None]:
    """Some moments of the account, newest first, and the cursor of what came before."""
    found = await timeline.timeline(db, account.id, limit=MOMENTS, cursor=cursor)
    return found.items, found.next


async def _merge(db: Db, account: Account, row: AccountMerge) -> MergeView:
    is_into_this = row.kept_id == account.id
    other = await accounts.account(db, row.merged_id if is_into_this else row.kept_id)
    return MergeView(row, other, is_into_this, is_into_this and row.undone_at is None)


def _field(one: FieldLine, now: datetime) -> FieldView:
    return FieldView(
        name=words(one.name.removeprefix("custom.").removesuffix("_cents").removesuffix("_on")),
        text=_text(one.name, one.value),
        source=one.source,
        at=one.at,
        before=_text(one.name, one.previous) if one.previous is not None else "",
        is_stale=one.fresh_until is not None and one.fresh_until < now,
    )


def _text(name: str, value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_cents") and isinstance(value, int):
        return money(value)
    if name.endswith("_on") and isinstance(value, str):
        return day(date.fromisoformat(value))
    return f"{value:,}" if isinstance(value, int) else str(value)
