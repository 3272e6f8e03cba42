"""What a workspace has told the analysis: its own names, corrections of an interview, what they taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.corrections import Correction, Taught
from analysis.signals import hearing, learning
from app.database import Db
from app.queries import corrections, workspaces
from app.queue import nudge
from app.tables import Interview, LearnedIntents, TagCorrection, Workspace


@dataclass(frozen=True)
class Teaching:
    """The rows behind it. `learned` is None where nothing was, or for another encoder or other files."""

    own: tuple[str, ...]
    corrections: Sequence[TagCorrection]
    learned: LearnedIntents | None


async def teaching(db: Db, interview: Interview, encoder: str) -> Teaching:
    """What there is for one interview. What was learned for another encoder is learned again, in a job."""
    workspace = await workspaces.workspace(db, interview.workspace_id)
    found = await corrections.learned(db, interview.workspace_id)
    if found is not None and found.made_from != made_from(encoder):
        await nudge_learning(db, interview.workspace_id)
        found = None
    return Teaching(own_names(workspace), await corrections.of_interview(db, interview.id), found)


def taught(rows: Teaching) -> Taught:
    """The same, in the analysis's own shapes."""
    said = tuple(
        Correction(
            row.turn,
            row.start_offset,
            row.end_offset,
            "intent" if row.kind == "intent" else "driver",
            row.name,
            row.is_right,
        )
        for row in rows.corrections
    )
    learned = learning.from_bytes(rows.learned.weights) if rows.learned else None
    return Taught(rows.own, said, learned)


def own_names(workspace: Workspace | None) -> tuple[str, ...]:
    """What the workspace's company and product are called: never a competitor."""
    if workspace is None:
        return ()
    return tuple(name for name in (workspace.name, workspace.sponsor, workspace.product) if name)


def made_from(encoder: str) -> str:
    """The encoder and the shipped files that learned weights belong to."""
    return f"{encoder}/{hearing.fingerprint()}"


async def nudge_learning(db: Db, workspace_id: str) -> None:
    """Asks for the workspace's corrections to be learned from, once for all that wait."""
    await nudge(db, "learn_intents", lane=f"learn/{workspace_id}", workspace_id=workspace_id)
