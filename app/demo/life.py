"""Weeks of the demo's life: facts come, accounts are looked at, plays move on, and a CSM works the queue.

Everything happens through the verbs the service runs on, with the clock set back: what the dashboard shows
was fired, sent and closed by the same code that will do so tomorrow.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.arcs import Arc, Told
from app.demo.chronicle import write_facts, write_sources
from app.demo.simulate import answer_invitation
from app.errors import Conflict
from app.kit import Kit
from app.queries import demo_life, studies
from app.services.act_on_firing import act_on_firing
from app.services.breach import breach_overdue
from app.services.close_firing import close_firing
from app.services.close_task import close_task
from app.services.look_at_account import look_at_due
from app.services.look_nudge import nudge_look
from app.services.run_play import run_play
from app.services.send_touch import release_due, remind_due
from app.tables import Account, Contact

CLOSINGS = {
    "usage-drop": ("adoption_recovered", "They are back after a training."),
    "renewal-checkpoint": ("renewal_risk_reduced", "Value confirmed with the economic buyer."),
    "support-escalation": ("resolved", "Mended, and the report sent."),
}
_OTHERWISE = ("resolved", "Talked it through with them.")
_ANSWERED = 0.6
"""Share of invited people who answer, each time one looks."""
_ACTED, _CLOSED, _FALSE = 0.75, 0.6, 0.15
"""Shares of what a CSM finds in the queue: acted on, closed after some days, and closed as a false alarm."""
_PATIENCE = timedelta(days=6)
_LEFT_TO_PLAYS = timedelta(days=24)
"""How long a play is let go on before a CSM closes what began it."""


@dataclass(frozen=True)
class Life:
    """An account, its people, and everything it will tell, oldest first."""

    account: Account
    people: list[Contact]
    arc: Arc
    told: list[Told]


def mornings(began: datetime, now: datetime) -> list[datetime]:
    """When something is done: at ten on Tuesdays and Fridays, and now."""
    days = [began + timedelta(days=number) for number in range((now - began).days + 1)]
    at_ten = [
        day.replace(hour=10, minute=0, second=0, microsecond=0) for day in days if day.weekday() in (1, 4)
    ]
    return [*(one for one in at_ten if began <= one < now), now]


async def tell_until(kit: Kit, lives: Sequence[Life], since: datetime | None, until: datetime) -> None:
    """What became known after `since` and up to `until` is told; the accounts are to be looked at."""
    workspace_id = lives[0].account.workspace_id
    async with kit.database.workspace(workspace_id) as db:
        said: list[Told] = []
        for life in lives:
            new = [one for one in life.told if (since is None or one.at > since) and one.at <= until]
            await write_facts(db, life.account, life.people, new, until)
            said += new
        await write_sources(db, workspace_id, said, until)
        await nudge_look(db, workspace_id, [life.account.id for life in lives], until)


async def move_on(kit: Kit, workspace_id: str, now: datetime) -> None:
    """Looks at what is due, moves runs on and sends what is to be sent, as the jobs would have."""
    await look_at_due(kit, workspace_id)
    async with kit.database.workspace(workspace_id) as db:
        due = await demo_life.runs_due(db, now)
    for run_id in due:
        await run_play(kit, run_id, now)
    await breach_overdue(kit, now)
    await release_due(kit, now)
    await remind_due(kit, now)


async def answer_invitations(
    kit: Kit, workspace_id: str, lives: Sequence[Life], now: datetime, chance: random.Random
) -> None:
    """Some of those whom plays invited answer, each with what their account's arc has to tell."""
    arcs = {life.account.id: life.arc for life in lives}
    async with kit.database.workspace(workspace_id) as db:
        invited = await demo_life.invited(db, now - timedelta(days=1))
    for one in invited:
        if chance.random() < _ANSWERED:
            arc, seed = arcs[one.account_id or ""], chance.randrange(10_000)
            async with kit.database.workspace(workspace_id) as db:
                study = await studies.study(db, one.study_id)
            assert study is not None  # noqa: S101 - the interview refers to it
            await answer_invitation(kit, one, study.consent_version, arc.persona, arc.story, seed, now)


async def work_the_queue(kit: Kit, workspace_id: str, now: datetime, chance: random.Random) -> None:
    """A morning of a CSM: acts on some of what fired, closes some of what was acted on, does some tasks."""
    async with kit.database.workspace(workspace_id) as db:
        waiting = await demo_life.firings_waiting(db)
        busy = await demo_life.left_to_plays(db, now - _LEFT_TO_PLAYS)
        tasks = await demo_life.tasks_waiting(db)
    for firing in waiting:
        if firing.acted_at is None and chance.random() < _ACTED:
            async with kit.database.workspace(workspace_id) as db:
                await act_on_firing(db, firing.id, now=now)
        elif firing.acted_at is None or firing.id in busy or firing.acted_at + _PATIENCE > now:
            continue
        elif chance.random() < _CLOSED:
            code, note = CLOSINGS.get(firing.trigger, _OTHERWISE)
            if chance.random() < _FALSE:
                code, note = "false_positive", "A public holiday at their place."
            async with kit.database.workspace(workspace_id) as db:
                await close_firing(db, firing.id, code=code, note=note, by=firing.owner or "CSM", now=now)
    for task in tasks:
        if task.created_at + timedelta(days=1) < now and chance.random() < _CLOSED:
            try:
                async with kit.database.workspace(workspace_id) as db:
                    await close_task(db, task.id, code="done", note=None, now=now)
            except Conflict:  # closing a firing closes its task too
                continue
