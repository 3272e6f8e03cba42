"""Sources: the inventory of systems that touch customers, what they told last, and what to connect next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, TypedDict

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app import ids
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Conflict, Invalid, NotFound
from app.pages.forms import Form, Refused, field_errors, form_of, whole_number
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.route import ADMINS, AdminDep
from app.pages.route import router as page_router
from app.queries import imports, timeline
from app.queries import sources as queries
from app.queries.base import insert
from app.queries.timeline import Channel
from app.success.inventory import is_stale, to_connect
from app.success.source_kinds import KINDS, NAME
from app.tables import ImportRun, Source

router = page_router()

STATUSES = ("planned", "connected", "paused")
IMPORTS = 10
TOUCHED = timedelta(days=90)


@dataclass(frozen=True)
class SourceLine:
    """A source and whether it has been silent for longer than it promised."""

    row: Source
    kind: str
    is_stale: bool


@dataclass(frozen=True)
class SourcesPage(Context):
    """`missing` are the kinds to connect next, `channels` how all accounts were reached in 90 days; `form`
    keeps what was typed."""

    template: ClassVar[str] = "sources/index.html"
    section: ClassVar[str] = "Sources"
    sources: list[SourceLine]
    missing: list[str]
    kinds: dict[str, str]
    statuses: tuple[str, ...]
    imports: list[ImportRun]
    channels: list[Channel]
    form: Form
    errors: dict[str, str]
    notice: str


@router.get("/sources")
async def index(request: Request, db: DbDep, now: NowDep) -> Response:
    return render(request, await _page(db, request, now))


@router.post("/sources")
async def add(request: Request, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    """Puts a system on the inventory."""
    given = await form_of(request)
    try:
        name = given.text("name").strip().lower()
        if await queries.source_named(db, name) is not None:
            raise Conflict("There is a source of this name.", field="name")
        row = Source(id=ids.new("src"), workspace_id=admin.workspace.id, name=_name(name), **_terms(given))
        await insert(db, row)
    except Refused as refused:
        page = await _page(db, request, now, form=given, errors=field_errors(refused))
        return render(request, page, status=422)
    return RedirectResponse("/sources?done=source", 303)


@router.post("/sources/{source_id}", dependencies=ADMINS)
async def change(request: Request, source_id: str, db: DbDep, now: NowDep) -> Response:
    """Changes a source's kind, status, owner and promise."""
    row = await queries.source(db, source_id)
    if row is None:
        raise NotFound("There is no such source.")
    try:
        terms = _terms(await form_of(request))
    except Refused as refused:
        page = await _page(db, request, now, errors=field_errors(refused))
        return render(request, page, status=422)
    await queries.change(db, row.id, **terms)
    return RedirectResponse("/sources?done=source", 303)


def _name(text: str) -> str:
    if not re.fullmatch(NAME, text):
        raise Invalid("A source's name has 1 to 50 small letters, digits, `_`, `.` or `-`.", field="name")
    return text


class Terms(TypedDict):
    """What a source is and promises."""

    kind: str
    status: str
    owner: str | None
    fresh_hours: int | None


def _terms(given: Form) -> Terms:
    """Raises Invalid."""
    kind, status = given.text("kind"), given.text("status") or "planned"
    if kind not in KINDS:
        raise Invalid("Choose what kind of system it is.", field="kind")
    if status not in STATUSES:
        raise Invalid("Choose how it stands.", field="status")
    hours = whole_number(given, "fresh_hours") if given.text("fresh_hours").strip() else None
    if hours is not None and not 1 <= hours <= 100_000:
        raise Invalid("This takes 1 to 100,000 hours.", field="fresh_hours")
    owner = given.text("owner").strip()[:200] or None
    return {"kind": kind, "status": status, "owner": owner, "fresh_hours": hours}


async def _page(
    db: Db,
    request: Request,
    now: datetime,
    *,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
) -> SourcesPage:
    rows = await queries.all_sources(db)
    return SourcesPage(
        sources=[
            SourceLine(
                row,
                KINDS.get(row.kind, row.kind),
                is_stale(row.status, row.last_fact_at, row.fresh_hours, now),
            )
            for row in rows
        ],
        missing=[KINDS[kind] for kind in to_connect(row.kind for row in rows)],
        kinds=dict(KINDS),
        statuses=STATUSES,
        imports=await imports.newest(db, IMPORTS),
        channels=await timeline.touchpoints(db, None, now - TOUCHED),
        form=form or Form(()),
        errors=errors or {},
        notice=notice(request),
    )
