"""An account's health on its page: scores, what moved them, and in whose words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.database import Db
from app.pages.charts import Meter
from app.pages.health_chart import Course, course
from app.pages.links import spot
from app.pages.quotes import Quote, who
from app.pages.wording import day, percent, tone
from app.queries import health, health_lists
from app.queries.fact_quotes import FactQuote, fact_quotes
from app.services.policy_book import book
from app.success.health.bands import band_of, standing
from app.success.health.types import DEFAULT, Definition
from app.tables import Account, ScoreChange, ScoreRow

SHOWN = timedelta(days=90)
MOST_CHANGES = 200
MOST_QUOTES = 2
LEFT = "They have left; there is nothing to be done by this score."
_CAUSES = {
    "facts": "what was told of it",
    "age": "the passing of time",
    "coverage": "knowing more or less of it",
    "definition": "another version of the score",
    "first": "",
}


@dataclass(frozen=True)
class TopView:
    """A factor that explains a score; `delta` is how far it moved the score in a week."""

    title: str
    points: str
    delta: str
    tone: str
    sentence: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class FactorView:
    """A factor: its score and points, a dash while unknown. `share` is its part of the known weight."""

    title: str
    sentence: str
    scored: str
    points: str
    share: str
    meter: Meter | None


@dataclass(frozen=True)
class ScoreView:
    """One score of an account. `is_urgent`: so low that somebody is called whatever the band."""

    name: str
    title: str
    score: str
    band: str | None
    coverage: str
    action: str
    moved: str
    cause: str
    is_urgent: bool
    course: Course | None
    top: tuple[TopView, ...]
    factors: tuple[FactorView, ...]
    computed_at: datetime


@dataclass(frozen=True)
class HealthPanel:
    """The default score first; empty before the account was looked at."""

    scores: tuple[ScoreView, ...]


async def panel(db: Db, account: Account, now: datetime) -> HealthPanel:
    """What the account's page shows of its health; draw it with `accounts/_health.html` as `health`."""
    held = (await book(db)).health
    rows = [row for row in await health.standing(db, [account.id]) if row.definition in held]
    rows.sort(key=lambda row: (row.definition != DEFAULT, row.definition))
    changes = (await health_lists.changes(db, account.id, limit=MOST_CHANGES)).items
    ids = {one["id"] for row in rows for item in row.top for one in item["evidence"] if one["kind"] == "fact"}
    quotes = await fact_quotes(db, sorted(ids)) if ids else {}
    words = {name: [_quote(one, account) for one in found] for name, found in quotes.items()}
    scores = (
        _score(row, held[row.definition], [c for c in changes if c.definition == row.definition], words, now)
        for row in rows
    )
    if account.churned_on is not None:
        scores = (replace(one, action=LEFT, is_urgent=False) for one in scores)
    return HealthPanel(tuple(scores))


def _quote(one: FactQuote, account: Account) -> Quote:
    return Quote(
        text=one.text,
        who=who(one.contact, one.role, None),
        tone=tone(one.sentiment),
        href=spot(one.interview_id, one.turn, one.start_offset, one.end_offset),
        is_synthetic=account.is_synthetic,
    )


def _score(
    row: ScoreRow,
    definition: Definition,
    changes: Sequence[ScoreChange],
    quotes: Mapping[str, Sequence[Quote]],
    now: datetime,
) -> ScoreView:
    band = next((one for one in definition.bands if one.name == row.band), None)
    low = definition.route_below
    return ScoreView(
        name=row.definition,
        title=definition.title,
        score="–" if row.score is None else shown_score(row.score, definition),
        band=row.band,
        coverage=percent(row.coverage),
        action=f"{band.action}" if band else "Too little is known for a score.",
        moved=_moved(row, now),
        cause=_CAUSES.get(changes[0].cause, "") if changes else "",
        is_urgent=row.score is not None
        and low is not None
        and standing(row.score, definition.direction) < low,
        course=course(
            [(change.at, change.score) for change in reversed(changes)],
            max(now - SHOWN, changes[-1].at) if changes else now,
            now,
            guides=[one.at_least for one in definition.bands if one.at_least],
        ),
        top=tuple(_top(item, quotes) for item in row.top),
        factors=tuple(_factors(row.factors)),
        computed_at=row.computed_at,
    )


def shown_score(score: float, definition: Definition) -> str:
    """A score without decimals, but for one that rounding would lift into another band."""
    bands = {band_of(value, definition.bands, definition.direction).name for value in (score, round(score))}
    return f"{score:.0f}" if len(bands) == 1 else f"{int(score * 10) / 10:.1f}"


def _moved(row: ScoreRow, now: datetime) -> str:
    """ "84 a week ago, 13 less now"; empty where there is nothing to compare with."""
    if row.score is None or row.previous is None:
        return ""
    delta = round(row.score) - round(row.previous)
    if not delta:
        since = f", moved {day(row.moved_at)}" if row.moved_at and now - row.moved_at > SHOWN / 12 else ""
        return f"as a week ago{since}"
    return f"{row.previous:.0f} a week ago, {abs(delta)} {'more' if delta > 0 else 'less'} now"


def _top(item: Mapping[str, Any], quotes: Mapping[str, Sequence[Quote]]) -> TopView:
    delta = item["delta"]
    said = {
        quote.href: quote for one in item["evidence"] for quote in quotes.get(one["id"], ()) if quote.text
    }
    is_flat = delta is None or abs(delta) < 0.05
    return TopView(
        title=item["title"],
        points=f"{item['points']:.1f}",
        delta="" if is_flat else f"{delta:+.1f}".replace("-", "−"),
        tone="" if is_flat else "positive" if delta > 0 else "negative",
        sentence=item["sentence"],
        quotes=tuple(said.values())[:MOST_QUOTES],
    )


def _factors(items: Sequence[Mapping[str, Any]]) -> Iterable[FactorView]:
    """Known factors first, the heaviest first; then those nobody told us of."""
    whole = sum(item["weight"] for item in items if item["scored"] is not None)
    for item in sorted(items, key=lambda item: (item["scored"] is None, -item["weight"])):
        scored = item["scored"]
        is_known = scored is not None and whole > 0
        label = f"{item['title']}: {scored:.0f} of 100" if is_known else ""
        yield FactorView(
            title=item["title"],
            sentence=item["sentence"],
            scored=f"{scored:.0f}" if is_known else "–",
            points=f"{item['points']:.1f}" if is_known else "–",
            share=percent(item["weight"] / whole) if is_known else "–",
            meter=Meter(round(scored, 1), 0, 0, label, _tone(scored)) if is_known else None,
        )


def _tone(scored: float) -> str:
    return "positive" if scored >= 80 else "mixed" if scored >= 40 else "negative"
