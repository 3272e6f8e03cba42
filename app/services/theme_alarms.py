"""Tells what is new in a study: themes that emerged, and themes that shifted. Each cause is told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog

from analysis.counting.feelings import Feeling
from analysis.counting.news import Emerged, emerged
from analysis.counting.shifts import MEASURES, Measure, Shift, shifts
from analysis.prevalence import Share
from app import ids
from app.database import Db
from app.kit import Kit
from app.queries import studies, themes
from app.queries import theme_figures as queries
from app.queue import nudge
from app.services.emit_event import emit_event
from app.services.theme_figures import study_figures
from app.tables import StatementRow, Study, Theme, ThemeAlarm

log = structlog.get_logger()

QUOTES = 5
LOOKED_AT = timedelta(days=8)
EMERGED, SHIFTED = "theme.emerged", "theme.shifted"


@dataclass(frozen=True)
class Alarm:
    """What is to be told, before it is known whether it was. `sign` says whose words show it."""

    event: str
    theme_id: str
    cause: str
    since: date
    figures: dict[str, Any]
    quotes_since: date | None
    sign: int = 0


async def tell_of_themes(kit: Kit, study_id: str) -> int:
    """Looks at a study and tells what is new; how many alarms that was. Nothing is told twice."""
    async with kit.database.system() as db:
        study = await studies.study(db, study_id)
    if study is None:
        return 0
    async with kit.database.workspace(study.workspace_id) as db:
        known = {theme.id: theme for theme in await themes.themes(db, study_id)}
        found = await _alarms(db, study, list(known.values()), kit.clock().astimezone(UTC).date())
        told = [alarm for alarm in found if await _tell(db, study, known[alarm.theme_id], alarm, kit.clock())]
    if told:
        log.info("themes.told", study=study_id, alarms=len(told))
    return len(told)


async def look_at_studies(kit: Kit) -> None:
    """Has every study looked at that heard something in the weeks a look is about: a shift shows only once
    its week is over, which may be after its last interview."""
    async with kit.database.system() as db:
        for study_id in await queries.to_look_at(db, kit.clock() - LOOKED_AT):
            await nudge(db, "tell_of_themes", lane=f"tell/{study_id}", study_id=study_id)


async def _alarms(db: Db, study: Study, known: Sequence[Theme], today: date) -> list[Alarm]:
    """What is new by the figures, told or not."""
    figures = await study_figures(db, study)
    before = await queries.alarms(db, study.id)
    news = emerged(
        figures.record,
        today=today,
        smallest=figures.smallest,
        born=born(known),
        told={alarm.theme_id for alarm in before if alarm.kind == "emerged"},
    )
    moved = shifts(figures.record, today=today, smallest=figures.smallest, told=_told(before, news))
    names = {theme.id for theme in known}
    return [alarm for alarm in (*map(_new, news), *map(_moved, moved)) if alarm.theme_id in names]


def born(known: Sequence[Theme]) -> dict[str, date]:
    """The themes that the analysis found in what was said, and when; parts of a theme were there before."""
    parts = {
        other["theme"]
        for theme in known
        for line in theme.lineage
        if line.get("event") == "split"
        for other in line.get("others", ())
    }
    return {
        theme.id: theme.created_at.astimezone(UTC).date()
        for theme in known
        if theme.lineage and theme.lineage[0].get("event") == "born" and theme.id not in parts
    }


def _told(before: Sequence[ThemeAlarm], news: Sequence[Emerged]) -> dict[tuple[str, Measure], date]:
    """By theme and measure, since when what follows is compared. A theme that emerged has just risen."""
    since: dict[tuple[str, Measure], date] = {(new.theme, "prevalence"): new.since for new in news}
    for alarm in before:
        for measure in MEASURES:
            if alarm.figures.get("measure", "prevalence") == measure:
                since[alarm.theme_id, measure] = max(
                    alarm.since, since.get((alarm.theme_id, measure), date.min)
                )
    return since


def _new(news: Emerged) -> Alarm:
    figures = {
        "before": {"prevalence": told_share(news.before)} if news.before.total else None,
        "now": {"prevalence": told_share(news.now)},
    }
    return Alarm(EMERGED, news.theme, f"emerged/{news.theme}", news.since, figures, news.since)


def _moved(shift: Shift) -> Alarm:
    figures = {
        "measure": shift.measure,
        "direction": shift.direction,
        "before": _side(shift.before, shift.felt_before),
        "now": _side(shift.now, shift.felt_now),
        "q": float(f"{shift.q:.3g}"),
    }
    cause = f"shifted/{shift.theme}/{shift.measure}/{shift.since}"
    has_left = shift.measure == "prevalence" and shift.direction == "down"
    sign = 0 if shift.measure == "prevalence" else 1 if shift.direction == "up" else -1
    since = None if has_left else shift.since
    return Alarm(SHIFTED, shift.theme, cause, shift.since, figures, since, sign)


def _side(share: Share, felt: Feeling) -> dict[str, Any]:
    return {"prevalence": told_share(share), "sentiment": told_feeling(felt)}


def told_share(share: Share) -> dict[str, Any]:
    """A share as events carry it: 0..1 with its 95 % interval, and the people it counts."""
    return {
        "value": round(share.value, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "respondents": share.count,
        "of": share.total,
    }


def told_feeling(felt: Feeling) -> dict[str, Any] | None:
    """A sentiment as events carry it, None where nobody's is known."""
    if felt.mean is None:
        return None
    low, high = felt.low, felt.high
    return {
        "value": round(felt.mean, 3),
        "low": None if low is None else round(low, 3),
        "high": None if high is None else round(high, 3),
        "respondents": felt.assessed,
        "not_assessed": felt.unassessed,
    }


async def _tell(db: Db, study: Study, theme: Theme, alarm: Alarm, now: datetime) -> bool:
    """Writes the alarm and its event in this transaction, unless the cause was told before."""
    row = ThemeAlarm(
        id=ids.new("alm"),
        workspace_id=study.workspace_id,
        study_id=study.id,
        theme_id=theme.id,
        kind=alarm.event.removeprefix("theme."),
        cause=alarm.cause,
        since=alarm.since,
        figures=alarm.figures,
        created_at=now,
    )
    if not await queries.claim_alarm(db, row):
        return False
    quotes = await queries.quotes_on(db, theme.id, since=alarm.quotes_since, sign=alarm.sign, limit=QUOTES)
    data = {
        "study": {"id": study.id, "title": study.title, "moment": await studies.moment(db, study.id)},
        "theme": {"id": theme.id, "label": theme.label, "origin": theme.origin},
        "synthetic": study.is_synthetic,
        "since": alarm.since.isoformat(),
        **alarm.figures,
        "evidence": [line.id for line in quotes],
        "quotes": [_quote(line) for line in quotes],
        "link": f"/studies/{study.id}/themes/{theme.id}",
    }
    await emit_event(db, study.workspace_id, alarm.event, data, now)
    return True


def _quote(line: StatementRow) -> dict[str, Any]:
    return {
        "id": line.id,
        "interview": line.interview_id,
        "account": line.account_id,
        "text": line.text,
        "turn": line.turn,
        "start": line.start_offset,
        "end": line.end_offset,
        "sentiment": line.sentiment,
    }
