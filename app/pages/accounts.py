"""Accounts: the list, and one by the four questions: what happens, why, what to do, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages import account_contact, account_record, firings, health_panel, outlook, play_runs, voices
from app.pages.account_contact import ContactPanel
from app.pages.account_record import RecordPanel
from app.pages.firings import FiringsPanel
from app.pages.frame import Context, render
from app.pages.health_panel import HealthPanel
from app.pages.links import within
from app.pages.notices import notice
from app.pages.outlook import Outlook
from app.pages.pager import LIMIT, Pages
from app.pages.play_runs import PlaysPanel
from app.pages.route import router as page_router
from app.pages.voices import View
from app.queries import account_list, accounts, identities, lists
from app.queries.account_list import SORTS, AccountLine, Choices, Filters
from app.queries.lists import InterviewLine
from app.queries.timeline import Moment
from app.tables import Account

router = page_router()

INTERVIEWS = 5
"""Interviews on an account's page; the rest is a link away."""
LAST_PAGE = 1_000
BANDS = ("critical", "declining", "at_risk", "healthy", "unknown")


@dataclass(frozen=True)
class AccountsPage(Context):
    """`is_filtered` tells a list that is empty for its filters from one that is empty."""

    template: ClassVar[str] = "accounts/index.html"
    section: ClassVar[str] = "Accounts"
    accounts: list[AccountLine]
    filters: Filters
    is_filtered: bool
    choices: Choices
    bands: tuple[str, ...]
    sorts: dict[str, str]
    pages: Pages


@dataclass(frozen=True)
class AccountPage(Context):
    """One account. `past` is its timeline, `older` the address of what came before."""

    template: ClassVar[str] = "accounts/show.html"
    section: ClassVar[str] = "Accounts"
    account: Account
    record: RecordPanel
    health: HealthPanel
    firings: FiringsPanel
    plays: PlaysPanel
    outlook: Outlook
    view: View
    contact: ContactPanel
    interviews: list[InterviewLine]
    past: list[Moment]
    older: str | None
    errors: dict[str, str]
    notice: str


@router.get("/accounts")
async def index(
    request: Request,
    db: DbDep,
    q: str = "",
    band: str = "",
    segment: str = "",
    stage: str = "",
    csm: str = "",
    sort: str = "health",
    page: str = "",
) -> Response:
    filters = Filters(q[:200], band, segment, stage, csm, sort if sort in SORTS else "health")
    number = min(int(page), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = max(number, 1)
    found = await account_list.lines(db, filters, limit=LIMIT, offset=(number - 1) * LIMIT)
    context = AccountsPage(
        accounts=found[:LIMIT],
        filters=filters,
        is_filtered=any((q.strip(), band, segment, stage, csm)),
        choices=await account_list.choices(db),
        bands=BANDS,
        sorts={name: title for name, (title, _) in SORTS.items()},
        pages=_pages(filters, number, has_more=len(found) > LIMIT),
    )
    return render(request, context)


def _pages(filters: Filters, number: int, *, has_more: bool) -> Pages:
    kept = {
        "q": filters.words,
        "band": filters.band,
        "segment": filters.segment,
        "stage": filters.stage,
        "csm": filters.csm,
        "sort": "" if filters.sort == "health" else filters.sort,
    }
    return Pages(
        within("/accounts", **kept) if number > 1 else None,
        within("/accounts", **kept, page=str(number + 1)) if has_more and number < LAST_PAGE else None,
    )


@router.get("/accounts/{account_id}")
async def show(
    request: Request, account_id: str, db: DbDep, now: NowDep, next: str | None = None
) -> Response:
    """The account; one that was merged leads to the one it became."""
    account = await accounts.account(db, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    if account.merged_into_id is not None:
        return RedirectResponse(f"/accounts/{await identities.kept_id(db, account_id)}?done=is_merged", 303)
    return render(request, await page_of(request, db, account, now, cursor=next))


async def page_of(
    request: Request,
    db: Db,
    account: Account,
    now: datetime,
    *,
    cursor: str | None = None,
    errors: dict[str, str] | None = None,
) -> AccountPage:
    """The whole page; `errors` are those of the form that was sent."""
    past, before = await account_record.past(db, account, cursor)
    return AccountPage(
        account=account,
        record=await account_record.panel(db, account, now),
        health=await health_panel.panel(db, account, now),
        firings=await firings.panel(db, account, now),
        plays=await play_runs.panel(db, account, now),
        outlook=await outlook.panel(db, account, now),
        view=await voices.panel(db, account, now),
        contact=await account_contact.panel(db, account, now),
        interviews=(await lists.interviews(db, limit=INTERVIEWS, account_id=account.id)).items,
        past=past,
        older=within(f"/accounts/{account.id}", next=before) + "#timeline" if before else None,
        errors=errors or {},
        notice=notice(request),
    )
