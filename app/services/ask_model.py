"""Asking a model outside of an interview's turns, within the caps and with its cost written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from analysis.types import Ask
from app.kit import Kit
from app.services.choose_voice import cap_reached
from app.services.record_calls import About, record_calls


@asynccontextmanager
async def asking(kit: Kit, about: About, *, is_live: bool = False) -> AsyncIterator[Ask | None]:
    """What may be asked while the block runs; None without a model, or once a cap is reached.

    is_live: somebody waits for the answer, so that it goes before what runs in the background. What was
    asked is written down when the block ends, however it ends. Hold no transaction open meanwhile.
    """
    if kit.models is None:
        yield None
        return
    async with kit.database.workspace(about.workspace_id) as db:
        reached = await cap_reached(kit, db, about.workspace_id, study_id=about.study_id)
    if reached is not None:
        yield None
        return
    caller = kit.models.caller(about.study_id or about.workspace_id, is_live=is_live)
    try:
        yield caller.ask
    finally:
        async with kit.database.workspace(about.workspace_id) as db:
            await record_calls(db, kit.prices, caller.attempts, about, kit.clock())
