"""A rehearsal of a guide is put in line; one runs at a time."""

from __future__ import annotations

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid
from app.kit import Kit
from app.queries import rehearsals
from app.queries.base import insert
from app.queue import nudge
from app.tables import GuideVersion, Rehearsal
from interviewer.guide_files import guide_from_json
from interviewer.rehearsal.material import material

FEWEST, MOST, USUAL = 10, 200, 40
"""How many simulated respondents a rehearsal from the dashboard or the API may have."""
MOST_WAITING = 3


async def plan_rehearsal(
    kit: Kit,
    db: Db,
    version: GuideVersion,
    *,
    respondents: int = USUAL,
    seed: int = 1,
    language: str | None = None,
) -> Rehearsal:
    """The rehearsal, queued when this transaction commits. Raises Invalid for a number out of bounds or a
    language the guide or the respondents lack, Conflict while too many of the workspace wait."""
    if not FEWEST <= respondents <= MOST:
        raise Invalid(f"A rehearsal has {FEWEST} to {MOST} respondents.", field="respondents")
    if not 0 <= seed < 2**31:
        raise Invalid("The seed is a whole number from 0 to 2147483647.", field="seed")
    guide = guide_from_json(version.body)
    spoken = language or guide.languages[0]
    told = sorted(set(guide.languages) & set(material().languages))
    if spoken not in told:
        known = f"Choose one of {', '.join(told)}." if told else "The guide carries none they speak."
        raise Invalid(f"Simulated respondents cannot be asked in that language. {known}", field="language")
    if await rehearsals.waiting_in(db) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} rehearsals are waiting already; come back when one is done.")
    row = await insert(
        db,
        Rehearsal(
            id=ids.new("reh"),
            workspace_id=version.workspace_id,
            guide_version_id=version.id,
            respondents=respondents,
            seed=seed,
            language=spoken,
            voice="built-in" if kit.models is None else "model",
        ),
    )
    await nudge(db, "rehearse", lane="rehearse")
    return row
