"""What a theme is, in use or not: the answer for whoever holds its id."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from app.api.shapes import Shape
from app.database import Db
from app.errors import NotFound
from app.queries import theme_edits, themes
from app.services.heirs import heirs


class ThemeState(Shape):
    """`merged_into` is the theme in use that it went into; `statements` counts those it has now."""

    id: str
    study: str
    label: str
    summary: str | None
    origin: Literal["guide", "topic", "fitted"]
    parent: str | None
    statements: int
    lineage: list[dict[str, Any]]
    hidden_at: datetime | None
    retired_at: datetime | None
    merged_into: str | None


async def state_of(db: Db, theme_id: str) -> ThemeState:
    """The theme as it stands, whether anybody voiced it or not. Raises NotFound."""
    theme = await themes.theme(db, theme_id)
    if theme is None:
        raise NotFound("There is no such theme.")
    heir = theme.merged_into_id and heirs(await themes.all_themes(db, theme.study_id))[theme.id]
    return ThemeState(
        id=theme.id,
        study=theme.study_id,
        label=theme.label,
        summary=theme.summary,
        origin=theme.origin,
        parent=theme.parent_id,
        statements=len(await theme_edits.statements_in(db, [theme.id])),
        lineage=theme.lineage,
        hidden_at=theme.hidden_at,
        retired_at=theme.retired_at,
        merged_into=heir,
    )
