"""What every edit of a theme has in common: who does it, whose turn it is, and how it is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app import ids
from app.database import Db
from app.errors import Conflict, Gone, Invalid, NotFound
from app.queries import studies, theme_edits, themes
from app.queries.base import insert
from app.queue import nudge
from app.tables import StatementRow, Theme, ThemeEdit

Kind = Literal["rename", "merge", "split", "place", "exclude", "restore"]
Move = tuple[str, str | None, str, str | None, str]
"""A statement's id, the theme before and who had placed it, the theme after and who places it."""
LONGEST_LABEL = 120
MERGED, RETIRED = "This theme was merged into another.", "This theme is retired."
EXCLUDED = "This theme is excluded; bring it back first."
NOT_EXCLUDED = "This theme is not excluded."
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Act:
    """When somebody decides something: a colleague, or a system with a key."""

    at: datetime
    user_id: str | None = None
    key_id: str | None = None

    def line(self, event: str, **more: object) -> dict[str, Any]:
        """A line of a theme's history."""
        who = {"user": self.user_id} if self.user_id else {"key": self.key_id}
        return {"event": event, "at": self.at.isoformat(), "by": who, **more}


async def theme_to_edit(db: Db, theme_id: str, *, hidden: bool = False) -> Theme:
    """The theme, its study held until this transaction ends, so that edits and runs take turns.

    Raises NotFound; Gone for one out of use; Conflict for one that is excluded (or, asked for one that
    is, for one that is not).
    """
    found = await themes.theme(db, theme_id)
    if found is not None:
        await studies.hold(db, found.study_id)
    return await theme_in_use(db, theme_id, hidden=hidden)


async def theme_in_use(db: Db, theme_id: str, *, hidden: bool = False) -> Theme:
    """The theme. Raises as `theme_to_edit` does."""
    found = await themes.theme(db, theme_id)
    if found is None:
        raise NotFound("There is no such theme.")
    if found.retired_at is not None:
        raise Gone(MERGED if found.merged_into_id else RETIRED)
    if (found.hidden_at is not None) != hidden:
        raise Conflict(NOT_EXCLUDED if hidden else EXCLUDED)
    return found


async def label_for(
    db: Db, study_id: str, wanted: str, *, but: str | None = None, field: str = "label"
) -> str:
    """The label with its spaces put right. Raises Invalid, Conflict when another theme has it."""
    label = _SPACES.sub(" ", wanted).strip()
    if not 1 <= len(label) <= LONGEST_LABEL:
        raise Invalid(f"A theme's name has 1 to {LONGEST_LABEL} characters.", field=field)
    for theme in await themes.themes(db, study_id):
        if theme.id != but and theme.label.casefold() == label.casefold():
            raise Conflict("Another theme of this study has this name; merge the two instead.", field=field)
    return label


def moves_of(lines: Sequence[StatementRow], theme_id: str | None, by: str | None = None) -> list[Move]:
    """A move for each statement that would change. Without `by`, who placed it stays the one who did."""
    return [
        (line.id, line.theme_id, line.placed_by, theme_id, by or line.placed_by)
        for line in lines
        if (line.theme_id, line.placed_by) != (theme_id, by or line.placed_by)
    ]


async def keep_edit(
    db: Db, act: Act, kind: Kind, of: Theme | StatementRow, theme_id: str | None, what: Mapping[str, Any]
) -> ThemeEdit:
    """Writes the edit and carries out its moves; the tags of the interviews it touches follow by a job."""
    edit = await insert(
        db,
        ThemeEdit(
            id=ids.new("edit"),
            workspace_id=of.workspace_id,
            study_id=of.study_id,
            theme_id=theme_id,
            user_id=act.user_id,
            key_id=act.key_id,
            kind=kind,
            what=dict(what),
            created_at=act.at,
        ),
    )
    await theme_edits.move(db, {move[0]: (move[3], move[4]) for move in what.get("moves", ())})
    await nudge(db, "retheme", lane=f"retheme/{of.study_id}", study_id=of.study_id)
    return edit
