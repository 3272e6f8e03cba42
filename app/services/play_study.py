"""The study that a play's invitations belong to: one for each play, guide and quarter.

A person has one interview in a study, so a quarter is how often one play may ask the same person.
"""

from __future__ import annotations

from app import ids
from app.database import Db
from app.queries import guides, interviews, studies
from app.services.create_study import create_study
from app.services.run_stand import Stand
from app.services.save_guide import read_guide, save_guide
from app.tables import GuideVersion, Study
from interviewer.guide_files import template_names


async def standing_study(db: Db, stand: Stand, guide: str) -> Study | None:
    """The study, opened when it is first needed; None for a guide there is not."""
    quarter = f"{stand.now:%Y} Q{(stand.now.month + 2) // 3}"
    study_id = ids.stable("stu", stand.run.workspace_id, "play", stand.play.name, guide, quarter)
    await interviews.lock_person(db, study_id, "opening")
    known = await studies.study(db, study_id)
    if known is not None and known.status == "open":
        return known
    if known is not None:  # somebody closed it: the play goes on in one that follows
        study_id = ids.new("stu")
    version = await _version(db, stand.run.workspace_id, guide)
    if version is None:
        return None
    return await create_study(
        db,
        stand.run.workspace_id,
        version,
        title=f"{stand.play.title} ({quarter})",
        is_synthetic=stand.run.is_synthetic,
        study_id=study_id,
    )


async def _version(db: Db, workspace_id: str, guide: str) -> GuideVersion | None:
    """The workspace's newest version of a guide; the template of that name where it has none of its own."""
    row = await guides.guide_by_name(db, guide)
    newest = await guides.newest_version(db, row.id) if row is not None else None
    if newest is None and guide in template_names():
        return await save_guide(db, workspace_id, read_guide(guide))
    return newest
