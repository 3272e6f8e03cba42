"""A business review of an account, drafted on request."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fastapi import Query, Response
from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import DbDep, KitDep, NowDep
from app.downloads import download
from app.errors import NotFound
from app.services.draft_qbr import MOST_MONTHS, draft_qbr
from app.services.qbr_file import qbr_file
from app.services.review_links import link
from app.success.qbr import Line, Qbr, Source

reviewing = router("accounts")


class SourceOut(Shape):
    """The row a sentence rests on, and the page that shows it."""

    kind: Literal[
        "account",
        "contract",
        "fact",
        "firing",
        "milestone",
        "plan",
        "prediction",
        "score",
        "score_change",
        "statement",
        "touch",
    ]
    id: str
    note: str
    link: str


class LineOut(Shape):
    """One sentence, with somebody's own words where it has some."""

    text: str
    quote: str | None
    who: str | None
    table: list[list[str]] = Field(description="The figures behind it; the first row their heads.")
    sources: list[SourceOut]


class SectionOut(Shape):
    key: str
    title: str
    internal: bool = Field(description="For us: taken out before the customer sees the review.")
    lines: list[LineOut]


class QbrOut(Shape):
    """A draft about the days from `start` to `end`, the end excluded. Every sentence has a source."""

    account: str
    title: str
    start: date
    end: date
    sections: list[SectionOut]


@reviewing.get("/{account_id}/qbr", response_model=QbrOut)
async def draft(
    account_id: str,
    db: DbDep,
    kit: KitDep,
    now: NowDep,
    kind: Literal["json", "md", "docx"] = Query("json", alias="format"),
    months: int = Query(3, ge=1, le=MOST_MONTHS, description="How many months it looks back."),
) -> QbrOut | Response:
    """The draft: as data, as Markdown, or as a Word document to edit."""
    review = await draft_qbr(db, account_id, now, months=months)
    if review is None:
        raise NotFound("There is no such account.")
    base = kit.settings.base_url
    if kind == "json":
        return _shape(review, base)
    return download(qbr_file(review, kind, base, now))


def _shape(review: Qbr, base: str) -> QbrOut:
    return QbrOut(
        account=review.account,
        title=review.title,
        start=review.start,
        end=review.end,
        sections=[
            SectionOut(
                key=section.key,
                title=section.title,
                internal=section.is_internal,
                lines=[_line(line, review, base) for line in section.lines],
            )
            for section in review.sections
        ],
    )


def _line(line: Line, review: Qbr, base: str) -> LineOut:
    return LineOut(
        text=line.text,
        quote=line.quote,
        who=line.who,
        table=[list(row) for row in line.table],
        sources=[_source(source, review, base) for source in line.sources],
    )


def _source(source: Source, review: Qbr, base: str) -> SourceOut:
    return SourceOut(
        kind=source.kind, id=source.id, note=source.note, link=base + link(source, review.account)
    )
