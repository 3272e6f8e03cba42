"""What people said on anything: found by words and meaning, or gathered into an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import Request, Response

from app.database import Db
from app.deps import DbDep, KitDep
from app.errors import EarshotError
from app.kit import Kit
from app.pages.forms import Refused, field_errors, form_of
from app.pages.found import Answer, FoundLine, answer, found_line
from app.pages.frame import Context, render
from app.pages.links import within
from app.pages.pager import LIMIT, Pages
from app.pages.route import router as page_router
from app.pages.route import viewer_of
from app.pages.search_form import FIELDS, Choices, choices, filters_of
from app.queries import search as queries
from app.services.ask_statements import ask_statements
from app.services.search_statements import LONGEST_QUERY, search_statements

router = page_router()

PATH = "/search"


@dataclass(frozen=True)
class Shown:
    """What a search brought: lines, or an answer. `told` says how it went in a few words."""

    lines: list[FoundLine] = field(default_factory=list)
    told: str = ""
    pages: Pages = field(default_factory=lambda: Pages(None, None))
    answer: Answer | None = None


@dataclass(frozen=True)
class SearchPage(Context):
    """`given` are the form's values by name, `is_narrowed` whether a filter is among them, `may_write`
    whether a model is there to put an answer into prose."""

    template: ClassVar[str] = "search/index.html"
    section: ClassVar[str] = "Search"
    q: str
    longest: int
    given: Mapping[str, str]
    is_narrowed: bool
    choices: Choices
    shown: Shown
    may_write: bool
    errors: Mapping[str, str]


@router.get(PATH)
async def index(request: Request, db: DbDep, kit: KitDep) -> Response:
    """The newest statements, else what is found for `q`; `ask` gathers an answer by rule."""
    asked = request.query_params
    given = {name: asked.get(name, "").strip() for name in FIELDS}
    q, cursor = asked.get("q", "").strip(), asked.get("next")
    try:
        if q and asked.get("ask"):
            shown = await _answer(request, db, kit, q, given, with_model=False)
        else:
            shown = await _found(db, kit, q, given, cursor)
    except Refused as refused:
        return await _page(request, db, kit, q, given, Shown(), refused)
    return await _page(request, db, kit, q, given, shown)


@router.post(PATH)
async def write(request: Request, db: DbDep, kit: KitDep) -> Response:
    """Has a model put the answer into prose."""
    form = await form_of(request)
    given = {name: form.text(name).strip() for name in FIELDS}
    q = form.text("q").strip()
    try:
        shown = await _answer(request, db, kit, q, given, with_model=True)
    except Refused as refused:
        return await _page(request, db, kit, q, given, Shown(), refused)
    return await _page(request, db, kit, q, given, shown)


async def _page(
    request: Request,
    db: Db,
    kit: Kit,
    q: str,
    given: Mapping[str, str],
    shown: Shown,
    refused: EarshotError | None = None,
) -> Response:
    context = SearchPage(
        q=q,
        longest=LONGEST_QUERY,
        given=given,
        is_narrowed=any(given.values()),
        choices=await choices(db, given),
        shown=shown,
        may_write=kit.models is not None,
        errors=field_errors(refused) if refused else {},
    )
    return render(request, context, status=422 if refused else 200)


async def _found(db: Db, kit: Kit, q: str, given: Mapping[str, str], cursor: str | None) -> Shown:
    filters = filters_of(given)
    if not q:
        newest = await queries.newest(db, filters, limit=LIMIT, cursor=cursor)
        lines, following, told = [found_line(line) for line in newest.items], newest.next, "Newest first."
    else:
        hits = await search_statements(db, kit.encoding, q, filters, limit=LIMIT, cursor=cursor)
        lines = [found_line(hit.line, hit.marks) for hit in hits.items]
        following, told = hits.next, _told(hits.total, is_by_meaning=hits.is_by_meaning)
    first = within(PATH, q=q, **given) if cursor else None
    older = within(PATH, q=q, **given, next=following) if following else None
    return Shown(lines, told, Pages(first, older))


def _told(total: int, *, is_by_meaning: bool) -> str:
    how = "by words and meaning" if is_by_meaning else "by words alone"
    return f"{total:,} statement{'' if total == 1 else 's'} found {how}, best first."


async def _answer(
    request: Request, db: Db, kit: Kit, q: str, given: Mapping[str, str], *, with_model: bool
) -> Shown:
    workspace = viewer_of(request).workspace.id
    reply = await ask_statements(kit, db, workspace, q, filters_of(given), with_model=with_model)
    return Shown(answer=answer(reply))
