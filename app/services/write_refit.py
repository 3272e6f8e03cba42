"""A refit's themes and places written to the rows: what is born, goes on, is merged or retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analysis.themes.refit import Refit
from app.database import Db
from app.queries import theme_edits, themes
from app.queries.base import insert_many
from app.services.analyse_study import StudyReading, keep_theme
from app.services.known_themes import FITTED, Standing
from app.services.placing import PERSON
from app.services.recognise import exemplar_rows
from app.tables import Study, ThemeRun

Born = Mapping[int, str]
"""Index of a theme in the refit to the id it got."""


async def write_refit(
    db: Db,
    study: Study,
    run: ThemeRun,
    reading: StudyReading,
    known: Standing,
    found: Refit,
    encoder: str,
    now: datetime,
) -> Born:
    """Writes themes, their exemplars, parents and history, and where statements are; the new themes' ids."""
    born = {
        index: await keep_theme(db, study, theme.label, theme.exemplars, encoder, run=run.id)
        for index, theme in enumerate(found.themes)
        if theme.known is None
    }
    await _go_on(db, reading, found, encoder, run, now)
    for index, theme in enumerate(found.themes):
        parent = theme_id(theme.parent, found, born) if theme.parent is not None else None
        await themes.set_parent(db, theme.known or born[index], parent)
    await _tell(db, known, found, born, run, now)
    await theme_edits.move(db, _moves(reading, found, born))
    await themes.hand_on(db, study.id)
    return born


def theme_id(name: str | int, found: Refit, born: Born) -> str:
    """The id of a theme the refit speaks of by id or by index."""
    return name if isinstance(name, str) else found.themes[name].known or born[name]


def _moves(reading: StudyReading, found: Refit, born: Born) -> dict[str, tuple[str | None, str]]:
    """Where each statement goes that a run may move."""
    moves: dict[str, tuple[str | None, str]] = {}
    for line, label in zip(reading.lines, found.labels.tolist(), strict=True):
        target = theme_id(label, found, born) if label >= 0 else None
        if line.placed_by != PERSON and target != line.theme_id:
            moves[line.id] = (target, line.placed_by)
    return moves


async def _go_on(
    db: Db, reading: StudyReading, found: Refit, encoder: str, run: ThemeRun, now: datetime
) -> None:
    """Themes that keep their id: what stands for them, and the label where a run may set it."""
    rows = {theme.id: theme for theme in reading.rows.themes}
    for theme in found.themes:
        row = rows[theme.known] if theme.known is not None else None
        if row is None or row.origin != FITTED:
            continue
        await themes.drop_exemplars(db, row.id)
        await insert_many(db, exemplar_rows(row, encoder, theme.exemplars))
        if theme.label != row.label and row.id not in reading.rows.kept:
            line = _line("renamed", run, now, before=row.label, after=theme.label)
            await themes.rename(db, row.id, theme.label, line)


async def _tell(db: Db, known: Standing, found: Refit, born: Born, run: ThemeRun, now: datetime) -> None:
    """Retires what does not go on and writes what happened into each theme's history."""
    gone = set(known.labels) - {theme.known for theme in found.themes} - known.kept
    recognised = {theme.id for theme in known.known}
    for event in found.events:
        if event.kind not in ("split", "merged") or not isinstance(event.theme, str):
            continue
        others = [theme_id(other, found, born) for other in event.others]
        if event.kind == "split":
            line = _line("split", run, now, others=[{"theme": other} for other in others])
            await theme_edits.told(db, event.theme, line)
        elif event.theme in gone and others:
            gone.discard(event.theme)
            line = _line("merged", run, now, into=others[0])
            await theme_edits.set_merged(db, event.theme, others[0], line, now)
            told = [{"theme": event.theme, "label": known.labels[event.theme]}]
            await theme_edits.told(db, others[0], _line("merged", run, now, others=told))
    for theme in sorted(gone & recognised):
        await themes.retire(db, theme, _line("retired", run, now), now)


def _line(event: str, run: ThemeRun, now: datetime, **more: object) -> dict[str, Any]:
    return {"event": event, "at": now.isoformat(), "by": "run", "run": run.id, **more}
