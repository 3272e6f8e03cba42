"""A theme as lists show it: how common, how it feels, how it moves, in whose words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.pages.alarm_lines import Told
from app.pages.charts import Meter, Split, Trend, meter, split, trend
from app.pages.quotes import Quote, quote
from app.pages.wording import counted, percent, signed, tone
from app.services.describe_themes import ThemeView


@dataclass(frozen=True)
class ThemeLine:
    """`voiced` says the share in words, `interval` its 95 % interval, `felt` how many it is felt by how.

    `alarm` is what is new about it, None for nothing; `part_of` is the label of the theme it is a part of.
    """

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
    felt: str
    is_divided: bool
    meter: Meter
    moods: Split
    trend: Trend | None
    quotes: tuple[Quote, ...]
    alarm: Told | None
    part_of: str


def theme_line(view: ThemeView, alarms: Mapping[str, Told], part_of: str = "") -> ThemeLine:
    figures, share, felt = view.figures, view.figures.share, view.figures.feeling
    feeling = tone(felt.mean)
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
        tone="mixed" if felt.is_divided else feeling,
        sentiment=felt.mean,
        felt=f"{signed(felt.mean)}, {counted(felt.assessed, 'person', 'people')}"
        if felt.assessed
        else "not assessed",
        is_divided=felt.is_divided,
        meter=meter(share, feeling),
        moods=split([("positive", felt.positive), ("neutral", felt.neutral), ("negative", felt.negative)]),
        trend=trend(figures.weeks),
        quotes=tuple(quote(line) for line in view.quotes),
        alarm=alarms.get(view.theme.id),
        part_of=part_of,
    )


def theme_lines(views: Sequence[ThemeView], alarms: Mapping[str, Told]) -> list[ThemeLine]:
    labels = {view.theme.id: view.theme.label for view in views}
    return [theme_line(view, alarms, labels.get(view.theme.parent_id or "", "")) for view in views]
