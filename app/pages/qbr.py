"""A business review of an account: to read with its sources, and to take along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import Query, Request, Response

from app.database import Db
from app.deps import DbDep, KitDep, NowDep
from app.downloads import download
from app.errors import Invalid, NotFound
from app.pages.forms import form_of, whole_number
from app.pages.frame import Context, render
from app.pages.route import router as page_router
from app.services.draft_qbr import draft_qbr
from app.services.qbr_file import Kind, qbr_file
from app.services.review_links import link
from app.success.qbr import Line, Qbr

router = page_router()

MONTHS = (1, 3, 6, 12)
FILES: Mapping[str, Kind] = {"docx": "docx", "md": "md"}


@dataclass(frozen=True)
class Ref:
    """A source beside its sentence."""

    note: str
    href: str


@dataclass(frozen=True)
class Sentence:
    text: str
    quote: str
    table: tuple[tuple[str, ...], ...]
    refs: tuple[Ref, ...]


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class QbrPage(Context):
    """A draft. `parts` are for the customer, `internal` for us alone."""

    template: ClassVar[str] = "accounts/qbr.html"
    section: ClassVar[str] = "Accounts"
    review: Qbr
    name: str
    months: int
    choices: tuple[int, ...]
    parts: tuple[Part, ...]
    internal: tuple[Part, ...]


@router.get("/accounts/{account_id}/qbr")
async def show(
    request: Request, account_id: str, db: DbDep, now: NowDep, months: int = Query(3, ge=1, le=12)
) -> Response:
    review = await _review(db, account_id, now, months)
    parts = {is_internal: _parts(review, is_internal=is_internal) for is_internal in (False, True)}
    name = review.title.split(": ", 1)[1].rsplit(", ", 1)[0]
    return render(request, QbrPage(review, name, months, MONTHS, parts[False], parts[True]))


@router.post("/accounts/{account_id}/qbr")
async def take(request: Request, account_id: str, db: DbDep, kit: KitDep, now: NowDep) -> Response:
    """The draft as the file a form asks for."""
    given = await form_of(request)
    months = whole_number(given, "months") if given.has("months") else 3
    if months not in MONTHS:
        raise Invalid("Choose one of the periods that are offered.", field="months")
    kind = FILES.get(given.text("file") or "docx")
    if kind is None:
        raise Invalid("Choose one of the files that are offered.", field="file")
    review = await _review(db, account_id, now, months)
    return download(qbr_file(review, kind, kit.settings.base_url, now))


async def _review(db: Db, account_id: str, now: datetime, months: int) -> Qbr:
    review = await draft_qbr(db, account_id, now, months=months)
    if review is None:
        raise NotFound("There is no such account.")
    return review


def _parts(review: Qbr, *, is_internal: bool) -> tuple[Part, ...]:
    return tuple(
        Part(section.key, section.title, tuple(_sentence(line, review) for line in section.lines))
        for section in review.sections
        if section.is_internal == is_internal
    )


def _sentence(line: Line, review: Qbr) -> Sentence:
    refs = tuple(Ref(source.note, link(source, review.account)) for source in line.sources)
    return Sentence(line.text, line.quote or "", line.table, refs)
