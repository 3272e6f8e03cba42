"""What the policy keeps from going out by itself is ready for a CSM, whose click sends it."""

from __future__ import annotations

import pytest

from app.errors import Conflict, Invalid
from app.queries import interviews
from app.services.close_task import close_task
from app.services.send_prepared import send_prepared
from app.services.touch import reserve
from app.tables import Firing, PlayRun, Task, Touch
from tests.app.plays.world import DAY, NOW, World


async def prepared_call(world: World) -> tuple[PlayRun, Task]:
    await world.falls(45)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    await world.goes_on(run)
    (task,) = await world.rows(Task)
    return run, task


async def test_the_csms_click_sends_the_very_interview_that_was_prepared(world: World) -> None:
    run, task = await prepared_call(world)
    for _ in range(2):
        async with world.database.workspace(world.workspace.id) as db:
            touch = await send_prepared(db, task.id, user_id=None, now=NOW)
            interview = await interviews.interview(db, task.context["prepared"]["interview"])
    assert touch.interview_id == task.context["prepared"]["interview"]
    assert interview is not None
    assert task.context["prepared"]["link"].endswith(interview.token)
    assert [row.id for row in await world.rows(Touch)] == [touch.id]
    assert (await world.steps(run))["ask"].touch_status == "planned"
    (task,) = await world.rows(Task)
    assert task.status == "open"
    assert task.context["prepared"]["touch"] == touch.id
    (firing,) = await world.rows(Firing)
    assert firing.status == "acting"


async def test_what_is_answered_after_the_click_chooses_the_branch(world: World) -> None:
    run, task = await prepared_call(world)
    async with world.database.workspace(world.workspace.id) as db:
        await send_prepared(db, task.id, user_id=None, now=NOW)
    await world.answers(task.context["prepared"]["interview"], "champion_change")
    run = await world.goes_on(run, NOW + DAY)
    assert run.step == "remapped"


async def test_a_prepared_message_is_all_its_task_is_for(world: World) -> None:
    await world.changes(tier="enterprise", segment="enterprise", renewal_on=NOW.date() + 110 * DAY)
    run = await world.begins("renewal")
    assert run is not None
    await world.goes_on(run)
    (task,) = await world.rows(Task)
    assert task.title == "Send “What Bramble & Finch has done with Northwind Desk” to Mara Lind"
    assert task.context["why"].startswith("An enterprise account")
    async with world.database.workspace(world.workspace.id) as db:
        await send_prepared(db, task.id, user_id=None, now=NOW)
    (task,) = await world.rows(Task)
    assert (task.status, task.reason_code) == ("done", "done")


async def test_whoever_opted_out_is_not_written_to_by_a_click_either(world: World) -> None:
    _, task = await prepared_call(world)
    async with world.database.workspace(world.workspace.id) as db:
        await db.execute("UPDATE contacts SET opted_out_at = now()")
    with pytest.raises(Invalid):
        async with world.database.workspace(world.workspace.id) as db:
            await send_prepared(db, task.id, user_id=None, now=NOW)
    assert await world.rows(Touch) == []


async def test_a_task_without_anything_prepared_sends_nothing(world: World) -> None:
    run = await world.begins("recovery-call", await world.fires("poor-experience"))
    assert run is not None
    await world.goes_on(run)
    (task,) = await world.rows(Task)
    with pytest.raises(Conflict):
        async with world.database.workspace(world.workspace.id) as db:
            await send_prepared(db, task.id, user_id=None, now=NOW)


async def test_closing_a_task_moves_its_run_on(world: World) -> None:
    run = await world.begins("recovery-call", await world.fires("poor-experience"))
    assert run is not None
    run = await world.goes_on(run)
    assert run.step == "called"
    (task,) = await world.rows(Task)
    async with world.database.workspace(world.workspace.id) as db:
        await close_task(db, task.id, code="done", note="They had lost a report.", now=NOW + DAY)
    run = await world.goes_on(run, NOW + DAY)
    assert run.step == "settle"


async def test_a_hand_offs_code_does_not_close_a_plays_task(world: World) -> None:
    _, task = await prepared_call(world)
    with pytest.raises(Invalid):
        async with world.database.workspace(world.workspace.id) as db:
            await close_task(db, task.id, code="answered", note=None, now=NOW)


async def test_the_same_key_is_the_same_touch_whoever_asks(world: World) -> None:
    _, task = await prepared_call(world)
    async with world.database.workspace(world.workspace.id) as db:
        first = await send_prepared(db, task.id, user_id=None, now=NOW)
        again = await reserve(
            db,
            account_id=world.account.id,
            contact_id=world.champion.id,
            channel="email",
            purpose="invitation",
            key=f"task/{task.id}",
            content={},
            now=NOW,
        )
    assert again.id == first.id
