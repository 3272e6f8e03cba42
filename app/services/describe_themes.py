"""A study's themes with their figures and quotes, for the API and the pages alike."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.prevalence import Share, wilson
from app.database import Db
from app.queries import evidence, themes
from app.queries.insights import QuoteLine
from app.queries.themes import ThemeCount
from app.tables import Study, Theme

QUOTES = 5


@dataclass(frozen=True)
class ThemeView:
    """One theme: how many respondents voice it (0..1 with its interval), how they feel, in whose words."""

    theme: Theme
    count: ThemeCount
    prevalence: Share
    trend: list[tuple[str, int]]
    quotes: list[QuoteLine]


async def describe_themes(db: Db, study: Study, *, quotes: int = QUOTES) -> list[ThemeView]:
    """The themes somebody voiced, most respondents first. `trend`: (Monday, respondents) by week."""
    counts = await themes.counts(db, study.id)
    total = await themes.respondents(db, study.id)
    weeks = await themes.weeks(db, study.id)
    said = await evidence.best_quotes(db, study.id, limit=quotes)
    views = []
    for theme in await themes.themes(db, study.id):
        count = counts.get(theme.id)
        if count is None:
            continue
        share = wilson(count.respondents, total)
        views.append(ThemeView(theme, count, share, weeks.get(theme.id, []), said.get(theme.id, [])))
    views.sort(key=lambda view: (-view.count.respondents, -view.count.statements, view.theme.label))
    return views
