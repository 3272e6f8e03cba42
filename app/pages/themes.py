"""What respondents said, grouped: a study's themes, and one theme with its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.quotes import Quote, quote
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.pages.theme_lines import ThemeLine, theme_line
from app.queries import insights
from app.queries import themes as queries
from app.services.describe_themes import describe_themes
from app.tables import Study

router = page_router()

QUOTES = 60


@dataclass(frozen=True)
class ThemesPage(Context):
    """A study's voiced themes, most respondents first; `respondents` is what their shares are of."""

    template: ClassVar[str] = "themes/index.html"
    section: ClassVar[str] = "Studies"
    study: Study
    themes: list[ThemeLine]
    respondents: int


@dataclass(frozen=True)
class ThemePage(Context):
    """One theme. `quotes` are its most telling statements, `is_cut` that there are more."""

    template: ClassVar[str] = "themes/show.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: ThemeLine
    quotes: list[Quote]
    is_cut: bool


@router.get("/studies/{study_id}/themes")
async def index(request: Request, study_id: str, db: DbDep) -> Response:
    study = await study_of(db, study_id)
    views = await describe_themes(db, study, quotes=1)
    context = ThemesPage(
        study=study,
        themes=[theme_line(view) for view in views],
        respondents=await queries.respondents(db, study_id),
    )
    return render(request, context)


@router.get("/studies/{study_id}/themes/{theme_id}")
async def show(request: Request, study_id: str, theme_id: str, db: DbDep) -> Response:
    study = await study_of(db, study_id)
    views = await describe_themes(db, study, quotes=1)
    view = next((view for view in views if view.theme.id == theme_id), None)
    if view is None:
        raise NotFound("There is no such theme here, or nobody has voiced it yet.")
    said = await insights.quotes(db, theme_id, limit=QUOTES + 1)
    context = ThemePage(
        study=study,
        theme=theme_line(view),
        quotes=[quote(line) for line in said[:QUOTES]],
        is_cut=len(said) > QUOTES,
    )
    return render(request, context)
