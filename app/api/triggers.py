"""Triggers: the library, on and off, thresholds by segment and account, dry runs, and tuning."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.api.shapes import Limit, Page, Shape, router
from app.by import By
from app.deps import CallerDep, DbDep, NowDep
from app.services import trigger_library
from app.services import tuning as tuner
from app.services.dry_run_trigger import LONGEST_DAYS, dry_run_trigger
from app.services.keep_policy import switch
from app.services.policy_book import book
from app.services.trigger_library import Kept, kept, library, set_thresholds
from app.success.outcomes.responses import Answered
from app.success.triggers.types import Sla

triggers = router("triggers")
tuning = router("tuning")

MOST_LINES = 200


class SlaOut(Shape):
    """Calendar or business `hours`, or business `days`."""

    clock: str
    hours: float | None
    days: float | None


class ThresholdOut(Shape):
    """`base` holds for all, `segments` for accounts in them, `workspace` over both where it is set."""

    name: str
    base: float
    segments: dict[str, float]
    workspace: float | None


class TriggerOut(Shape):
    """`row` names where in the library it stands; `number` is the workspace's own version, null for the
    shipped text."""

    name: str
    row: str
    title: str
    group: str
    outcome: str
    why: str
    is_on: bool
    priority: str
    sla: SlaOut
    sla_segments: dict[str, SlaOut]
    owner: list[str]
    play: str | None
    score: str
    cooldown_days: float
    window_days: float
    checkpoints: list[float]
    seasonal: bool
    thresholds: list[ThresholdOut]
    version: str
    number: int | None


class TriggerTextOut(TriggerOut):
    text: str


class TriggerChange(Shape):
    is_on: bool | None = None
    thresholds: dict[str, float | None] | None = Field(
        None, description="Your own value by threshold; null takes it back."
    )


class EffectiveOut(Shape):
    """The value that counts for the account, who said it, and all that was said on the way."""

    name: str
    value: float
    said_by: str
    layers: list[tuple[str, float]]


class DryRunIn(Shape):
    days: int = Field(90, ge=1, le=LONGEST_DAYS)
    thresholds: dict[str, float] | None = Field(None, description="Values to try instead.")


class WouldOut(Shape):
    account: str
    name: str
    at: datetime
    sentence: str
    churned_on: date | None


class DryRunOut(Shape):
    """What it would have fired. `lines` are the newest 200; `lead_days` the median from the first firing
    to the churn; `looked_at` of all `of` accounts."""

    trigger: str
    days: int
    sentence: str
    fired: int
    accounts: int
    churned: int
    missed: int
    lead_days: float | None
    looked_at: int
    of: int
    lines: list[WouldOut]


class TunedOut(Shape):
    """Shares are 0..1, null where nothing is to be counted. `advice` is retire, strengthen, route, silent,
    keep or early; `churned` of the `accounts` it fired at left afterwards."""

    trigger: str
    advice: str
    sentence: str
    fired: int
    acted: int
    closed: int
    codes: dict[str, int]
    worked: float | None
    action_rate: float | None
    in_time: float | None
    median_hours: float | None
    conversion: float | None
    false_share: float | None
    accounts: int
    churned: int
    churned_unacted: int


class ProposedOut(Shape):
    trigger: str
    seen: int
    churned: int
    share_churned: float
    share_others: float
    sentence: str


class SprawlOut(Shape):
    on: int
    is_too_many: bool
    unacted: list[str]
    sentence: str


class TuningOut(Shape):
    days: int
    sprawl: SprawlOut
    triggers: list[TunedOut]
    proposals: list[ProposedOut] | None = Field(description="Null unless asked for.")


@triggers.get("", response_model=Page[TriggerOut])
async def index(
    db: DbDep,
    is_on: bool | None = None,
    group: str | None = None,
    limit: Limit = 200,
    next: str | None = None,
) -> dict[str, Any]:
    """The library by group; `next` is the name after which to go on."""
    found = [
        one for one in await library(db) if is_on in (None, one.is_on) and group in (None, one.trigger.group)
    ]
    names = [one.trigger.name for one in found]
    start = names.index(next) + 1 if next in names else 0
    part = found[start : start + limit]
    more = start + limit < len(found)
    return {"items": [_shape(one) for one in part], "next": part[-1].trigger.name if more and part else None}


@triggers.get("/{name}", response_model=TriggerTextOut)
async def show(name: str, db: DbDep) -> TriggerTextOut:
    """One trigger with its text."""
    one = await kept(db, name)
    return TriggerTextOut(**_shape(one).model_dump(), text=one.text)


@triggers.patch("/{name}", response_model=TriggerTextOut)
async def change(
    name: str, given: TriggerChange, db: DbDep, caller: CallerDep, now: NowDep
) -> TriggerTextOut:
    """Switches it on or off, or sets the workspace's own thresholds."""
    await kept(db, name)
    by = By(caller.workspace_id, now, key_id=caller.key_id)
    if given.thresholds is not None:
        await set_thresholds(db, by, name, given.thresholds)
    if given.is_on is not None:
        await switch(db, by, trigger_library.KIND, name, on=given.is_on)
    return await show(name, db)


