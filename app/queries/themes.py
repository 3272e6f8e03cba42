"""SQL for themes and what is counted about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, one, run
from app.tables import Theme, ThemeExemplar


async def theme(db: Db, theme_id: str) -> Theme | None:
    return await one(db, Theme, "SELECT * FROM themes WHERE id = %(id)s", id=theme_id)


async def themes(db: Db, study_id: str) -> list[Theme]:
    """The study's themes in use, oldest first; those a person excluded are not."""
    return await many(
        db,
        Theme,
        "SELECT * FROM themes WHERE study_id = %(id)s AND retired_at IS NULL AND hidden_at IS NULL"
        " ORDER BY id",
        id=study_id,
    )


async def all_themes(db: Db, study_id: str) -> list[Theme]:
    """Every theme the study ever had, retired and excluded ones too, oldest first."""
    return await many(db, Theme, "SELECT * FROM themes WHERE study_id = %(id)s ORDER BY id", id=study_id)


async def exemplars(db: Db, study_id: str, encoder: str) -> list[ThemeExemplar]:
    """The rows that stand for the study's fitted themes, in use or not, made by this encoder, in order."""
    return await many(
        db,
        ThemeExemplar,
        "SELECT x.* FROM theme_exemplars x JOIN themes t ON t.id = x.theme_id"
        " WHERE t.study_id = %(id)s AND x.encoder = %(encoder)s"
        " ORDER BY x.theme_id, x.position",
        id=study_id,
        encoder=encoder,
    )


async def drop_exemplars(db: Db, theme_id: str) -> None:
    await run(db, "DELETE FROM theme_exemplars WHERE theme_id = %(id)s", id=theme_id)


async def rename(db: Db, theme_id: str, label: str, lineage: dict[str, Any]) -> None:
    """A new label, and a line in the theme's history."""
    await run(
        db,
        "UPDATE themes SET label = %(label)s, lineage = lineage || %(line)s WHERE id = %(id)s",
        id=theme_id,
        label=label,
        line=Jsonb([lineage]),
    )


async def summarise(db: Db, theme_id: str, summary: str | None) -> None:
    await run(db, "UPDATE themes SET summary = %(summary)s WHERE id = %(id)s", id=theme_id, summary=summary)


async def retire(db: Db, theme_id: str, lineage: dict[str, Any], now: datetime) -> None:
    """Takes a theme out of use; its id stays for those who hold it."""
    await run(
        db,
        "UPDATE themes SET retired_at = %(now)s, lineage = lineage || %(line)s WHERE id = %(id)s",
        id=theme_id,
        now=now,
        line=Jsonb([lineage]),
    )


async def set_parent(db: Db, theme_id: str, parent_id: str | None) -> None:
    """Makes a theme a part of another, or of none."""
    await run(
        db,
        "UPDATE themes SET parent_id = %(parent)s"
        " WHERE id = %(id)s AND parent_id IS DISTINCT FROM %(parent)s",
        id=theme_id,
        parent=parent_id,
    )


async def hand_on(db: Db, study_id: str) -> None:
    """Statements still with a theme out of use go to the one it was merged into, or to none."""
    await run(
        db,
        "UPDATE statements s SET theme_id = t.merged_into_id FROM themes t"
        " WHERE t.id = s.theme_id AND t.retired_at IS NOT NULL AND s.study_id = %(id)s",
        id=study_id,
    )
