"""Runs as rows: killed anywhere they come to the same end, and whatever ends one says why."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from app.queries import plays
from app.services.policy_book import Book, book
from app.services.run_play import move_once, run_play
from app.services.stop_run import pause_run, resume_run, stop_run
from app.success.plays.play import read, shipped
from app.tables import Firing, PlayRun, Task, Touch
from tests.app.plays.world import DAY, NOW, World


class Killed(Exception):
    """The process ends before the transaction does."""


async def live_through(world: World, killed_at: int | None) -> tuple[list[str], dict[str, int], str | None]:
    """The whole story of falling usage; the process is killed in one of its transactions. What is left."""
    moves = 0

    async def look(run_id: str, at: timedelta) -> None:
        nonlocal moves
        async with world.database.workspace(world.workspace.id) as db:
            await plays.wake_accounts(db, [world.account.id], NOW + at)
        goes_on = True
        while goes_on:
            moves += 1
            try:
                async with world.database.workspace(world.workspace.id) as db:
                    goes_on = (await move_once(db, world.kit, run_id, NOW + at)).goes_on
                    if moves == killed_at:
                        raise Killed
            except Killed:
                goes_on = True  # the job is put back in line

    await world.falls(32)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    await look(run.id, timedelta())
    interview = (await world.steps(run))["ask"].interview_id
    assert interview is not None
    await world.answers(interview, "problem")
    await look(run.id, DAY)
    (task,) = await world.rows(Task)
    await world.does(task.id)
    await look(run.id, 2 * DAY)
    await world.uses(range(1, 12), 100)
    await look(run.id, 11 * DAY)
    counts = {
        "tasks": len(await world.rows(Task)),
        "touches": len(await world.rows(Touch)),
        "created": len(await world.events("task.created")),
        "completed": len(await world.events("play.completed")),
        "closed": len(await world.events("trigger.closed")),
    }
    (firing,) = await world.rows(Firing)
    return list(await world.steps(run)), counts, firing.reason_code


STORY = (
    ["ask", "hear", "way", "session", "session-held", "recover", "close"],
    {"tasks": 1, "touches": 1, "created": 1, "completed": 1, "closed": 1},
    "adoption_recovered",
)


@pytest.mark.parametrize("killed_at", [None, *range(1, 12)])
async def test_killed_anywhere_a_run_comes_to_the_same_end(world: World, killed_at: int | None) -> None:
    assert await live_through(world, killed_at) == STORY


async def test_two_processes_at_one_run_do_each_step_once(world: World) -> None:
    await world.falls(32)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    await asyncio.gather(*(run_play(world.kit, run.id, NOW) for _ in range(4)))
    assert [line.visit for line in (await world.steps(run)).values()] == [1, 1]
    assert len(await world.rows(Touch)) == 1


async def test_the_same_cause_begins_a_play_once(world: World) -> None:
    firing = await world.fires()
    first = await world.begins("recovery-call", firing)
    again = await world.begins("recovery-call", firing)
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert await world.begins("recovery-call", cause="another") is None


async def test_a_run_keeps_the_text_it_began_with(world: World) -> None:
    run = await world.begins("recovery-call")
    assert run is not None
    assert run.source == shipped()["recovery-call"]
    assert run.version == read(run.source, "x").version


async def test_no_play_begins_where_the_account_has_left(world: World) -> None:
    await world.changes(churned_on=NOW.date())
    assert await world.begins("recovery-call") is None


async def with_share(world: World, share: float) -> Book:
    """What holds, with so many accounts held out of feature activation."""
    async with world.database.workspace(world.workspace.id) as db:
        held = await book(db)
    text = shipped()["feature-activation"].replace("holdout_share = 0.1", f"holdout_share = {share}")
    return dataclasses.replace(held, texts={**held.texts, "feature-activation": text})


async def test_an_account_held_out_takes_no_step_and_is_measured_all_the_same(world: World) -> None:
    run = await world.begins("feature-activation", book=await with_share(world, 0.5))
    assert run is not None
    async with world.database.workspace(world.workspace.id) as db:
        await db.execute("UPDATE play_runs SET is_holdout = true WHERE id = %(id)s", {"id": run.id})
    run = await world.goes_on(run)
    assert (run.status, run.waits_for) == (
        "waiting",
        {"at": None, "for": "outcome", "until": (NOW + 28 * DAY).isoformat()},
    )
    await world.happens("feature.activated", at=NOW + 3 * DAY)
    run = await world.goes_on(run, NOW + 4 * DAY)
    assert (run.status, run.outcome["reached"], run.outcome["holdout"]) == ("done", True, True)  # type: ignore[index]
    assert await world.steps(run) == {}
    assert await world.rows(Touch) == []


async def test_what_does_not_work_in_time_is_taken_over_by_a_person(world: World) -> None:
    firing = await world.fires("poor-experience", sentence="CSAT fell to 2.")
    run = await world.begins("recovery-call", firing)
    assert run is not None
    run = await world.goes_on(run)
    (call,) = await world.rows(Task)
    await world.does(call.id)
    run = await world.goes_on(run, NOW + DAY)
    run = await world.goes_on(run, NOW + 16 * DAY)
    assert run.step == "heard"
    run = await world.goes_on(run, NOW + 30 * DAY)
    assert (run.step, run.waits_for["for"]) == (None, "outcome")  # type: ignore[index]
    run = await world.goes_on(run, NOW + 46 * DAY)
    assert (run.status, run.outcome["reached"], run.outcome["then"]) == ("done", False, "escalate")  # type: ignore[index]
    over = [task for task in await world.rows(Task) if task.title.startswith("Take over")]
    assert len(over) == 1
    assert over[0].context["reason"] == "CSAT fell to 2."
    (firing,) = await world.rows(Firing)
    assert firing.status != "closed"


async def test_the_automatic_next_step_is_taken_once_before_a_play_ends(world: World) -> None:
    run = await world.begins("feature-activation", book=await with_share(world, 0.0))
    assert run is not None
    for day in (0, 6, 14, 25, 33, 44, 52):
        run = await world.goes_on(run, NOW + day * DAY)
    assert (run.status, run.outcome["reached"]) == ("done", False)  # type: ignore[index]
    trained = [task for task in await world.rows(Task) if task.title.startswith("Training")]
    assert len(trained) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE accounts SET churned_on = '2026-11-20'", "The account has left us."),
        ("UPDATE contacts SET left_at = now()", "Mara Lind has left the account."),
        ("UPDATE contacts SET opted_out_at = now()", "Mara Lind does not want to be written to."),
        ("UPDATE firings SET status = 'closed', closed_at = now()", "The trigger it began with was closed."),
    ],
)
async def test_something_ends_a_run_and_the_run_says_what(world: World, change: str, why: str) -> None:
    await world.falls(32)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    run = await world.goes_on(run)
    async with world.database.workspace(world.workspace.id) as db:
        await db.execute(change.encode())
    run = await world.goes_on(run, NOW + DAY)
    assert (run.status, run.ended_why) == ("stopped", why)


async def test_whoever_asks_for_a_person_gets_one_and_nothing_automatic(world: World) -> None:
    await world.falls(32)
    run = await world.begins("adoption-recovery", await world.fires())
    assert run is not None
    await world.goes_on(run)
    await world.happens("asked_for_human", at=NOW + timedelta(hours=1))
    run = await world.goes_on(run, NOW + DAY)
    assert run.ended_why == "They asked for a person."
    (task,) = await world.rows(Task)
    assert task.context["why"] == "They asked for a person."


async def test_a_person_holds_a_run_lets_it_go_on_and_stops_it(world: World) -> None:
    run = await world.begins("recovery-call")
    assert run is not None
    async with world.database.workspace(world.workspace.id) as db:
        await pause_run(db, run.id)
    assert (await world.goes_on(run)).status == "paused"
    assert await world.rows(Task) == []
    async with world.database.workspace(world.workspace.id) as db:
        await resume_run(db, run.id, NOW)
    assert (await world.goes_on(run)).step == "called"
    async with world.database.workspace(world.workspace.id) as db:
        for _ in range(2):
            stopped = await stop_run(db, run.id, why="They called us.", now=NOW)
    assert (stopped.status, stopped.ended_why) == ("stopped", "They called us.")
    assert len(await world.events("play.completed")) == 1


async def test_what_is_to_be_written_elsewhere_is_told_under_one_key(world: World) -> None:
    run = await world.begins("ask-why", await world.fires())
    assert run is not None
    await world.goes_on(run)
    (line,) = [line for line in (await world.steps(run)).values() if line.kind == "invite"]
    assert line.interview_id is not None
    await world.answers(line.interview_id, "praise")
    await world.goes_on(run, NOW + DAY)
    (event,) = await world.events("csp.write")
    assert event["write"]["field"] == "last_reason"
    assert event["key"] == f"run/{run.id}/note/1"


async def with_slack(world: World, *answers: int) -> tuple[World, list[bytes]]:
    """The world with a Slack that answers so, in turn, and what it was told."""
    told: list[bytes] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(request.content)
        return httpx.Response(left.pop(0))

    settings = world.kit.settings.model_copy(
        update={"slack_webhook": SecretStr("https://hooks.slack.example/T/B/x")}
    )
    web = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return dataclasses.replace(world, kit=dataclasses.replace(world.kit, settings=settings, web=web)), told


async def begun_swat(world: World) -> PlayRun:
    run = await world.begins(
        "swat", await world.fires("support-escalation", sentence="A P1 ticket was opened.")
    )
    assert run is not None
    return await world.goes_on(run)


async def test_slack_is_told_once_and_the_run_goes_on(world: World) -> None:
    world, told = await with_slack(world, 200)
    run = await begun_swat(world)
    assert len(told) == 1
    assert b"Severe support case at Bramble &amp; Finch" in told[0]
    assert (await world.steps(run))["alert"].status == "done"
    assert run.step == "owned"


async def test_slack_that_fails_is_tried_again_and_then_left(world: World) -> None:
    world, told = await with_slack(world, 500, 500, 500)
    run = await begun_swat(world)
    assert (run.status, run.step) == ("waiting", "alert")
    run = await world.goes_on(run, NOW + timedelta(minutes=2))
    run = await world.goes_on(run, NOW + timedelta(minutes=20))
    assert len(told) == 3
    assert (await world.steps(run))["alert"].result["why"] == "Slack answered 500."
    assert run.step == "owned"


async def test_without_slack_the_step_is_skipped(world: World) -> None:
    run = await begun_swat(world)
    assert (await world.steps(run))["alert"].status == "skipped"
    (task,) = await world.rows(Task)
    assert (task.priority, task.due_at) == ("urgent", NOW + timedelta(hours=2))


async def test_runs_that_are_due_are_found_over_all_workspaces(world: World) -> None:
    run = await world.begins("recovery-call")
    assert run is not None
    async with world.database.system() as db:
        assert run.id in {due.id for due in await plays.run_due(db, NOW)}
        assert run.id not in {due.id for due in await plays.run_due(db, NOW - DAY)}