@triggers.get("/{name}/thresholds", response_model=list[EffectiveOut])
async def thresholds(name: str, db: DbDep, now: NowDep, account: str = "") -> list[EffectiveOut]:
    """Its thresholds as they count for an account."""
    one = await kept(db, name)
    found = await trigger_library.effective_for(db, await book(db), one.trigger, account, now)
    return [
        EffectiveOut(name=key, value=each.value, said_by=each.said_by, layers=list(each.layers))
        for key, each in found.items()
    ]


@triggers.post("/{name}/dry-run", response_model=DryRunOut)
async def dry_run(name: str, given: DryRunIn, db: DbDep, now: NowDep) -> DryRunOut:
    """What it would have fired over the past, from what is stored, on or off."""
    one = await kept(db, name)
    run = await dry_run_trigger(
        db, one.trigger, await book(db), days=given.days, now=now, overrides=given.thresholds
    )
    same = {key: getattr(run, key) for key in DryRunOut.model_fields if key not in ("lines", "fired")}
    lines = [
        WouldOut(
            account=line.account_id,
            name=line.account,
            at=line.at,
            sentence=line.sentence,
            churned_on=line.churned_on,
        )
        for line in run.lines[:MOST_LINES]
    ]
    return DryRunOut(**same, fired=len(run.lines), lines=lines)


@tuning.get("", response_model=TuningOut)
async def report(db: DbDep, now: NowDep, proposals: bool = False) -> TuningOut:
    """What the reason codes say about each trigger; with `proposals`, which of those off would have told who
    left, which takes some seconds."""
    held = await book(db)
    found = await tuner.tuning(db, held, now)
    more = await tuner.proposals(db, held, now) if proposals else None
    return TuningOut(
        days=found.days,
        sprawl=SprawlOut.model_validate(found.sprawl),
        triggers=[_tuned(found, name) for name in found.triggers],
        proposals=None if more is None else [ProposedOut.model_validate(one) for one in more],
    )


def _shape(one: Kept) -> TriggerOut:
    trigger = one.trigger
    same = ("name", "row", "title", "group", "outcome", "why", "priority", "play", "score", "cooldown_days")
    more = ("window_days", "seasonal", "version")
    return TriggerOut(
        **{name: getattr(trigger, name) for name in (*same, *more)},
        is_on=one.is_on,
        number=one.number,
        owner=list(trigger.owner),
        checkpoints=list(trigger.checkpoints),
        sla=_sla(trigger.sla),
        sla_segments={name: _sla(sla) for name, sla in trigger.sla_segments.items()},
        thresholds=[
            ThresholdOut(
                name=each.name,
                base=each.value,
                segments=dict(each.segments),
                workspace=one.overrides.get(each.name),
            )
            for each in trigger.thresholds
        ],
    )


def _sla(sla: Sla) -> SlaOut:
    return SlaOut(clock=sla.clock, hours=sla.hours, days=sla.days)


def _tuned(found: tuner.Tuning, name: str) -> TunedOut:
    one, after = found.triggers[name], found.downstream[name]
    figures: Answered = one.answered
    counted = (
        "fired",
        "acted",
        "closed",
        "action_rate",
        "in_time",
        "median_hours",
        "conversion",
        "false_share",
    )
    return TunedOut(
        **{key: getattr(figures, key) for key in counted},
        trigger=name,
        advice=one.advice,
        sentence=one.sentence,
        codes=dict(one.codes),
        worked=one.worked,
        accounts=after.accounts,
        churned=after.churned,
        churned_unacted=after.unacted,
    )
