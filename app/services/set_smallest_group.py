"""How many people a theme or segment needs behind it to be shown outside their accounts."""

from __future__ import annotations

from app.database import Db
from app.errors import Invalid
from app.queries import theme_figures

LARGEST = 100


async def set_smallest_group(
    db: Db, people: int | None, *, study_id: str | None = None, workspace_id: str | None = None
) -> None:
    """Sets it for a study (None: as in the workspace), or for a workspace. Raises Invalid."""
    if people is not None and not 1 <= people <= LARGEST:
        raise Invalid(f"This takes a number of people from 1 to {LARGEST}.", field="smallest_group")
    if study_id is not None:
        await theme_figures.set_smallest_group(db, study_id, people)
    if workspace_id is not None and people is not None:
        await theme_figures.set_usual_smallest_group(db, workspace_id, people)
