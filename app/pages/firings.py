"""Firings: the queue of what became true, overdue first, and one with everything that was known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from fastapi import Request, Response

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import router as page_router
from app.pages.wording import words
from app.queries import accounts
from app.queries import firings as queries
from app.queries.firings import Filters, FiringLine
from app.services.policy_book import book
from app.services.quote_evidence import quoted, with_quotes
from app.success.triggers.types import PRIORITIES
from app.tables import Account, Contact, Firing, PlayRun

router = page_router()

WAITING = 200
SHOWN = 6
"""Firings on an account's page."""
STATUSES = ("open", "acting", "closed")


class Titled(Protocol):
    """What people know by a title."""

    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Group:
    """Part of the queue under one heading."""

    title: str
    lines: list[FiringLine]


@dataclass(frozen=True)
class FiringsPage(Context):
    """`groups` is what waits: overdue, due, being acted on; `closed` comes page by page."""

    template: ClassVar[str] = "firings/index.html"
    section: ClassVar[str] = "Firings"
    groups: list[Group]
    closed: list[FiringLine]
    pages: Pages
    filters: Filters
    triggers: dict[str, str]
    plays: dict[str, str]
    priorities: tuple[str, ...]
    codes: dict[str, str]
    now: datetime
    notice: str


@dataclass(frozen=True)
class Factor:
    """A factor of the score with how far it moved, and what it rests on."""

    title: str
    sentence: str
    points: float | None
    delta: float | None
    evidence: list[dict[str, Any]]


@dataclass(frozen=True)
class FiringPage(Context):
    """One firing. `codes` are the ways to close it, by name; `play` and `trigger` are titles."""

    template: ClassVar[str] = "firings/show.html"
    section: ClassVar[str] = "Firings"
    firing: Firing
    account: Account
    contact: Contact | None
    factors: list[Factor]
    evidence: list[dict[str, Any]]
    beside: list[dict[str, Any]]
    run: PlayRun | None
    play: str
    trigger: str
    codes: dict[str, str]
    is_overdue: bool
    code: str
    note: str
    errors: dict[str, str]
    notice: str


@dataclass(frozen=True)
class FiringsPanel:
    """What fired at an account: what waits or is being acted on, and what was closed. `plays` are titles."""

    account_id: str
    waiting: list[FiringLine]
    closed: list[FiringLine]
    codes: dict[str, str]
    plays: dict[str, str]
    now: datetime


@router.get("/firings")
async def index(
    request: Request,
    db: DbDep,
    now: NowDep,
    status: str = "",
    trigger: str = "",
    priority: str = "",
    owner: str = "",
    account: str = "",
    next: str | None = None,
) -> Response:
    filters = Filters(status or None, account or None, trigger or None, priority or None, owner or None)
    held = await book(db)
    closed = await queries.closed(db, filters, now, limit=LIMIT, cursor=next)
    waiting = [] if next else await queries.waiting(db, filters, now, limit=WAITING)
    given = {"status": status, "trigger": trigger, "priority": priority, "owner": owner, "account": account}
    context = FiringsPage(
        groups=grouped(waiting, now),
        closed=closed.items,
        pages=pages(closed, "/firings", next, **given),
        filters=filters,
        triggers=titles(held.triggers),
        plays=titles(held.plays),
        priorities=PRIORITIES,
        codes=titles(held.reason_codes),
        now=now,
        notice=notice(request),
    )
    return render(request, context)


@router.get("/firings/{firing_id}")
async def show(request: Request, firing_id: str, db: DbDep, now: NowDep) -> Response:
    return render(request, await page_of(db, request, firing_id, now))


async def page_of(db: Db, request: Request, firing_id: str, now: datetime, **form: Any) -> FiringPage:
    """The page; `form` is what stood in the form that closes it, and its errors. Raises NotFound."""
    firing = await queries.firing(db, firing_id)
    account = await accounts.account(db, firing.account_id) if firing else None
    if firing is None or account is None:
        raise NotFound("There is no such firing.")
    held = await book(db)
    run = await queries.run_of(db, firing.id)
    return FiringPage(
        firing=firing,
        account=account,
        contact=await accounts.contact(db, firing.contact_id) if firing.contact_id else None,
        factors=[_factor(one) for one in await with_quotes(db, firing.top)],
        evidence=await quoted(db, firing.evidence),
        beside=await quoted(db, firing.checks.get("beside") or []),
        run=run,
        play=titles(held.plays).get(run.play, words(run.play)) if run else "",
        trigger=titles(held.triggers).get(firing.trigger, firing.title),
        codes=titles(held.reason_codes),
        is_overdue=firing.status == "open" and firing.due_at <= now,
        code=form.get("code", ""),
        note=form.get("note", ""),
        errors=form.get("errors", {}),
        notice=notice(request),
    )


async def panel(db: Db, account: Account, now: datetime) -> FiringsPanel:
    """What the account's page shows of firings; draw it with `accounts/_firings.html` as `firings`."""
    held = await book(db)
    lines = await queries.of_account(db, account.id, limit=SHOWN)
    return FiringsPanel(
        account_id=account.id,
        waiting=[line for line in lines if line.status != "closed"],
        closed=[line for line in lines if line.status == "closed"],
        codes=titles(held.reason_codes),
        plays=titles(held.plays),
        now=now,
    )


def titles(named: Mapping[str, Titled]) -> dict[str, str]:
    """What triggers, plays and reasons are called on pages, by name."""
    return {name: one.title for name, one in named.items()}


def grouped(lines: list[FiringLine], now: datetime) -> list[Group]:
    """The queue in the order to work it off; empty parts are left out."""
    overdue = [line for line in lines if line.status == "open" and line.due_at <= now]
    due = [line for line in lines if line.status == "open" and line.due_at > now]
    acting = [line for line in lines if line.status == "acting"]
    found = (Group("Overdue", overdue), Group("To act on", due), Group("Being acted on", acting))
    return [group for group in found if group.lines]


def _factor(one: dict[str, Any]) -> Factor:
    return Factor(
        one.get("title", ""), one.get("sentence", ""), one.get("points"), one.get("delta"), one["evidence"]
    )
