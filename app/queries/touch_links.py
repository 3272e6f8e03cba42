"""SQL for the links in our messages: where they lead and who followed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, one, run
from app.tables import TouchLink

OPENED = "opened"
"""Stands for an address where a link is the picture that tells of an opened mail."""

MOST_NOTED = 50
"""Visits kept of one link; a robot may come more often."""


@dataclass(frozen=True)
class Visit:
    """One time a link was asked for. A robot's is noted and counts for nobody."""

    at: datetime
    is_counted: bool
    why: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"at": self.at.isoformat(), "is_counted": self.is_counted, "why": self.why}


async def by_token(db: Db, token: str) -> TouchLink | None:
    return await one(db, TouchLink, "SELECT * FROM touch_links WHERE token = %(token)s", token=token)


async def of_touch(db: Db, touch_id: str) -> list[TouchLink]:
    """Oldest first."""
    return await many(
        db, TouchLink, "SELECT * FROM touch_links WHERE touch_id = %(id)s ORDER BY id", id=touch_id
    )


async def note(db: Db, link_id: str, visit: Visit) -> None:
    """Keeps a visit, as long as there are not too many of them."""
    await run(
        db,
        "UPDATE touch_links SET clicks = clicks || %(visit)s::jsonb"
        " WHERE id = %(id)s AND jsonb_array_length(clicks) < %(most)s",
        id=link_id,
        visit=Jsonb([visit.as_json()]),
        most=MOST_NOTED,
    )
