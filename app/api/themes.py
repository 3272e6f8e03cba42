"""Themes, statements and tags: what was learned, with the words it rests on."""

from __future__ import annotations

from asyncio import to_thread
from datetime import datetime
from typing import Any, Literal

from app.api.figures import (
    ArrShare,
    ChangeOut,
    FeelingOut,
    PairOut,
    Prevalence,
    SegmentOut,
    Week,
    arr_shape,
    change_shape,
    feeling_shape,
    pair_shape,
    prevalence_shape,
    segment_shape,
    weeks_shape,
)
from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.api.theme_states import ThemeState, state_of
from app.database import Db
from app.deps import DbDep
from app.errors import NotFound
from app.queries import insights as queries
from app.queries import studies
from app.queries import themes as theme_queries
from app.queries.insights import QuoteLine
from app.queries.theme_figures import Side, smallest_group
from app.services.describe_themes import ThemeView, describe_themes
from app.tables import Study, Tag

themes = router("themes")
tags = router("tags")


class Quote(Shape):
    """A verbatim slice of a turn; offsets in Unicode code points, end excluded."""

    id: str
    interview: str
    turn: int
    start: int
    end: int
    text: str
    sentiment: float | None


class SidesOut(Shape):
    """A quote of somebody who likes it and of somebody who does not, null where there is nobody."""

    positive: Quote | None
    negative: Quote | None


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
    accounts: int
    arr: ArrShare | None
    feeling: FeelingOut
    sides: SidesOut
    segments: list[SegmentOut]
    changes: list[ChangeOut]
    together: list[PairOut]


class StatementOut(Quote):
    theme: str | None
    account: str | None
    created_at: datetime


class TagOut(Shape):
    """`evidence` lists ids of statements; `spans`, in the same order, the part of each turn that shows the
    tag (code points, end excluded; empty for whole statements). `about` is the competitor an intent names."""

    id: str
    kind: Literal["theme", "sentiment", "intent", "driver"]
    name: str
    polarity: str | None
    confidence: float
    evidence: list[str]
    spans: list[tuple[int, int]]
    about: str | None
    interview: str
    study: str
    account: str | None


async def study_themes(db: Db, study: Study) -> list[ThemeOut]:
    """What may be shown of a study's themes, in their outside shape."""
    found = await describe_themes(db, study)
    return await to_thread(lambda: [theme_shape(view) for view in found.themes])


@themes.get("/{theme_id}", response_model=ThemeOut | ThemeState)
async def show(theme_id: str, db: DbDep) -> ThemeOut | ThemeState:
    """One theme with its figures and quotes; of one out of use, excluded or not voiced, what became of it."""
    row = await theme_queries.theme(db, theme_id)
    study = await studies.study(db, row.study_id) if row else None
    if row is None or study is None:
        raise NotFound("There is no such theme.")
    for found in await study_themes(db, study):
        if found.id == theme_id:
            return found
    state = await state_of(db, theme_id)
    if state.retired_at or state.hidden_at or not state.statements:
        return state
    raise NotFound(f"Fewer than {await smallest_group(db, study.id)} people have voiced this theme so far.")


@themes.get("", response_model=Page[ThemeOut])
async def index(study: str, db: DbDep) -> dict[str, Any]:
    """The themes of one study, most respondents first."""
    row = await studies.study(db, study)
    if row is None:
        raise NotFound("There is no such study.", field="study")
    return {"items": await study_themes(db, row)}


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
    figures = view.figures
    return ThemeOut(
        id=view.theme.id,
        study=view.theme.study_id,
        label=view.theme.label,
        summary=view.theme.summary,
        origin=view.theme.origin,
        parent=view.theme.parent_id,
        statements=figures.statements,
        sentiment=figures.feeling.mean,
        prevalence=prevalence_shape(figures.share),
        trend=weeks_shape(figures),
        quotes=[quote_shape(line) for line in view.quotes],
        lineage=view.theme.lineage,
        accounts=figures.accounts,
        arr=arr_shape(figures.weighted),
        feeling=feeling_shape(figures.feeling),
        sides=SidesOut(positive=_side(view, "positive"), negative=_side(view, "negative")),
        segments=[segment_shape(group) for group in figures.groups],
        changes=[change_shape(change) for change in figures.changes],
        together=[pair_shape(pair) for pair in figures.together],
    )


def _side(view: ThemeView, side: Side) -> Quote | None:
    line = view.sides.get(side)
    return quote_shape(line) if line else None


def quote_shape(line: QuoteLine) -> Quote:
    return Quote(
        id=line.id,
        interview=line.interview_id,
        turn=line.turn,
        start=line.start_offset,
        end=line.end_offset,
        text=line.text,
        sentiment=line.sentiment,
    )


def tag_shape(row: Tag) -> TagOut:
    return TagOut(
        id=row.id,
        kind=row.kind,
        name=row.name,
        polarity=row.polarity,
        confidence=row.confidence,
        evidence=row.evidence,
        spans=row.spans,
        about=row.about,
        interview=row.interview_id,
        study=row.study_id,
        account=row.account_id,
    )
