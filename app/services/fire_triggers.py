"""An account was looked at: what became true since last time fires, once, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app import ids
from app.database import Db
from app.queries import firings, trigger_states
from app.services.describe_firing import Look, describe
from app.services.emit_event import emit_event
from app.services.firing_event import about_firing
from app.services.look_before import Before, stood_before
from app.services.policy_book import Book
from app.services.score_account import Scored
from app.services.settle_scores import settle
from app.services.start_run import start_run
from app.success.record import Record
from app.success.triggers.crossing import Fire, Hold, Rearm, Standing, cross
from app.success.triggers.judging import Judged, judged, look
from app.tables import Account, Firing, TriggerState


async def fire_triggers(
    db: Db,
    account: Account,
    record: Record,
    scored: Mapping[str, Scored],
    book: Book,
    now: datetime,
    before: Before | None = None,
) -> list[Firing]:
    """What fired in this look, in its transaction, with the events told and the plays begun.

    Looking twice fires once: each crossing has a name of its own. The account is held by whoever looks;
    `before` is how it stood, where that was read already.
    """
    if account.churned_on is not None and account.churned_on <= now.date():
        return []
    settled = await settle(db, account.id, scored)
    others = {name: found for name, found in record.scores.items() if name not in scored}
    seen = Look(account, replace(record, scores={**others, **settled.scores}), scored, settled, book, now)
    if before is None:
        before = (await stood_before(db, [account.id], book.health, now))[account.id]
    made = []
    for trigger in book.triggers.values():
        case = judged(trigger, seen.record, now, book.segments, book.overrides.get(trigger.name, {}))
        standing = _standing(before.triggers.get(trigger.name), is_open=trigger.name in before.is_open)
        outcome = _outcome(case, seen, standing)
        if outcome is None or outcome.after is None:
            continue
        await trigger_states.put_state(db, _state(seen, case, outcome.after))
        if isinstance(outcome, Fire):
            made += await _fire(db, seen, case, outcome)
    return made


def _outcome(case: Judged, seen: Look, standing: Standing | None) -> Fire | Hold | Rearm | None:
    found = look(
        case,
        seen.record,
        seen.now,
        seen.book.segments,
        is_first=standing is None,
        fresh=seen.settled.fresh,
    )
    return cross(case.trigger, standing, found, seen.now)


async def _fire(db: Db, seen: Look, case: Judged, crossing: Fire) -> list[Firing]:
    """The firing, written and told, its play begun; none where this crossing has fired before."""
    firing = await describe(db, seen, case, crossing.cause)
    if not await firings.add(db, firing):
        return []
    play = case.trigger.play
    cause = f"firing/{firing.id}"
    run = await start_run(db, firing, play, firing.account_id, None, seen.book, seen.now, cause)
    data = await about_firing(db, firing, seen.account, run.play if run else play)
    await emit_event(db, firing.workspace_id, "trigger.fired", data, seen.now, account_id=firing.account_id)
    return [firing]


def _standing(row: TriggerState | None, *, is_open: bool) -> Standing | None:
    if row is None:
        return None
    return Standing(row.is_armed, row.crossings, row.last_value, row.fired_at, is_open)


def _state(seen: Look, case: Judged, after: Standing) -> TriggerState:
    return TriggerState(
        id=ids.stable("ts", seen.account.id, case.trigger.name),
        workspace_id=seen.account.workspace_id,
        account_id=seen.account.id,
        trigger=case.trigger.name,
        is_armed=after.is_armed,
        crossings=after.crossings,
        last_value=after.last_value,
        fired_at=after.fired_at,
        looked_at=seen.now,
    )
