"""A study's themes with their figures and quotes, for the API and the pages alike."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass

from app.database import Db
from app.queries import evidence, themes
from app.queries import theme_figures as queries
from app.queries.insights import QuoteLine
from app.queries.theme_figures import Side
from app.services.theme_figures import StudyFigures, ThemeFigures, study_figures
from app.tables import Study, Theme

QUOTES = 5


@dataclass(frozen=True)
class ThemeView:
    """One theme with its figures, its most telling quotes, and one quote of each side there is."""

    theme: Theme
    figures: ThemeFigures
    quotes: list[QuoteLine]
    sides: dict[Side, QuoteLine]


@dataclass(frozen=True)
class StudyThemes:
    """The themes that enough respondents voice, most first, and the figures of the study they are of."""

    themes: list[ThemeView]
    figures: StudyFigures

    def theme(self, theme_id: str) -> ThemeView | None:
        return next((view for view in self.themes if view.theme.id == theme_id), None)


async def describe_themes(db: Db, study: Study, *, quotes: int = QUOTES) -> StudyThemes:
    """What may be shown of a study's themes outside the accounts that voice them."""
    figures = await study_figures(db, study)
    said = await evidence.best_quotes(db, study.id, limit=quotes)
    sides = await queries.sides(db, study.id)
    shown = [theme for theme in await themes.themes(db, study.id) if theme.id in figures.shown]
    counted = await to_thread(lambda: [figures.of(theme.id) for theme in shown])
    views = [
        ThemeView(theme, mine, said.get(theme.id, []), sides.get(theme.id, {}))
        for theme, mine in zip(shown, counted, strict=True)
    ]
    views.sort(key=lambda view: (-view.figures.share.count, -view.figures.statements, view.theme.label))
    return StudyThemes(views, figures)
