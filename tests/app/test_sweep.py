"""The sweep: what is due, waits, has run out or was never read gets its nudge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app import ids
from app.conversations import Conversations
from app.database import Database
from app.hub import Hub
from app.jobs.sweep import sweep
from app.kit import Kit
from app.queries import interviews, mails, tasks, turns, workspaces
from app.queries.base import insert, rows
from app.services.accept_turn import accept_turn
from app.services.create_study import create_study
from app.services.create_workspace import add_user
from app.services.emit_event import emit_event
from app.services.register_webhook import register_webhook
from app.services.save_guide import read_guide, save_guide
from app.services.take_turn import take_turn
from app.tables import Idempotency, Interview, Study
from app.tables.base import now
from tests.app.talks import talk
from tests.conftest import make_workspace

PATIENCE_SECONDS = 30


@pytest.fixture
async def kit(kit: Kit, fresh_conninfo: str) -> AsyncIterator[Kit]:
    """A process over a database in which nobody else's rows are due, hearing its notifications."""
    database = Database(fresh_conninfo, connections=6)
    await database.open()
    made = replace(kit, database=database, hub=Hub())
    hearing = asyncio.create_task(made.hub.listen(fresh_conninfo))
    yield made
    hearing.cancel()
    await database.close()


@pytest.fixture
async def conversations(kit: Kit) -> AsyncIterator[Conversations]:
    made = Conversations(kit)
    yield made
    await made.close()


@pytest.fixture
async def study(kit: Kit) -> Study:
    workspace = await make_workspace(kit.database)
    async with kit.database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide("post-onboarding"))
        return await create_study(db, workspace.id, version)


async def lanes(kit: Kit) -> list[tuple[str, str]]:
    """(task, lane) of every job that waits."""
    async with kit.database.system() as db:
        found = await rows(db, "SELECT task_name, lock FROM procrastinate_jobs WHERE status = 'todo'")
    return sorted((row["task_name"], row["lock"]) for row in found)


async def forget_jobs(kit: Kit) -> None:
    """As if a worker had died with its queue: only the rows know."""
    async with kit.database.system() as db:
        await db.execute("DELETE FROM procrastinate_jobs")


async def spoken(kit: Kit, interview: Interview, seq: int) -> str:
    """The speaker of turn `seq`, as soon as there is one."""
    with kit.hub.subscribe(interview.id) as inbox:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                async with kit.database.workspace(interview.workspace_id) as db:
                    found = await turns.turns(db, interview.id, seq - 1)
                if found:
                    return found[0].speaker
                await inbox.get()


async def status(kit: Kit, interview: Interview) -> tuple[str, str | None]:
    async with kit.database.workspace(interview.workspace_id) as db:
        row = await interviews.interview(db, interview.id)
    assert row is not None
    return row.status, row.closed_reason


async def answer(kit: Kit, interview: Interview, at: datetime) -> None:
    async with kit.database.workspace(interview.workspace_id) as db:
        await accept_turn(
            db, interview.id, client_id="a", action="say", text="We wanted faster reports.", now=at
        )


