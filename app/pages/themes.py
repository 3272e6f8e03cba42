"""What respondents said, grouped: a study's themes, and one theme with its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.pages.alarm_lines import MARKED, marks
from app.pages.frame import Context, render
from app.pages.quotes import Quote, quote
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.pages.theme_detail import ThemeDetail, theme_detail
from app.pages.theme_lines import ThemeLine, theme_line, theme_lines
from app.pages.theme_panel import EditPanel, edit_panel
from app.queries import insights, theme_figures
from app.queries import themes as queries
from app.services.describe_themes import describe_themes
from app.services.theme_figures import StudyFigures
from app.tables import Study, Theme

router = page_router()

QUOTES = 60


@dataclass(frozen=True)
class ThemesPage(Context):
    """A study's themes, most respondents first. `respondents` is what their shares are of; `withheld` are
    voiced by fewer than `smallest` of them, who would be too easy to tell."""

    template: ClassVar[str] = "themes/index.html"
    section: ClassVar[str] = "Studies"
    study: Study
    themes: list[ThemeLine]
    respondents: int
    withheld: int
    smallest: int


@dataclass(frozen=True)
class ThemePage(Context):
    """One theme. `quotes` are its most telling statements, `is_cut` that there are more."""

    template: ClassVar[str] = "themes/show.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: ThemeLine
    detail: ThemeDetail
    quotes: list[Quote]
    is_cut: bool
    edit: EditPanel


@dataclass(frozen=True)
class QuietThemePage(Context):
    """A theme that `people` respondents voice, fewer than the `smallest` group."""

    template: ClassVar[str] = "themes/quiet.html"
    section: ClassVar[str] = "Studies"
    study: Study
    theme: Theme
    people: int
    smallest: int
    edit: EditPanel


@router.get("/studies/{study_id}/themes")
async def index(request: Request, study_id: str, db: DbDep, now: NowDep) -> Response:
    study = await study_of(db, study_id)
    found = await describe_themes(db, study, quotes=1)
    told = await theme_figures.recent_alarms(db, now - MARKED, study_id=study_id, limit=200)
    context = ThemesPage(
        study=study,
        themes=theme_lines(found.themes, marks(told)),
        respondents=found.figures.respondents,
        withheld=found.figures.withheld,
        smallest=found.figures.smallest,
    )
    return render(request, context)


@router.get("/studies/{study_id}/themes/{theme_id}")
async def show(request: Request, study_id: str, theme_id: str, db: DbDep, now: NowDep) -> Response:
    study = await study_of(db, study_id)
    found = await describe_themes(db, study, quotes=1)
    view = found.theme(theme_id)
    if view is None:
        return await _quiet(request, db, study, theme_id, found.figures)
    told = await theme_figures.recent_alarms(db, now - MARKED, study_id=study_id, limit=200)
    said = await insights.quotes(db, theme_id, limit=QUOTES + 1)
    context = ThemePage(
        study=study,
        theme=theme_line(view, marks(told)),
        detail=theme_detail(view, found),
        quotes=[quote(line) for line in said[:QUOTES]],
        is_cut=len(said) > QUOTES,
        edit=await edit_panel(db, request, study, view.theme),
    )
    return render(request, context)


async def _quiet(request: Request, db: Db, study: Study, theme_id: str, figures: StudyFigures) -> Response:
    """A theme that is not shown yet, or not any more. Raises NotFound."""
    theme = await queries.theme(db, theme_id)
    if theme is None or theme.study_id != study.id:
        raise NotFound("There is no such theme here.")
    if theme.retired_at is not None or theme.hidden_at is not None:
        return RedirectResponse(f"/studies/{study.id}/themes/{theme.id}/edit", 303)
    people = len(figures.record.voicing.get(theme_id, ()))
    edit = await edit_panel(db, request, study, theme)
    return render(request, QuietThemePage(study, theme, people, figures.smallest, edit))
