"""Plays: the library by moment, and one with its steps, its runs and what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Conflict, Invalid
from app.pages.forms import Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT
from app.pages.play_lines import StepView, steps_of
from app.pages.route import router as page_router
from app.queries import play_lists, policies
from app.queries.play_lists import PlayFigures, RunLine
from app.services.play_library import KIND, Checked, Kept, check_text, kept, library, too_many
from app.services.policy_book import book
from app.services.simulate_play import Simulation, simulate_play
from app.services.start_run import start_run
from app.success.plays.playbooks import MOMENT_TITLES, PLAYBOOKS, playbook_title
from app.success.plays.types import MOMENTS
from app.tables import Account, Policy

router = page_router()

MOST_ACCOUNTS = 200
MOST_LINES = 50


@dataclass(frozen=True)
class MomentGroup:
    """The plays of a moment, and the motion they belong to."""

    title: str
    purpose: str
    plays: list[Kept]


@dataclass(frozen=True)
class PlaysPage(Context):
    """The library. `warnings` say what is too much or missing."""

    template: ClassVar[str] = "plays/index.html"
    section: ClassVar[str] = "Plays"
    groups: list[MomentGroup]
    figures: dict[str, PlayFigures]
    warnings: list[str]
    runs: list[RunLine]
    titles: dict[str, str]
    notice: str


@dataclass(frozen=True)
class PlayPage(Context):
    """One play. `versions` are the workspace's own, newest first; `simulation` what it would have done."""

    template: ClassVar[str] = "plays/show.html"
    section: ClassVar[str] = "Plays"
    kept: Kept
    playbook: str
    moment: str
    steps: list[StepView]
    otherwise: str
    figures: PlayFigures | None
    runs: list[RunLine]
    versions: list[Policy]
    checked: Checked
    accounts: list[Account]
    simulation: Simulation | None
    days: str
    errors: dict[str, str]
    notice: str


@router.get("/plays")
async def index(request: Request, db: DbDep) -> Response:
    found = await library(db)
    purposes = {one.moment: one.purpose for one in PLAYBOOKS}
    context = PlaysPage(
        groups=[
            MomentGroup(
                MOMENT_TITLES[moment],
                purposes[moment],
                [one for one in found if one.play.moment == moment],
            )
            for moment in MOMENTS
        ],
        figures=await play_lists.figures(db),
        warnings=too_many(found),
        runs=(await play_lists.runs(db, limit=LIMIT)).items,
        titles={one.play.name: one.play.title for one in found},
        notice=notice(request),
    )
    return render(request, context)


@router.get("/plays/{name}")
async def show(request: Request, name: str, db: DbDep, now: NowDep, days: str = "") -> Response:
    one = await kept(db, name)
    errors: dict[str, str] = {}
    simulation = None
    if days:
        try:
            count = int(days) if days.isascii() and days.isdigit() and len(days) <= 4 else 0
            simulation = await simulate_play(db, one.play, await book(db), days=count, now=now)
        except Invalid as refused:
            errors = field_errors(refused)
    page = await page_of(db, request, one, simulation=simulation, days=days or "90", errors=errors)
    return render(request, page, status=422 if errors else 200)


@router.post("/plays/{name}/begin")
async def begin(request: Request, name: str, db: DbDep, now: NowDep) -> Response:
    """Begins the play for an account that was chosen."""
    one = await kept(db, name)
    account_id = (await form_of(request)).text("account")
    try:
        if not one.is_on:
            raise Conflict("This play is off. Switch it on first.")
        cause = f"page/{account_id}/{now.isoformat()}"
        run = await start_run(db, None, name, account_id, None, await book(db), now, cause)
        if run is None:
            raise Conflict("A run of this play goes on there already, or the account has left.")
    except Refused as refused:
        page = await page_of(db, request, one, errors={"account": refused.message})
        return render(request, page, status=422)
    return RedirectResponse(f"/plays/runs/{run.id}?done=play_begun", 303)


async def page_of(
    db: Db,
    request: Request,
    one: Kept,
    *,
    simulation: Simulation | None = None,
    days: str = "90",
    errors: dict[str, str] | None = None,
) -> PlayPage:
    """The page of one play."""
    play = one.play
    found = await play_lists.figures(db)
    last = play.step(play.outcome.otherwise)
    return PlayPage(
        kept=one,
        playbook=playbook_title(play.playbook),
        moment=MOMENT_TITLES[play.moment],
        steps=steps_of(play),
        otherwise=last.title.replace("{{ account }}", "the account") if last else "A person takes over.",
        figures=found.get(play.name),
        runs=(await play_lists.runs(db, limit=LIMIT, play=play.name)).items,
        versions=await policies.versions(db, KIND, play.name),
        checked=await check_text(db, one.text, play.name),
        accounts=await play_lists.some_accounts(db, MOST_ACCOUNTS),
        simulation=simulation,
        days=days,
        errors=errors or {},
        notice=notice(request),
    )
