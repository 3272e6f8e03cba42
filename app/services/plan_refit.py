"""A refit of a study's themes is put in line; one waits or runs at a time."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite

from app import ids
from app.database import Db
from app.errors import Conflict, Invalid
from app.queries import insights, studies, theme_runs
from app.queries.base import insert
from app.queue import nudge
from app.services.analyse_study import FEWEST_STATEMENTS
from app.services.theme_editing import Act
from app.tables import Study, ThemeRun

MOST_UNASSIGNED = 0.9
CUT_OFF = timedelta(hours=1)
"""A refit that has not ended by then was cut off."""


async def plan_refit(
    db: Db, study: Study, act: Act, *, unassigned: float | None = None, seed: int = 0, afresh: bool = False
) -> ThemeRun:
    """The refit, queued when this transaction commits. `unassigned` (0..0.9) becomes the study's setting;
    `afresh` lets any number of statements move, not only a few.

    Raises Invalid, Conflict while one is under way or the study is too small.
    """
    if unassigned is not None and not (isfinite(unassigned) and 0 <= unassigned <= MOST_UNASSIGNED):
        raise Invalid(
            f"The share to leave without a theme lies between 0 and {MOST_UNASSIGNED}.", field="unassigned"
        )
    if not 0 <= seed < 2**31:
        raise Invalid("The seed is a whole number from 0 to 2147483647.", field="seed")
    await studies.hold(db, study.id)
    await _refuse_second(db, study, act)
    said = await insights.count_statements(db, study.id)
    if said < FEWEST_STATEMENTS:
        raise Conflict(f"Fitting themes takes {FEWEST_STATEMENTS} statements; this study has {said}.")
    if unassigned is not None:
        await studies.set_unassigned_target(db, study.id, unassigned)
    row = await insert(
        db,
        ThemeRun(
            id=ids.new("run"),
            workspace_id=study.workspace_id,
            study_id=study.id,
            user_id=act.user_id,
            key_id=act.key_id,
            number=await theme_runs.next_number(db, study.id),
            settings={
                "seed": seed,
                "afresh": afresh,
                "unassigned": study.unassigned_target if unassigned is None else unassigned,
            },
            created_at=act.at,
        ),
    )
    await nudge(db, "refit_study", lane=f"refit/{study.id}", study_id=study.id)
    return row


async def _refuse_second(db: Db, study: Study, act: Act) -> None:
    """Raises Conflict while a refit waits or runs; one that was cut off is called failed."""
    waiting = await theme_runs.under_way(db, study.id)
    if waiting is None:
        return
    if waiting.created_at > act.at - CUT_OFF:
        raise Conflict("The themes of this study are being fitted already.")
    await theme_runs.set_failed(db, waiting.id, "It was cut off. The themes stay as they were.", act.at)
