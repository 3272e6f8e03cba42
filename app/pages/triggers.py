"""Triggers: the library by its four groups, how each is answered, and one with its text and a dry run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fastapi import Request, Response

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Invalid
from app.pages.forms import field_errors
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import router as page_router
from app.queries import accounts
from app.services.dry_run_trigger import DryRun, dry_run_trigger
from app.services.policy_book import Book, book
from app.services.trigger_library import Kept, effective_for, kept, library
from app.services.tuning import Tuning, proposals, tuning
from app.success.conditions.thresholds import Effective
from app.success.hours import Calendar
from app.success.triggers.tuning import Proposed, Tuned
from app.success.triggers.types import Sla, Trigger

router = page_router()

GROUPS = {
    "lifecycle": "Lifecycle",
    "adoption": "Adoption",
    "support": "Support and experience",
    "commercial": "Commercial and stakeholders",
}
LOOP = {
    "Define": "what it watches, and which outcome it serves",
    "Threshold": "from when on, by segment",
    "Route": "whose it is, and how soon",
    "Engage": "the play it begins",
    "Measure": "how it was answered, and what came of it",
    "Improve": "what its reason codes advise",
}
DRY_DAYS = 180
LINES = 50
LOOKED_FOR = 100
"""Accounts to choose from for the effective thresholds."""


@dataclass(frozen=True)
class Entry:
    """A trigger of the library; `tuned` is None where it is off and has not fired."""

    kept: Kept
    sla: str
    tuned: Tuned | None


@dataclass(frozen=True)
class TriggersPage(Context):
    """The library; `proposed` is None unless asked for."""

    template: ClassVar[str] = "triggers/index.html"
    section: ClassVar[str] = "Firings"
    groups: dict[str, list[Entry]]
    titles: dict[str, str]
    loop: dict[str, str]
    report: Tuning
    proposed: list[Proposed] | None
    notice: str


@dataclass(frozen=True)
class TriggerPage(Context):
    """One trigger. `effective` are its thresholds for the `account` asked about; `run` is a dry run."""

    template: ClassVar[str] = "triggers/show.html"
    section: ClassVar[str] = "Firings"
    kept: Kept
    trigger: Trigger
    group: str
    sla: str
    sla_segments: dict[str, str]
    tuned: Tuned | None
    downstream: Any
    codes: dict[str, str]
    calendar: Calendar
    accounts: list[Any]
    account: str
    effective: dict[str, Effective]
    run: DryRun | None
    lines: list[Any]
    days: int
    typed: dict[str, str]
    notice: str
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/triggers")
async def index(request: Request, db: DbDep, now: NowDep, propose: str = "") -> Response:
    held = await book(db)
    report = await tuning(db, held, now)
    groups: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for one in await library(db):
        tuned = report.triggers.get(one.trigger.name)
        groups[one.trigger.group].append(Entry(one, sla_words(one.trigger.sla), tuned))
    context = TriggersPage(
        groups=groups,
        titles=GROUPS,
        loop=LOOP,
        report=report,
        proposed=await proposals(db, held, now) if propose else None,
        notice=notice(request),
    )
    return render(request, context)


@router.get("/triggers/{trigger_name}")
async def show(
    request: Request, trigger_name: str, db: DbDep, now: NowDep, account: str = "", days: str = ""
) -> Response:
    """The page; with `account` its thresholds there, with `days` a dry run over so many."""
    one = await kept(db, trigger_name)
    held = await book(db)
    run, errors = await _run(db, one, held, now, days) if days else (None, {})
    effective = await effective_for(db, held, one.trigger, account, now) if account else {}
    page = await page_of(
        db, request, one, held, now, run=run, effective=effective, account=account, errors=errors
    )
    return render(request, page, status=422 if errors else 200)


async def _run(
    db: Db, one: Kept, held: Book, now: datetime, days: str
) -> tuple[DryRun | None, dict[str, str]]:
    try:
        if not (days.isascii() and days.isdigit() and len(days) < 5):
            raise Invalid("Write a whole number of days.", field="days")
        return await dry_run_trigger(db, one.trigger, held, days=int(days), now=now), {}
    except Invalid as refused:
        return None, field_errors(refused)


async def page_of(
    db: Db,
    request: Request,
    one: Kept,
    held: Book,
    now: datetime,
    *,
    run: DryRun | None = None,
    effective: dict[str, Effective] | None = None,
    account: str = "",
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> TriggerPage:
    """The page of a trigger; `typed` is what stood in the form of thresholds."""
    report = await tuning(db, held, now)
    trigger = one.trigger
    own = {name: f"{value:g}" for name, value in one.overrides.items()}
    return TriggerPage(
        kept=one,
        trigger=trigger,
        group=GROUPS[trigger.group],
        sla=sla_words(trigger.sla),
        sla_segments={name: sla_words(sla) for name, sla in trigger.sla_segments.items()},
        tuned=report.triggers.get(trigger.name),
        downstream=report.downstream.get(trigger.name),
        codes={name: code.title for name, code in held.reason_codes.items()},
        calendar=held.hours,
        accounts=(await accounts.accounts(db, limit=LOOKED_FOR)).items,
        account=account,
        effective=effective or {},
        run=run,
        lines=list(run.lines[:LINES]) if run else [],
        days=run.days if run else DRY_DAYS,
        typed=typed if typed is not None else own,
        notice=notice(request),
        errors=errors or {},
    )


def sla_words(sla: Sla) -> str:
    """ "24 hours", "5 business days"."""
    if sla.days is not None:
        return f"{sla.days:g} business {'day' if sla.days == 1 else 'days'}"
    return f"{sla.hours:g} {'business ' if sla.clock == 'business' else ''}hours"
