"""From facts in the database to a firing with its reason, in one look."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app import ids
from app.by import By
from app.database import Database
from app.errors import Conflict, Invalid, NotFound
from app.kit import Kit
from app.queries import firings
from app.queries.base import insert, rows, value
from app.queries.trigger_states import ScoreStep
from app.services.act_on_firing import act_on_firing
from app.services.breach import breach_overdue
from app.services.close_firing import close_firing
from app.services.create_workspace import add_user
from app.services.dry_run_trigger import dry_run_trigger
from app.services.keep_policy import switch
from app.services.policy_book import book
from app.services.settle_scores import own_score
from app.services.trigger_library import effective_for, set_thresholds
from app.services.tuning import tuning
from app.tables import Contact, Firing, ScoreChange, Workspace
from tests.app.triggers.cases import NOW
from tests.app.triggers.made import fact, know, look, make_account, usage


async def fall(database: Database, workspace: Workspace, percent: float = 32, **fields: object) -> Firing:
    """The firing of an account whose usage fell."""
    account = await make_account(database, workspace, **fields)
    await know(database, account, usage(account, fall=percent))
    [one] = [one for one in await look(database, account) if one.trigger == "usage-drop"]
    return one


async def test_a_fall_of_usage_fires_once_with_its_reason(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    [one] = await look(database, account)
    assert one.trigger == "usage-drop"
    assert one.reason["sentence"] == "Usage fell 32 % week over week."
    assert (one.reason["value"], one.reason["previous"], one.reason["unit"]) == (-32.0, 0.0, "%")
    assert one.reason["window_days"] == 7
    assert (one.owner, one.owner_rule, one.backup) == ("Dana", "the account’s CSM", "Bo")
    assert one.due_at == NOW + timedelta(hours=48)
    assert {item["kind"] for item in one.evidence} >= {"fact"}
    assert 1 <= len(one.top) <= 3
    assert await look(database, account) == []


async def test_two_looks_at_once_fire_once(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    await asyncio.gather(*(look(database, account) for _ in range(3)))
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM firings") == 1
        assert await value(db, "SELECT count(*) FROM events WHERE type = 'trigger.fired'") == 1
        assert await value(db, "SELECT count(*) FROM play_runs") == 1


async def test_a_look_that_is_lost_half_way_leaves_nothing(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    with pytest.raises(ConnectionError):
        await look(database, account, killed=True)
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM firings") == 0
        assert await value(db, "SELECT count(*) FROM trigger_states") == 0
    assert [one.cause for one in await look(database, account)] == ["crossing/1"]


async def test_the_event_carries_what_a_receiver_needs(database: Database, workspace: Workspace) -> None:
    one = await fall(database, workspace, external_ids={"crm": "7"})
    async with database.workspace(workspace.id) as db:
        [event] = await rows(db, "SELECT data FROM events WHERE type = 'trigger.fired'")
    data = event["data"]
    assert (data["firing"], data["trigger"], data["account"]["external_ids"]) == (
        one.id,
        "usage-drop",
        {"crm": "7"},
    )
    assert data["reason"]["sentence"] == "Usage fell 32 % week over week."
    assert data["link"] == f"/firings/{one.id}"
    assert {"contact", "title", "top", "priority", "owner", "due_at", "play"} <= data.keys()


async def test_what_has_long_been_so_does_not_fire_at_a_first_look(
    database: Database, workspace: Workspace
) -> None:
    old = await make_account(database, workspace, started_on=(NOW - timedelta(days=50)).date())
    assert "kickoff-missing" not in [one.trigger for one in await look(database, old)]
    new = await make_account(database, workspace, started_on=(NOW - timedelta(days=8)).date())
    assert "kickoff-missing" in [one.trigger for one in await look(database, new)]


async def test_who_has_left_fires_nothing(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace, churned_on=NOW.date())
    await know(database, account, usage(account, fall=60))
    assert await look(database, account) == []


async def test_what_is_switched_off_does_not_fire(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    async with database.workspace(workspace.id) as db:
        await switch(db, By(workspace.id, NOW), "trigger", "usage-drop", on=False)
    assert await look(database, account) == []


async def test_a_threshold_of_ones_own_holds(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    async with database.workspace(workspace.id) as db:
        await set_thresholds(db, By(workspace.id, NOW), "usage-drop", {"drop": -40.0})
        found = await effective_for(
            db, await book(db), (await book(db)).triggers["usage-drop"], account.id, NOW
        )
    assert (found["drop"].value, found["drop"].said_by) == (-40.0, "workspace")
    assert await look(database, account) == []


async def test_a_drop_that_everybody_has_is_noted_and_weighs_less(
    database: Database, workspace: Workspace
) -> None:
    for _ in range(5):
        other = await make_account(database, workspace)
        await know(database, other, usage(other, fall=30, days=20))
    one = await fall(database, workspace)
    assert one.checks["season"]["against"] == "peers"
    assert one.checks["season"]["is_usual"] is True
    assert one.priority == "normal"


async def test_the_same_weeks_last_year_come_before_others(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    last_year = usage(account, fall=40, days=20, until=NOW - timedelta(days=364))
    await know(database, account, usage(account, fall=32) + last_year)
    [one] = [one for one in await look(database, account) if one.trigger == "usage-drop"]
    assert one.checks["season"]["against"] == "last_year"
    assert one.checks["season"]["expected"] == pytest.approx(-40, abs=0.5)


async def test_a_champion_who_left_is_checked(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    left = fact(account, "stakeholder.left", NOW - timedelta(days=30), label="champion")
    await know(database, account, [*usage(account, fall=32), left])
    found = {one.trigger: one for one in await look(database, account)}
    assert found["usage-drop"].checks["stakeholders"]["state"] == "left"


async def test_whom_it_is_about_is_somebody_there(database: Database, workspace: Workspace) -> None:
    account = await make_account(database, workspace)
    person = Contact(id=ids.new("con"), workspace_id=workspace.id, account_id=account.id, name="Mara")
    async with database.workspace(workspace.id) as db:
        await insert(db, person)
    said = fact(account, "said.intent", NOW - timedelta(days=1), 0.9, label="churn", contact_id=person.id)
    await know(database, account, [said])
    [one] = [one for one in await look(database, account) if one.trigger == "commercial-risk"]
    assert one.contact_id == person.id
    assert one.reason["why_known"] is True


# --- a change of what we know fires nothing ---


async def test_a_score_that_fell_because_less_is_known_leaves_triggers_alone(
    database: Database, workspace: Workspace
) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=0))
    await look(database, account)
    async with database.workspace(workspace.id) as db:
        before = await value(db, "SELECT count(*) FROM trigger_states WHERE is_armed")
        shared: dict[str, Any] = {
            "workspace_id": workspace.id,
            "account_id": account.id,
            "definition": "risk",
            "version": "1",
        }
        await insert(
            db, ScoreChange(id=ids.new("hc"), score=20.0, previous=90.0, cause="coverage", at=NOW, **shared)
        )
    assert await look(database, account) == []
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM trigger_states WHERE is_armed") == before


def step(cause: str, score: float | None) -> ScoreStep:
    return ScoreStep("risk", cause, score, None)


@pytest.mark.parametrize(
    ("history", "score", "own"),
    [
        ([step("coverage", 40), step("facts", 84)], 40, 84),
        ([step("coverage", 40), step("definition", 60), step("age", 71), step("facts", 84)], 40, 71),
        ([step("coverage", 40), step("first", 84)], 40, 84),
        ([step("coverage", 45), step("coverage", None), step("first", 84)], 45, 84),
        ([step("coverage", 45), step("first", None)], 45, 45),
    ],
)
def test_a_score_stands_where_the_account_left_it(history: list[ScoreStep], score: float, own: float) -> None:
    assert own_score(history, score) == own


# --- acting, closing, running late ---


async def test_acting_is_counted_from_the_first_time(database: Database, workspace: Workspace) -> None:
    one = await fall(database, workspace)
    async with database.workspace(workspace.id) as db:
        first = await act_on_firing(db, one.id, now=NOW, owner=" Kim ")
        again = await act_on_firing(db, one.id, now=NOW + timedelta(hours=3))
    assert (first.status, first.owner) == ("acting", "Kim")
    assert (again.acted_at, again.owner) == (NOW, "Kim")


async def test_closing_needs_a_reason_and_happens_once(database: Database, workspace: Workspace) -> None:
    one = await fall(database, workspace)
    async with database.workspace(workspace.id) as db:
        with pytest.raises(Invalid, match="Choose from: false_positive"):
            await close_firing(db, one.id, code="", note=None, by="Dana", now=NOW)
        closed = await close_firing(
            db, one.id, code="adoption_recovered", note=" ok ", by="Dana", now=NOW, outcome={"usage": 1.0}
        )
        assert (closed.status, closed.note, closed.outcome) == ("closed", "ok", {"usage": 1.0})
        with pytest.raises(Conflict):
            await close_firing(db, one.id, code="resolved", note=None, by="Dana", now=NOW)
        with pytest.raises(Conflict):
            await act_on_firing(db, one.id, now=NOW)
        [event] = await rows(db, "SELECT data FROM events WHERE type = 'trigger.closed'")
    assert event["data"]["reason_code"] == "adoption_recovered"
    assert event["data"]["outcome"] == {"usage": 1.0}


async def test_another_workspaces_firing_is_none(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    one = await fall(database, other_workspace)
    async with database.workspace(workspace.id) as db:
        with pytest.raises(NotFound):
            await act_on_firing(db, one.id, now=NOW)
        with pytest.raises(NotFound):
            await close_firing(db, one.id, code="resolved", note=None, by="Dana", now=NOW)


async def test_a_new_crossing_waits_for_the_open_one_to_be_closed(
    database: Database, workspace: Workspace
) -> None:
    account = await make_account(database, workspace)
    await know(database, account, usage(account, fall=32))
    [one] = await look(database, account)
    async with database.workspace(workspace.id) as db:
        await db.execute(
            "UPDATE trigger_states SET is_armed = true, fired_at = NULL WHERE trigger = 'usage-drop'"
        )
    assert await look(database, account) == []
    async with database.workspace(workspace.id) as db:
        await close_firing(db, one.id, code="resolved", note=None, by="Dana", now=NOW)
    assert [each.cause for each in await look(database, account)] == ["crossing/2"]


async def test_what_nobody_acts_on_in_time_is_raised_and_its_backup_told_once(
    database: Database, workspace: Workspace, kit: Kit
) -> None:
    async with database.workspace(workspace.id) as db:
        await add_user(db, workspace.id, f"{ids.token()}@example.com", role="csm", name="Bo")
    one = await fall(database, workspace)
    await breach_overdue(kit, one.due_at - timedelta(seconds=1))
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM mails") == 0
    for _ in range(2):
        await breach_overdue(kit, one.due_at)
    async with database.workspace(workspace.id) as db:
        row = await firings.firing(db, one.id)
        [mail] = await rows(db, "SELECT to_name, subject, text FROM mails")
    assert row is not None
    assert (row.breached_at, row.priority) == (one.due_at, "urgent")
    assert mail["to_name"] == "Bo"
    assert "Usage dropped" in mail["subject"]
    assert "Usage fell 32 % week over week." in mail["text"]


async def test_who_acted_in_time_is_not_late(database: Database, workspace: Workspace, kit: Kit) -> None:
    one = await fall(database, workspace)
    async with database.workspace(workspace.id) as db:
        await act_on_firing(db, one.id, now=NOW)
    await breach_overdue(kit, one.due_at + timedelta(days=1))
    async with database.workspace(workspace.id) as db:
        row = await firings.firing(db, one.id)
    assert row is not None
    assert row.breached_at is None


# --- the past, and what the codes say ---


async def test_a_dry_run_says_how_often_on_whom_and_who_left(
    database: Database, workspace: Workspace
) -> None:
    leaves = await make_account(database, workspace, name="Gone", churned_on=NOW.date() - timedelta(days=2))
    await know(database, leaves, usage(leaves, fall=60, until=NOW - timedelta(days=20)))
    stays = await make_account(database, workspace, name="Here")
    await know(database, stays, usage(stays, fall=0))
    async with database.workspace(workspace.id) as db:
        held = await book(db)
        run = await dry_run_trigger(db, held.triggers["usage-drop"], held, days=60, now=NOW)
        with pytest.raises(Invalid):
            await dry_run_trigger(db, held.triggers["usage-drop"], held, days=0, now=NOW)
    assert run.sentence == "It would have fired once on 1 account, 1 of which churned."
    assert [line.account for line in run.lines] == ["Gone"]
    assert (run.missed, run.looked_at, run.of) == (0, 2, 2)
    assert run.lead_days is not None
    assert 18 <= run.lead_days <= 25


async def test_a_dry_run_of_a_score_computes_it_for_each_day(
    database: Database, workspace: Workspace
) -> None:
    account = await make_account(database, workspace)
    bad = [fact(account, "support.opened", NOW - timedelta(days=day), label="p1") for day in range(1, 12)]
    angry = [
        fact(account, "nps", NOW - timedelta(days=3), 0),
        fact(account, "csat", NOW - timedelta(days=3), 1),
    ]
    logins = [fact(account, "login", NOW - timedelta(days=day)) for day in range(40, 90)]
    await know(database, account, usage(account, fall=97, days=90) + bad + angry + logins)
    async with database.workspace(workspace.id) as db:
        held = await book(db)
        run = await dry_run_trigger(db, held.triggers["health-low"], held, days=60, now=NOW)
    assert run.looked_at == 1
    assert all("Health fell to" in line.sentence for line in run.lines)
    assert len(run.lines) == 1


async def test_the_report_counts_how_firings_were_answered(database: Database, workspace: Workspace) -> None:
    one = await fall(database, workspace)
    async with database.workspace(workspace.id) as db:
        await close_firing(db, one.id, code="false_positive", note=None, by="Dana", now=NOW)
        report = await tuning(db, await book(db), NOW + timedelta(days=1))
    found = report.triggers["usage-drop"]
    assert (found.answered.fired, found.answered.acted, dict(found.codes)) == (1, 1, {"false_positive": 1})
    assert found.answered.false_share == 1
    assert report.triggers["kickoff-missing"].advice == "silent"
    assert report.sprawl.on == len(report.triggers)
