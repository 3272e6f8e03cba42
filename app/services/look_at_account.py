"""Accounts are looked at: loaded, scored, judged; what became true fires, and runs that wait are told.

All of it in one transaction, by natural keys: a look that dies leaves nothing, one done again adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.database import Db
from app.kit import Kit
from app.queries import looks, records
from app.services.fire_triggers import fire_triggers
from app.services.look_before import Before, stood_before
from app.services.policy_book import Book, book
from app.services.run_play import wake_runs
from app.services.score_account import score_account
from app.success.record import Record
from app.tables import Account

AT_ONCE = 25
"""Accounts in one transaction: few enough that a fact which just came never waits long."""
AGAIN_HOURS = 24
"""Time alone moves accounts, by age, renewals and deadlines."""


async def look_at_due(kit: Kit, workspace_id: str) -> int:
    """Looks at every account of the workspace that is due, a few at a time; how many there were.

    From both ends: what just came never waits behind a whole workspace, and nothing waits for ever. While
    one side waits for the database, the other computes.
    """
    fresh, old = await asyncio.gather(
        _look_on(kit, workspace_id, newest=True), _look_on(kit, workspace_id, newest=False)
    )
    return fresh + old + await _look_at_held(kit, workspace_id)


async def _look_on(kit: Kit, workspace_id: str, *, newest: bool) -> int:
    """Takes accounts that are due until none is left that nobody else holds."""
    seen = 0
    while True:
        now = kit.clock()
        async with kit.database.workspace(workspace_id) as db:
            accounts = await looks.take_due(db, now, AT_ONCE, newest=newest)
            await _look(db, accounts, now)
        seen += len(accounts)
        if len(accounts) < AT_ONCE:
            return seen


async def _look_at_held(kit: Kit, workspace_id: str) -> int:
    """Waits for those that somebody held meanwhile: a fact told while a play moves is not to lie there.

    One at a time, so that nothing is held while waiting.
    """
    seen = 0
    while True:
        now = kit.clock()
        async with kit.database.workspace(workspace_id) as db:
            accounts = await looks.take_held(db, now)
            await _look(db, accounts, now)
        if not accounts:
            return seen
        seen += 1


async def look_at_accounts(db: Db, account_ids: Sequence[str], now: datetime) -> None:
    """Looks at these accounts in this transaction."""
    await _look(db, await looks.take(db, account_ids), now)


async def _look(db: Db, accounts: Sequence[Account], now: datetime) -> None:
    if not accounts:
        return
    held = await book(db)
    ids = [account.id for account in accounts]
    known = {one.account: one for one in await records.records(db, ids, now, held.horizon_days)}
    before = await stood_before(db, ids, held.health, now)
    for account in accounts:
        if account.id in known:
            await _look_at_one(db, account, known[account.id], held, before[account.id], now)
    await wake_runs(db, ids, now)
    await looks.looked(db, ids, now + timedelta(hours=AGAIN_HOURS))


async def _look_at_one(
    db: Db, account: Account, record: Record, held: Book, before: Before, now: datetime
) -> None:
    scored = await score_account(db, account, record, held, now, before)
    scores = {name: one.score.score for name, one in scored.items() if one.score.score is not None}
    await fire_triggers(db, account, replace(record, scores=scores), scored, held, now, before)
