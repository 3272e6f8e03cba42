"""A study taken elsewhere: its statements, themes or codes as CSV, JSON lines, or for qualitative tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any, Literal

from app.database import Db
from app.queries import exports, theme_figures
from app.queries import themes as theme_queries
from app.queries.exports import SaidLine
from app.services.qda_project import codebook, project
from app.services.table_files import as_csv, as_jsonl
from app.tables import Study, Theme, TurnRow

What = Literal["statements", "themes", "codes"]
Format = Literal["csv", "jsonl", "refi-qda"]


@dataclass(frozen=True)
class Taken:
    """A study without its simulated interviews. `themes` are those that enough people voice; `lines` of
    other themes have none."""

    study: Study
    lines: Sequence[SaidLine]
    themes: Sequence[Theme]
    turns: Sequence[TurnRow]

    @property
    def labels(self) -> dict[str, str]:
        return {theme.id: theme.label for theme in self.themes}


@dataclass(frozen=True)
class File:
    """What is written, and how it is called."""

    name: str
    media_type: str
    content: bytes


async def export_study(
    db: Db, study: Study, what: What, kind: Format, now: datetime, *, bom: bool = False
) -> File:
    """The file. In `refi-qda`, `codes` are a codebook and everything else is a project with its sources."""
    taken = await _taken(db, study, with_turns=kind == "refi-qda" and what != "codes")
    if kind == "refi-qda" and what == "codes":
        content = codebook(taken.themes)
        return File(f"{study.slug}.qdc", "application/xml", content)
    if kind == "refi-qda":
        content = project(study, taken.themes, taken.lines, taken.turns, now)
        return File(f"{study.slug}.qdpx", "application/zip", content)
    rows = {"statements": _statements, "themes": _themes, "codes": _codes}[what](taken)
    if kind == "csv":
        content = as_csv(_COLUMNS[what], rows, bom=bom)
        return File(f"{study.slug}-{what}.csv", "text/csv; charset=utf-8", content)
    return File(f"{study.slug}-{what}.jsonl", "application/x-ndjson", as_jsonl(rows))


async def _taken(db: Db, study: Study, *, with_turns: bool) -> Taken:
    lines = await exports.statements(db, study.id)
    themes = await theme_queries.themes(db, study.id)
    smallest = await theme_figures.smallest_group(db, study.id)
    wholes = {theme.id: theme.parent_id for theme in themes}
    people: dict[str, set[str]] = {theme.id: set() for theme in themes}
    for line in lines:
        for name in (line.theme_id, wholes.get(line.theme_id or "")):
            if name in people:
                people[name].add(line.respondent)
    shown = [theme for theme in themes if len(people[theme.id]) >= smallest]
    known = {theme.id for theme in shown}
    told = [line if line.theme_id in known else _without_theme(line, wholes, known) for line in lines]
    return Taken(study, told, shown, await exports.turns(db, study.id) if with_turns else [])


def _without_theme(line: SaidLine, wholes: Mapping[str, str | None], known: set[str]) -> SaidLine:
    """The line in the theme its own is a part of if that is shown, else in none."""
    whole = wholes.get(line.theme_id or "")
    return SaidLine(**vars(line) | {"theme_id": whole if whole in known else None})


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "statements": (
        *("id", "interview", "respondent", "account", "account_name", "segment", "turn", "start", "end"),
        *("text", "context", "language", "sentiment", "confidence", "theme", "theme_label", "said_at"),
    ),
    "themes": (
        *("id", "label", "summary", "origin", "parent", "statements", "respondents", "accounts"),
        *("share", "sentiment"),
    ),
    "codes": ("theme", "label", "statement", "interview", "turn", "start", "end", "text"),
}


def _statements(taken: Taken) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "interview": line.interview_id,
            "respondent": line.respondent,
            "account": line.account_id,
            "account_name": line.account,
            "segment": line.segment,
            "turn": line.turn,
            "start": line.start_offset,
            "end": line.end_offset,
            "text": line.text,
            "context": line.context,
            "language": line.language,
            "sentiment": line.sentiment,
            "confidence": line.confidence,
            "theme": line.theme_id,
            "theme_label": taken.labels.get(line.theme_id or ""),
            "said_at": line.said_at.isoformat(),
        }
        for line in taken.lines
    ]


def _themes(taken: Taken) -> list[dict[str, Any]]:
    """One row for each theme; what is said on a part counts for the whole too."""
    wholes = {theme.id: theme.parent_id for theme in taken.themes}
    everybody = len({line.respondent for line in taken.lines})
    rows = []
    for theme in taken.themes:
        mine = [line for line in taken.lines if theme.id in (line.theme_id, wholes.get(line.theme_id or ""))]
        feelings = [line.sentiment for line in mine if line.sentiment is not None]
        people = len({line.respondent for line in mine})
        rows.append(
            {
                "id": theme.id,
                "label": theme.label,
                "summary": theme.summary,
                "origin": theme.origin,
                "parent": theme.parent_id,
                "statements": len(mine),
                "respondents": people,
                "accounts": len({line.account_id for line in mine if line.account_id}),
                "share": round(people / everybody, 4) if everybody else None,
                "sentiment": round(fmean(feelings), 3) if feelings else None,
            }
        )
    return rows


def _codes(taken: Taken) -> list[dict[str, Any]]:
    """One row for each statement that is in a theme."""
    return [
        {
            "theme": line.theme_id,
            "label": taken.labels[line.theme_id],
            "statement": line.id,
            "interview": line.interview_id,
            "turn": line.turn,
            "start": line.start_offset,
            "end": line.end_offset,
            "text": line.text,
        }
        for line in taken.lines
        if line.theme_id is not None
    ]