async def test_a_turn_left_unanswered_by_a_dead_process_is_answered(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    interview = await talk(kit.database, study, [], ended=None)
    await answer(kit, interview, now() - timedelta(minutes=1))
    await sweep(kit, conversations, now())
    assert await spoken(kit, interview, 2) == "interviewer"


async def test_consent_left_without_an_opening_gets_one(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    interview = await talk(kit.database, study, [], ended=None)
    await sweep(kit, conversations, now() + timedelta(minutes=1))
    assert await spoken(kit, interview, 1) == "interviewer"


async def test_a_turn_just_taken_is_left_to_whoever_took_it(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    interview = await talk(kit.database, study, [], ended=None)
    await answer(kit, interview, now())
    async with kit.database.system() as db:
        waiting = await interviews.unanswered(db, now() - timedelta(seconds=10))
    assert waiting == []


async def test_an_interview_whose_link_ran_out_is_closed_as_expired(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    expired = await talk(kit.database, study, ["We wanted faster reports."], ended=None)
    fresh = await talk(kit.database, study, [], ended=None)
    async with kit.database.system() as db:
        await db.execute(
            "UPDATE interviews SET expires_at = now() - interval '1 minute' WHERE id = %s", [expired.id]
        )
    await sweep(kit, conversations, now())
    await sweep(kit, conversations, now())
    assert await status(kit, expired) == ("closed", "expired")
    assert await status(kit, fresh) == ("open", None)
    async with kit.database.system() as db:
        told = await rows(db, "SELECT type FROM events WHERE interview_id = %(id)s", id=expired.id)
    assert sorted(row["type"] for row in told) == ["interview.abandoned", "interview.started"]


async def test_a_due_delivery_without_a_job_is_nudged_once(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    async with kit.database.workspace(study.workspace_id) as db:
        hook = await register_webhook(
            db,
            study.workspace_id,
            url="http://127.0.0.1:9999/hook",
            events=[],
            description=None,
            is_thin=False,
            allow_loopback=True,
        )
        await emit_event(db, study.workspace_id, "insight.created", {}, now())
    await forget_jobs(kit)
    await sweep(kit, conversations, now())
    await sweep(kit, conversations, now())
    assert await lanes(kit) == [("deliver", f"deliver/{hook.id}")]


async def test_an_interview_never_read_is_nudged(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    read_me = await talk(kit.database, study, ["We wanted faster reports."])
    silent = await talk(kit.database, study, [], ended="stopped")
    async with kit.database.system() as db:
        await interviews.set_analysed(db, silent.id, now())  # read, and there was nothing to learn
    await forget_jobs(kit)
    await sweep(kit, conversations, now())
    too_early = await lanes(kit)
    await sweep(kit, conversations, now() + timedelta(minutes=2))
    assert too_early == []
    assert await lanes(kit) == [("analyse_interview", f"analyse/{read_me.id}")]


async def test_a_repeated_posts_answer_is_forgotten_after_a_day(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    for name, hours in (("old", 25), ("young", 23)):
        row = Idempotency(
            id=ids.new("idm"),
            workspace_id=study.workspace_id,
            key=name,
            request_hash="0",
            status=201,
            body='{"secret": "shown once"}',
            created_at=now() - timedelta(hours=hours),
        )
        async with kit.database.system() as db:
            await insert(db, row)
    await sweep(kit, conversations, now())
    async with kit.database.system() as db:
        assert await workspaces.idempotent_answer(db, "old") is None
        assert await workspaces.idempotent_answer(db, "young") is not None


async def test_with_nothing_due_the_sweep_does_nothing(kit: Kit, conversations: Conversations) -> None:
    await sweep(kit, conversations, now())
    assert await lanes(kit) == []


async def test_a_hand_off_left_alone_is_told_to_the_backup_once_and_let_go_once(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    async with kit.database.workspace(study.workspace_id) as db:
        await add_user(db, study.workspace_id, "ruth@example.com", name="Ruth", role="admin")
    interview = await talk(kit.database, study, ["We wanted faster reports."], ended=None)
    async with kit.database.workspace(study.workspace_id) as db:
        await accept_turn(db, interview.id, client_id="h", action="human", text="", now=now())
    assert await take_turn(kit, study.workspace_id, interview.id) == "replied"
    seen = []
    for minutes in (0, 11, 11, 12, 31, 31):
        await sweep(kit, conversations, now() + timedelta(minutes=minutes))
        async with kit.database.workspace(study.workspace_id) as db:
            letters = [mail.template for mail in (await mails.mails(db, limit=9)).items]
            (task,) = (await tasks.tasks(db, limit=9)).items
        seen.append((letters, (await status(kit, interview))[1], task.status))
    first, both = ["hand_off"], ["hand_off_backup", "hand_off"]
    assert seen == [(first, None, "open"), *[(both, None, "open")] * 3, *[(both, "handed_off", "open")] * 2]


async def test_a_silent_interview_is_paused_and_runs_out_as_expired(
    kit: Kit, conversations: Conversations, study: Study
) -> None:
    interview = await talk(kit.database, study, ["We wanted faster reports."], ended=None)
    seen = []
    for days in (0.01, 0.1, 13, 15):
        await sweep(kit, conversations, now() + timedelta(days=days))
        seen.append(await status(kit, interview))
    assert seen == [("open", None), ("paused", None), ("paused", None), ("closed", "expired")]
