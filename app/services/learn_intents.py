"""A workspace's corrections are learned from: its own alone, all of them anew each time."""

from __future__ import annotations

import structlog

from analysis import intents
from analysis.language import detect
from analysis.signals import learning
from app.kit import Kit
from app.queries import corrections, workspaces
from app.services.taught import made_from, own_names
from app.tables import LearnedIntents

log = structlog.get_logger()

MOST = 2_000
"""Corrections learned from, the newest: beyond them, old ones only slow the learning down."""
_ENGLISH = "en"


async def learn_intents(kit: Kit, workspace_id: str) -> None:
    """Learns how this workspace means its intents; with fewer corrections than needed, nothing."""
    encoder = await kit.encoding.load()
    async with kit.database.workspace(workspace_id) as db:
        workspace = await workspaces.workspace(db, workspace_id)
        said = await corrections.lessons(db, MOST)
    # outside English words decide alone, so only English ones teach
    said = [lesson for lesson in said if lesson.text and detect(lesson.text, lesson.language) == _ENGLISH]
    if workspace is None or len(said) < learning.CORRECTIONS_NEEDED:
        return
    learned = await kit.encoding.run(
        lambda encode: intents.learn(
            [lesson.text for lesson in said],
            [lesson.name for lesson in said],
            [lesson.is_right for lesson in said],
            encode=encode,
            own=own_names(workspace),
        )
    )
    row = LearnedIntents(
        workspace_id=workspace_id,
        made_from=made_from(encoder.name),
        corrections=len(said),
        weights=learning.to_bytes(learned),
        made_at=kit.clock(),
    )
    async with kit.database.workspace(workspace_id) as db:
        await corrections.keep_learned(db, row)
    log.info("intents.learned", workspace=workspace_id, corrections=len(said))
