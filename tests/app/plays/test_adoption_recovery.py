"""The recorded scenario of falling usage: asked, heard, solved, back, and closed with its outcome."""

from __future__ import annotations

from app.tables import Firing, PlayRun, Task, Touch
from tests.app.plays.world import DAY, NOW, World


async def test_usage_falls_a_third_and_the_champion_is_asked_heard_and_helped(world: World) -> None:
    await world.falls(32)
    firing = await world.fires()
    run = await world.begins("adoption-recovery", firing)
    assert run is not None

    run = await world.goes_on(run)
    steps = await world.steps(run)
    (touch,) = await world.rows(Touch)
    assert (touch.purpose, touch.contact_id, touch.run_id) == ("invitation", world.champion.id, run.id)
    assert steps["ask"].decision["automatic"] is True
    assert (run.status, run.step) == ("waiting", "hear")
    interview = steps["ask"].interview_id
    assert interview is not None

    await world.answers(interview, "problem", "support_need")
    run = await world.goes_on(run, NOW + DAY)
    (task,) = await world.rows(Task)
    assert task.title == "Technical session with Bramble & Finch"
    assert task.due_at == NOW + 3 * DAY
    assert task.context["heard"][0]["quotes"][0]["text"] == "The new permissions broke our report."
    assert run.waits_for is not None
    assert (run.step, run.waits_for["for"]) == ("session-held", "task")

    await world.does(task.id)
    run = await world.goes_on(run, NOW + 3 * DAY)
    assert run.waits_for is not None
    assert (run.step, run.waits_for["for"]) == ("recover", "outcome")

    await world.uses(range(1, 12), 100)
    run = await world.goes_on(run, NOW + 11 * DAY)
    assert run.status == "done"
    assert run.outcome is not None
    assert run.outcome["reached"] is True
    (closed,) = await world.rows(Firing)
    assert (closed.status, closed.reason_code) == ("closed", "adoption_recovered")
    assert closed.outcome["before"] == 700
    assert [event["run"] for event in await world.events("play.completed")] == [run.id]


async def test_usage_falls_by_almost_half_and_a_person_calls(world: World) -> None:
    await world.falls(45)
    run = await world.begins(
        "adoption-recovery", await world.fires(sentence="Usage fell 45 % week over week.")
    )
    assert run is not None
    run = await world.goes_on(run)
    asked = (await world.steps(run))["ask"]
    (task,) = await world.rows(Task)
    assert asked.decision["rule"] == "usage_fall_week"
    assert "45 %" in asked.decision["why"]
    assert task.title == "Call Mara Lind at Bramble & Finch"
    assert task.context["prepared"]["kind"] == "invitation"
    assert task.context["reason"] == "Usage fell 45 % week over week."
    assert await world.rows(Touch) == []
    assert len(await world.rows(PlayRun)) == 1
