"""A theme as lists show it: how common, how it feels, how it moves, in whose words."""

from __future__ import annotations

from dataclasses import dataclass

from app.pages.charts import Meter, Split, Trend, meter, split, trend
from app.pages.quotes import Quote, quote
from app.pages.wording import counted, percent, tone
from app.services.describe_themes import ThemeView


@dataclass(frozen=True)
class ThemeLine:
    """`voiced` says the share in words, `interval` its 95 % interval."""

    id: str
    study_id: str
    label: str
    summary: str | None
    origin: str
    share: str
    voiced: str
    interval: str
    statements: int
    accounts: int
    tone: str
    sentiment: float | None
    meter: Meter
    moods: Split
    trend: Trend | None
    quotes: tuple[Quote, ...]


def theme_line(view: ThemeView) -> ThemeLine:
    share, figures = view.prevalence, view.count
    feeling = tone(figures.sentiment)
    neutral = figures.statements - figures.positive - figures.negative
    return ThemeLine(
        id=view.theme.id,
        study_id=view.theme.study_id,
        label=view.theme.label,
        summary=view.theme.summary,
        origin=view.theme.origin,
        share=percent(share.value),
        voiced=f"{share.count} of {counted(share.total, 'respondent')}",
        interval=f"{percent(share.low)} to {percent(share.high)}",
        statements=figures.statements,
        accounts=figures.accounts,
        tone=feeling,
        sentiment=figures.sentiment,
        meter=meter(share, feeling),
        moods=split([("positive", figures.positive), ("neutral", neutral), ("negative", figures.negative)]),
        trend=trend(view.trend),
        quotes=tuple(quote(line) for line in view.quotes),
    )
