"""Facts: what happened at accounts, told by other systems and read back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from app.api.rows import Batch, parted
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.deps import CallerDep, DbDep, NowDep
from app.queries import facts as queries
from app.services.take_facts import MOST, GivenFact, Verdict, take_facts
from app.tables import Fact

events = router("events")
facts = router("facts")


class FactIn(Shape):
    account: str = Field(max_length=300, description="The account's id, or `system:id` as known elsewhere.")
    name: str = Field(max_length=100, examples=["usage.ui"], description="From the catalogue, or `custom.…`.")
    at: AwareDatetime = Field(description="When it was so.")
    value: float = Field(1.0, description="How much; 1 for something that just happened.")
    label: str | None = Field(None, max_length=200, description="Of what kind, as in `p1`.")
    contact: str | None = Field(None, max_length=320, description="Id, `system:id` or e-mail address.")
    key: str | None = Field(
        None, max_length=300, description="The same key from the same source is the same."
    )
    evidence: dict[str, Any] | None = Field(None, description="What it rests on: `text`, `url`, ids.")


class FactsIn(Batch):
    events: list[Any] = Field(
        max_length=MOST,
        description=f"Up to {MOST:,} events, each checked by itself.",
        json_schema_extra={"items": FactIn.model_json_schema()},
    )


class VerdictOut(Shape):
    """What became of the event at `index`; `account` is whose it is, after all merges."""

    index: int
    verdict: Literal["accepted", "duplicate", "refused"]
    id: str | None = None
    account: str | None = None
    field: str | None = None
    message: str | None = None


class VerdictsOut(Shape):
    accepted: int
    duplicate: int
    refused: int
    items: list[VerdictOut]


class FactOut(Shape):
    id: str
    account: str
    contact: str | None
    name: str
    at: datetime
    value: float
    label: str | None
    source: str
    evidence: dict[str, Any] | None
    received_at: datetime


@events.post("", response_model=VerdictsOut)
async def take(given: FactsIn, db: DbDep, caller: CallerDep, now: NowDep) -> VerdictsOut:
    """Takes in what happened, each event with its own verdict; one sent before is a duplicate."""
    good, refused = parted(FactIn, given.events)
    told = [GivenFact(**one.model_dump()) for one in good]
    verdicts = await take_facts(
        db, caller.workspace_id, told, source=given.source, now=now, dry_run=given.dry_run
    )
    left = iter(verdicts)
    items = [
        VerdictOut(index=index, verdict="refused", field=refused[index][0], message=refused[index][1])
        if index in refused
        else _verdict(index, next(left))
        for index in range(len(given.events))
    ]
    counts = [item.verdict for item in items]
    return VerdictsOut(
        accepted=counts.count("accepted"),
        duplicate=counts.count("duplicate"),
        refused=counts.count("refused"),
        items=items,
    )


@facts.get("", response_model=Page[FactOut])
async def index(
    db: DbDep,
    account: str | None = None,
    name: str | None = None,
    since: AwareDatetime | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Facts in no order of time, of one account, name or since a moment if given."""
    found = await queries.facts(db, limit=limit, cursor=next, account_id=account, name=name, since=since)
    return page(found, _fact)


def _verdict(index: int, one: Verdict) -> VerdictOut:
    return VerdictOut(
        index=index,
        verdict=one.verdict,
        id=one.id,
        account=one.account_id,
        field=one.field,
        message=one.sentence,
    )


def _fact(row: Fact) -> FactOut:
    return FactOut(
        id=row.id,
        account=row.account_id,
        contact=row.contact_id,
        name=row.name,
        at=row.at,
        value=row.value,
        label=row.label,
        source=row.source,
        evidence=row.evidence,
        received_at=row.received_at,
    )
