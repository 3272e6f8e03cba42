"""Themes, statements and tags: what was learned, with the words it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import DbDep
from app.errors import NotFound
from app.queries import insights as queries
from app.queries import studies
from app.queries import themes as theme_queries
from app.services.describe_themes import ThemeView, describe_themes
from app.tables import StatementRow, Study, Tag

themes = router("themes")
statements = router("statements")
tags = router("tags")


class Prevalence(Shape):
    """Share of respondents, 0..1, with its 95 % interval."""

    value: float
    low: float
    high: float
    respondents: int
    of: int


class Quote(Shape):
    """A verbatim slice of a turn; offsets in Unicode code points, end excluded."""

    id: str
    interview: str
    turn: int
    start: int
    end: int
    text: str
    sentiment: float | None


class Week(Shape):
    week: str
    respondents: int


class ThemeOut(Shape):
    id: str
    study: str
    label: str
    summary: str | None
    origin: Literal["guide", "topic", "fitted"]
    parent: str | None
    statements: int
    sentiment: float | None
    prevalence: Prevalence
    trend: list[Week]
    quotes: list[Quote]
    lineage: list[dict[str, Any]]


class StatementOut(Quote):
    theme: str | None
    account: str | None
    created_at: datetime


class TagOut(Shape):
    """`evidence` lists ids of statements."""

    id: str
    kind: Literal["theme", "sentiment", "intent", "driver"]
    name: str
    polarity: str | None
    confidence: float
    evidence: list[str]
    interview: str
    study: str
    account: str | None


async def study_themes(db: Db, study: Study) -> list[ThemeOut]:
    """A study's themes in their outside shape."""
    return [theme_shape(view) for view in await describe_themes(db, study)]


@themes.get("/{theme_id}", response_model=ThemeOut)
async def show(theme_id: str, db: DbDep) -> ThemeOut:
    """One theme with its figures and quotes."""
    row = await theme_queries.theme(db, theme_id)
    study = await studies.study(db, row.study_id) if row else None
    if row is None or study is None:
        raise NotFound("There is no such theme.")
    for found in await study_themes(db, study):
        if found.id == theme_id:
            return found
    raise NotFound("Nobody has voiced this theme yet.")


@themes.get("", response_model=Page[ThemeOut])
async def index(study: str, db: DbDep) -> dict[str, Any]:
    """The themes of one study, most respondents first."""
    row = await studies.study(db, study)
    if row is None:
        raise NotFound("There is no such study.", field="study")
    return {"items": await study_themes(db, row)}


@statements.get("", response_model=Page[StatementOut])
async def index_statements(
    db: DbDep,
    study: str | None = None,
    theme: str | None = None,
    interview: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Statements, of a study, a theme or an interview if given."""
    found = await queries.statements(
        db, limit=limit, cursor=next, study_id=study, theme_id=theme, interview_id=interview
    )
    return page(found, statement_shape)


@tags.get("", response_model=Page[TagOut])
async def index_tags(
    db: DbDep,
    kind: Literal["theme", "sentiment", "intent", "driver"] | None = None,
    account: str | None = None,
    study: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Tags, of a kind, an account or a study if given."""
    found = await queries.tags(db, limit=limit, cursor=next, kind=kind, account_id=account, study_id=study)
    return page(found, tag_shape)


def theme_shape(view: ThemeView) -> ThemeOut:
    share = view.prevalence
    return ThemeOut(
        id=view.theme.id,
        study=view.theme.study_id,
        label=view.theme.label,
        summary=view.theme.summary,
        origin=view.theme.origin,
        parent=view.theme.parent_id,
        statements=view.count.statements,
        sentiment=view.count.sentiment,
        prevalence=Prevalence(
            value=share.value, low=share.low, high=share.high, respondents=share.count, of=share.total
        ),
        trend=[Week(week=week, respondents=count) for week, count in view.trend],
        quotes=[
            Quote(
                id=quote.id,
                interview=quote.interview_id,
                turn=quote.turn,
                start=quote.start_offset,
                end=quote.end_offset,
                text=quote.text,
                sentiment=quote.sentiment,
            )
            for quote in view.quotes
        ],
        lineage=view.theme.lineage,
    )


def statement_shape(row: StatementRow) -> StatementOut:
    return StatementOut(
        id=row.id,
        interview=row.interview_id,
        turn=row.turn,
        start=row.start_offset,
        end=row.end_offset,
        text=row.text,
        sentiment=row.sentiment,
        theme=row.theme_id,
        account=row.account_id,
        created_at=row.created_at,
    )


def tag_shape(row: Tag) -> TagOut:
    return TagOut(
        id=row.id,
        kind=row.kind,
        name=row.name,
        polarity=row.polarity,
        confidence=row.confidence,
        evidence=row.evidence,
        interview=row.interview_id,
        study=row.study_id,
        account=row.account_id,
    )
