"""SQL for transcripts as they leave the house: who asked, by which guide, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.database import Db
from app.queries.base import many


@dataclass(frozen=True)
class Recorded:
    """An interview in which something was said. What was known about its account stays here."""

    id: str
    study_id: str
    language: str
    status: str
    closed_reason: str | None
    sponsor: str
    guide: dict[str, Any]


async def recorded(
    db: Db, *, workspace_id: str | None = None, study_id: str | None = None, synthetic: bool = False
) -> list[Recorded]:
    """Interviews of a workspace or a study if given, oldest first; simulated ones only on demand."""
    return await many(
        db,
        Recorded,
        "SELECT i.id, i.study_id, i.language, i.status, i.closed_reason, w.sponsor, v.body AS guide"
        " FROM interviews i JOIN workspaces w ON w.id = i.workspace_id"
        " JOIN guide_versions v ON v.id = i.guide_version_id"
        " WHERE i.last_seq > 0 AND (%(synthetic)s OR NOT i.is_synthetic)"
        " AND (%(workspace)s::text IS NULL OR i.workspace_id = %(workspace)s)"
        " AND (%(study)s::text IS NULL OR i.study_id = %(study)s) ORDER BY i.id",
        synthetic=synthetic,
        workspace=workspace_id,
        study=study_id,
    )
