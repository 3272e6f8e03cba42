"""The plays of a customer's life, lived through: thirty days, a renewal, and guidance where they answer."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from app.services.policy_book import book
from app.services.set_field import keep_fields
from app.success.plays.play import shipped
from app.tables import PlayRun, Task, Touch
from tests.app.plays.world import DAY, NOW, World


async def begun(world: World, name: str) -> PlayRun:
    """The play at the account, nobody held out."""
    async with world.database.workspace(world.workspace.id) as db:
        held = await book(db)
    text = shipped()[name].replace("holdout_share = 0.1", "holdout_share = 0.0")
    run = await world.begins(name, book=dataclasses.replace(held, texts={**held.texts, name: text}))
    assert run is not None
    return run


async def on_days(world: World, run: PlayRun, *days: float) -> dict[float, set[str]]:
    """The steps with an effect that each of these days added."""
    found: dict[float, set[str]] = {}
    before: set[str] = set()
    for day in days:
        run = await world.goes_on(run, NOW + day * DAY)
        steps = await world.steps(run)
        done = {
            name
            for name, line in steps.items()
            if line.kind not in ("wait", "branch") and line.status in ("done", "refused")
        }
        found[day] = done - before
        before = done
    return found


async def test_the_first_thirty_days_run_alone_below_enterprise(world: World) -> None:
    run = await begun(world, "onboarding-sequence")
    await world.happens("login", at=NOW + DAY)
    assert await on_days(world, run, 0, 1, 2, 6, 13, 28, 29) == {
        0: {"welcome"},
        1: set(),
        2: {"next-step"},
        6: {"tutorial"},
        13: {"usage-review"},
        28: set(),
        29: {"check-in"},
    }
    assert await world.rows(Task) == []
    assert {touch.contact_id for touch in await world.rows(Touch)} == {world.champion.id}


async def test_who_uses_a_key_feature_needs_no_tutorial(world: World) -> None:
    run = await begun(world, "onboarding-sequence")
    await world.happens("feature.activated", at=NOW + 4 * DAY, label="reports")
    assert await on_days(world, run, 0, 2, 6, 13) == {
        0: {"welcome"},
        2: {"come-in"},
        6: set(),
        13: {"usage-review"},
    }


async def test_for_an_enterprise_the_first_days_go_with_a_call(world: World) -> None:
    await world.changes(segment="enterprise", tier="enterprise")
    run = await begun(world, "onboarding-sequence")
    assert await on_days(world, run, 0) == {0: {"welcome", "csm-welcome"}}
    (task,) = await world.rows(Task)
    assert task.title == "Welcome Bramble & Finch in person"


async def test_who_works_through_the_api_is_not_told_to_sign_in(world: World) -> None:
    run = await begun(world, "onboarding-sequence")
    await world.happens("usage.ui", at=NOW - 60 * DAY)
    await world.happens("usage.api", at=NOW + DAY, value=500)
    assert (await on_days(world, run, 0, 2))[2] == set()
    line = (await world.steps(run))["come-in"]
    assert (line.status, line.decision["rule"]) == ("skipped", "uses_it_otherwise")


async def test_who_was_seen_at_work_has_signed_in_though_no_sign_in_was_told(world: World) -> None:
    run = await begun(world, "onboarding-sequence")
    await world.happens("usage.ui", at=NOW + DAY, value=12)
    assert await on_days(world, run, 0, 2) == {0: {"welcome"}, 2: {"next-step"}}


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ({}, "welcome"),
        ({"team_size": 40, "industry": "Retail"}, "welcome"),
        ({"team_size": 400}, "welcome-many"),
        ({"team_size": 400, "industry": "Insurance"}, "welcome-careful"),
        ({"industry": "insurance", "custom.setup": "api"}, "welcome-developers"),
    ],
)
async def test_the_way_in_follows_what_they_told_at_the_start(
    world: World, known: dict[str, Any], first: str
) -> None:
    async with world.database.workspace(world.workspace.id) as db:
        await keep_fields(
            db, world.workspace.id, world.account.id, known, source="intake", at=NOW - DAY, now=NOW
        )
    run = await begun(world, "onboarding-sequence")
    assert await on_days(world, run, 0) == {0: {first}}


async def test_a_renewal_sleeps_to_its_checkpoints_and_becomes_a_persons_at_sixty_days(world: World) -> None:
    await world.changes(renewal_on=(NOW + 120 * DAY).date())
    run = await begun(world, "renewal")
    assert await on_days(world, run, 0, 29, 31, 42, 59, 61) == {
        0: {"value"},
        29: set(),
        31: {"ask"},
        42: {"plan"},
        59: set(),
        61: {"open", "record"},
    }
    plan, opened = (task for task in await world.rows(Task))
    assert (plan.title, opened.title) == (
        "Business review with Bramble & Finch before the renewal",
        "Open the renewal of Bramble & Finch",
    )


async def test_an_enterprises_renewal_is_told_by_its_csm(world: World) -> None:
    await world.changes(segment="enterprise", renewal_on=(NOW + 120 * DAY).date())
    run = await world.goes_on(await begun(world, "renewal"))
    value = (await world.steps(run))["value"]
    assert (value.status, value.decision["rule"]) == ("refused", "enterprise")
    (task,) = await world.rows(Task)
    assert task.context["prepared"]["kind"] == "message"
    assert await world.rows(Touch) == []


@pytest.mark.parametrize(
    ("answered", "first"),
    [
        ((), "show"),
        (("touch.email_clicked",), "tutorial"),
        (("touch.email_clicked", "touch.in_app_clicked"), "show"),
        (("touch.in_app_clicked",), "show"),
    ],
)
async def test_guidance_comes_where_they_answer(world: World, answered: tuple[str, ...], first: str) -> None:
    for name in answered:
        await world.happens(name, at=NOW - timedelta(days=20))
    run = await begun(world, "feature-activation")
    assert await on_days(world, run, 0) == {0: {first}}


async def test_messages_quote_the_accounts_own_use(world: World) -> None:
    await world.uses(range(-55, 1), 100)
    run = await begun(world, "onboarding-sequence")
    for day in (0, 2, 6, 13):
        run = await world.goes_on(run, NOW + day * DAY)
    texts = [touch.content["text"] for touch in await world.rows(Touch) if touch.channel == "email"]
    assert any("Your team used it 1,500 times in the last 28 days" in text for text in texts)
    assert all("{{" not in text for text in texts)
