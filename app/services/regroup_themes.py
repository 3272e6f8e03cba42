"""Statements put where a person wants them: themes merged, a theme split, single statements placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import ids
from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import studies, theme_edits
from app.queries.base import insert
from app.services.theme_editing import Act, keep_edit, label_for, moves_of, theme_to_edit
from app.tables import StatementRow, Theme

MOST = 50
"""Themes merged, or parts split off, at a time."""


@dataclass(frozen=True)
class Part:
    """What is to become a theme of its own: a name, and ids of statements."""

    label: str
    statements: Sequence[str]


async def merge_themes(db: Db, theme_id: str, others: Sequence[str], act: Act) -> None:
    """Makes the others part of a theme, with their statements and what they are recognised by.

    The theme keeps its id and name; the others' ids answer with where they went.
    Raises NotFound, Gone, Conflict, Invalid.
    """
    theme = await theme_to_edit(db, theme_id)
    names = list(dict.fromkeys(others))
    if not 1 <= len(names) <= MOST:
        raise Invalid(f"Name 1 to {MOST} themes to merge into this one.", field="themes")
    if theme.id in names:
        raise Invalid("A theme cannot be merged into itself.", field="themes")
    merged = [await _of_study(db, name, theme.study_id) for name in names]
    lines = await theme_edits.statements_in(db, names)
    for other in merged:
        line = act.line("merged", into=theme.id, label=theme.label)
        await theme_edits.set_merged(db, other.id, theme.id, line, act.at)
    told = [{"theme": other.id, "label": other.label} for other in merged]
    await theme_edits.told(db, theme.id, act.line("merged", others=told))
    await keep_edit(db, act, "merge", theme, theme.id, {"merged": names, "moves": moves_of(lines, theme.id)})


async def split_theme(db: Db, theme_id: str, parts: Sequence[Part], act: Act) -> list[str]:
    """Makes each part a theme of its own; ids of the new themes. What is in no part stays.

    Statements split off were placed by a person: no run moves them.
    Raises NotFound, Gone, Conflict, Invalid.
    """
    theme = await theme_to_edit(db, theme_id)
    lines = {line.id: line for line in await theme_edits.statements_in(db, [theme.id])}
    labels = await _check(db, theme, parts, lines)
    born, moves = [], []
    for part, label in zip(parts, labels, strict=True):
        row = Theme(
            id=ids.new("thm"),
            workspace_id=theme.workspace_id,
            study_id=theme.study_id,
            origin="fitted",
            key=f"fitted:{ids.new('fit')}",
            label=label,
            lineage=[act.line("split", origin=theme.id, label=theme.label)],
        )
        await insert(db, row)
        born.append(row)
        moves += moves_of([lines[name] for name in part.statements], row.id, "person")
    told = [{"theme": row.id, "label": row.label} for row in born]
    await theme_edits.told(db, theme.id, act.line("split", others=told))
    what = {"born": [row.id for row in born], "moves": moves}
    await keep_edit(db, act, "split", theme, theme.id, what)
    return [row.id for row in born]


async def place_statements(
    db: Db, study_id: str, statement_ids: Sequence[str], theme_id: str | None, act: Act
) -> None:
    """Puts statements into a theme, or with None into none, for good: no run moves them again.

    Raises NotFound, Gone, Conflict, Invalid.
    """
    await studies.hold(db, study_id)
    names = set(statement_ids)
    lines = await theme_edits.statements(db, study_id, list(names))
    if not names:
        raise Invalid("Choose at least one statement.", field="statements")
    if len(lines) != len(names):
        raise NotFound("There is no such statement.", field="statements")
    theme = await _of_study(db, theme_id, study_id, field="theme") if theme_id else None
    moves = moves_of(lines, theme.id if theme else None, "person")
    if moves:
        await keep_edit(db, act, "place", lines[0], theme.id if theme else None, {"moves": moves})


async def _of_study(db: Db, theme_id: str, study_id: str, *, field: str = "themes") -> Theme:
    """A theme of this study that is in use. Raises NotFound, Gone, Conflict."""
    theme = await theme_to_edit(db, theme_id)
    if theme.study_id != study_id:
        raise NotFound("There is no such theme in this study.", field=field)
    return theme


async def _check(db: Db, theme: Theme, parts: Sequence[Part], lines: dict[str, StatementRow]) -> list[str]:
    """The parts' labels, put right. Raises Invalid, Conflict."""
    if not 1 <= len(parts) <= MOST:
        raise Invalid(f"Give 1 to {MOST} parts to split off.", field="parts")
    chosen = [name for part in parts for name in part.statements]
    if any(not part.statements for part in parts):
        raise Invalid("Every part needs at least one statement.", field="parts")
    if len(set(chosen)) < len(chosen):
        raise Invalid("A statement can be in one part only.", field="parts")
    if not lines.keys() >= set(chosen):
        raise Invalid("A part may only hold statements of this theme.", field="parts")
    if len(chosen) == len(lines):
        raise Invalid("Leave at least one statement in the theme, or rename it instead.", field="parts")
    labels = [await label_for(db, theme.study_id, part.label, field="parts") for part in parts]
    if len({label.casefold() for label in labels}) < len(labels):
        raise Invalid("Each part needs a name of its own.", field="parts")
    return labels
