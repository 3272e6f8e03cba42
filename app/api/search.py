"""Statements over HTTP: listed, or searched by words and meaning."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import ConfigDict, Field

from analysis.intents import Intent
from app.api.shapes import Page, Shape, page, router
from app.api.themes import StatementOut
from app.deps import DbDep, KitDep
from app.queries import search as queries
from app.queries.search import Filters, Found
from app.services.search_statements import LONGEST_QUERY, Hit, search_statements
from interviewer.guide import Moment

statements = router("statements")

Feeling = Annotated[float | None, Field(ge=-1, le=1)]


class FiltersIn(Shape):
    """What to narrow statements by. Days are counted in UTC, both ends included; a bound on the sentiment
    leaves out what was not assessed."""

    study: str | None = None
    theme: str | None = Field(None, description="A theme with its parts.")
    account: str | None = None
    interview: str | None = None
    segment: str | None = Field(None, max_length=200)
    sentiment_min: Feeling = None
    sentiment_max: Feeling = None
    intent: Intent | None = None
    language: str | None = Field(None, max_length=10, description="ISO 639-1, such as `de`.")
    since: date | None = None
    until: date | None = None
    moment: Moment | None = None

    @property
    def filters(self) -> Filters:
        return Filters(
            least=self.sentiment_min,
            most=self.sentiment_max,
            **self.model_dump(include=_SAME),
        )


_SAME = {"study", "theme", "account", "interview", "segment", "intent", "language"} | {
    "since",
    "until",
    "moment",
}


class StatementQuery(FiltersIn):
    """A search or, without `q`, a list."""

    model_config = ConfigDict(extra="ignore")
    q: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_QUERY,
        description="What to search for, by words and meaning. With quotation marks, a minus before a word,"
        " or OR, by words alone.",
    )
    limit: int = Field(50, ge=1, le=200, description="How many items a page holds.")
    next: str | None = Field(None, max_length=300, description="Cursor from the previous page.")


class FoundOut(StatementOut):
    """`matches` are the words searched for, [start, end) within `text` in Unicode code points."""

    study: str
    account_name: str | None
    theme_label: str | None
    language: str | None
    matches: list[tuple[int, int]]


@statements.get("", response_model=Page[FoundOut])
async def index(given: Annotated[StatementQuery, Query()], db: DbDep, kit: KitDep) -> dict[str, Any]:
    """Statements that pass the filters: best first for `q`, else newest first."""
    if given.q is None:
        found = await queries.newest(db, given.filters, limit=given.limit, cursor=given.next)
        return page(found, found_shape)
    hits = await search_statements(
        db, kit.encoding, given.q, given.filters, limit=given.limit, cursor=given.next
    )
    return {"items": [hit_shape(hit) for hit in hits.items], "next": hits.next}


def hit_shape(hit: Hit) -> FoundOut:
    return found_shape(hit.line, hit.marks)


def found_shape(line: Found, marks: tuple[tuple[int, int], ...] = ()) -> FoundOut:
    return FoundOut(
        id=line.id,
        interview=line.interview_id,
        study=line.study_id,
        turn=line.turn,
        start=line.start_offset,
        end=line.end_offset,
        text=line.text,
        language=line.language,
        sentiment=line.sentiment,
        theme=line.theme_id,
        theme_label=line.theme,
        account=line.account_id,
        account_name=line.account,
        matches=list(marks),
        created_at=line.created_at,
    )
