"""How far a workspace is: from the ground up, and told by its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ids
from app.database import Database
from app.queries.base import insert, insert_many
from app.services import policy_book
from app.services.hear_accounts import hear
from app.services.readiness import readiness
from app.success.readiness import REACTIVE, Counts, judge, plan
from app.tables import Contract, PlayRun, RunStep, ScoreRow, Source, Study, Task, Touch, Workspace
from app.tables.base import now
from tests.app.why.readings import BROKEN, account_with, fact, fired, held, read

DOC = (Path(__file__).resolve().parents[3] / "docs/readiness.md").read_text(encoding="utf-8")


def layers_up_to(name: str) -> dict[str, float]:
    """Figures with which the layers up to this one stand, and none above."""
    found: dict[str, float] = {}
    for layer in plan().layers:
        for check in layer.checks:
            for figure, least in check.needs.items():
                found[figure] = max(found.get(figure, 0), least)
        if layer.name == name:
            break
    return found


DATA, TRIGGERS = layers_up_to("data"), layers_up_to("triggers")
WORKFLOWS, ALL = layers_up_to("workflows"), layers_up_to("conversation")


@pytest.mark.parametrize(
    ("figures", "standing", "following", "stage"),
    [
        ({}, "", "sources_listed", REACTIVE),
        (DATA, "data", "scores", REACTIVE),
        (TRIGGERS, "data triggers", "one_play", "proactive"),
        (WORKFLOWS, "data triggers workflows", "receiver", "personalized"),
        (ALL, "data triggers workflows conversation", None, "personalized"),
        (ALL | {"predictions_by_model": 4.0}, "data triggers workflows conversation", None, "predictive"),
        (ALL | {"percent_with_usage": 10.0}, "triggers workflows conversation", "usage", REACTIVE),
        (ALL | {"triggers_on": 4.0}, "data workflows conversation", "live", REACTIVE),
    ],
)
def test_what_comes_next_is_missing_in_the_lowest_layer(
    figures: Counts, standing: str, following: str | None, stage: str
) -> None:
    found = judge(figures)
    assert " ".join(one.layer.name for one in found.layers if one.stands) == standing
    assert (found.next.name if found.next else None) == following
    assert found.stage == stage


def test_trouble_above_is_looked_for_below() -> None:
    found = judge(ALL | {"percent_with_usage": 10.0})
    assert found.diagnosis == (
        "Data does not stand yet. Conversation is built on it: if “it is known what happens, and not why” is"
        " what you see, look at data first."
    )
    assert [one.rests_on for one in found.layers] == [None, "data", "data", "data"]
    assert judge(ALL).diagnosis == "All four layers stand."


@pytest.mark.parametrize(
    ("figures", "alarm", "says"),
    [
        ({"studies_open": 1}, "interviews_without_workflow", "no play takes up"),
        ({"triggers_on": 13}, "event_sprawl", "13 triggers are on."),
        ({"triggers_unacted": 2}, "unacted", "2 triggers fired five times"),
        ({"plays_drafted": 3}, "half_built", "3 plays were begun"),
        ({"plays_on": 16}, "many_plays", "16 plays are on."),
        ({"sources_stale": 1}, "stale", "1 source has been silent"),
        ({"accounts_same_domain": 1}, "fragmented", "1 domain stands"),
        (
            {"percent_scores_still": 70, "scores": 20, "scores_still": 14},
            "still_scores",
            "14 of 20 scores have",
        ),
        ({"tasks_overdue": 20}, "queues", "20 tasks are overdue"),
        ({"low_and_untouched": 1}, "slow", "1 account below 50 has"),
        ({"steps_by_hand": 1}, "redesign", "1 step of a play was"),
        ({"falls_unexplained": 2}, "unheard", "2 accounts lost"),
    ],
)
def test_each_way_to_fail_has_its_alarm(figures: Counts, alarm: str, says: str) -> None:
    [shown] = judge(figures).alarms
    assert shown.guard.name == alarm
    assert says in shown.says
    nearly = {name: least - 1 for name, least in shown.guard.when.items()}
    assert alarm not in {one.guard.name for one in judge(nearly).alarms}


def test_interviews_with_a_workflow_to_receive_them_are_no_alarm() -> None:
    assert judge({"studies_open": 3, "plays_that_ask": 1}).alarms == ()


@given(st.dictionaries(st.sampled_from(sorted(ALL)), st.floats(0, 1e6), max_size=20))
def test_next_is_missing_and_everything_below_it_is_there(figures: dict[str, float]) -> None:
    found = judge(figures)
    checks = [one for layer in found.layers for one in layer.checks]
    met = [one.is_met for one in checks]
    assert (found.next is None) == all(met)
    if found.next is not None:
        assert checks[met.index(False)].check is found.next


def test_the_documented_alarms_are_those_there_are() -> None:
    table = DOC.split("| alarm | shows when |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == [guard.name for guard in plan().guards]


# --- over rows ---


async def found(database: Database, workspace: Workspace) -> Any:
    async with database.workspace(workspace.id) as db:
        return await readiness(db, await policy_book.book(db), now())


async def test_every_figure_that_is_judged_is_counted(database: Database, workspace: Workspace) -> None:
    counted = (await found(database, workspace)).figures
    judged = {name for layer in plan().layers for check in layer.checks for name in check.needs}
    judged |= {name for guard in plan().guards for name in (*guard.when, *guard.unless)}
    judged |= {name for stage in plan().stages for name in stage.needs if not name.startswith("layer_")}
    assert judged <= counted.keys()


async def test_an_empty_workspace_begins_with_its_sources(api: httpx.AsyncClient) -> None:
    shown = (await api.get("/api/v1/readiness")).json()
    assert (shown["stage"], shown["next"]["name"]) == ("reactive", "sources_listed")
    assert [layer["stands"] for layer in shown["layers"]] == [False] * 4
    assert [stop["moment"] for stop in shown["journey"]] == [
        "onboarding",
        "adoption",
        "expansion",
        "renewal",
        "churn_risk",
    ]
    assert shown["touchpoints"] == []


async def test_figures_follow_from_the_rows(database: Database, study: Study, workspace: Workspace) -> None:
    at = now() - timedelta(days=5)
    account, [mara] = await account_with(database, study, "champion", csm="Dana", domain="bramble.example")
    other, _ = await account_with(database, study, domain="Bramble.example")
    gone, _ = await account_with(database, study, churned_on=at.date())
    firings = [
        fired(account, fired_at=at, acted_at=at, due_at=at + timedelta(hours=1)),
        fired(other, fired_at=at, due_at=at + timedelta(hours=1), status="closed", reason_code="resolved"),
    ]
    interview = held(study, account, mara, at=at)
    own: dict[str, Any] = {"workspace_id": workspace.id}
    rows = [
        Source(id=ids.new("src"), name="crm", kind="crm", status="connected", last_fact_at=at, **own),
        Source(id=ids.new("src"), name="app", kind="product", status="connected", fresh_hours=24,
               last_fact_at=at, **own),
        Contract(id=ids.new("ctr"), account_id=account.id, key="1", arr_cents=1, starts_on=at.date(),
                 renews_on=at.date(), source="file", **own),
        ScoreRow(id=ids.new("hs"), account_id=account.id, definition="risk", version="1", score=44,
                 moved_at=at, **own),
        ScoreRow(id=ids.new("hs"), account_id=other.id, definition="risk", version="1", score=44,
                 moved_at=at - timedelta(days=90), computed_at=now(), **own),
        Task(id=ids.new("task"), kind="play", title="Call", reason="x", due_at=at, **own),
        Touch(id=ids.new("tch"), account_id=account.id, key="1", channel="email", purpose="message",
              status="sent", counted_at=at, **own),
    ]  # fmt: skip
    async with database.workspace(workspace.id) as db:
        await insert_many(
            db, [fact(account, "usage.ui", at), fact(account, "nps", at), fact(gone, "csat", at)]
        )
        for row in [*firings, *rows, interview]:
            await insert(db, row)
        await read(db, interview, [BROKEN])
        await hear(db, interview.id, at)
    counted = (await found(database, workspace)).figures
    expected = {
        "accounts": 2,
        "sources": 2,
        "sources_stale": 1,
        "percent_sources_fresh": 50,
        "percent_with_renewal": 50,
        "percent_with_role": 50,
        "percent_with_csm": 50,
        "percent_with_usage": 50,
        "fact_groups": 2,
        "accounts_same_domain": 1,
        "percent_scored": 100,
        "scores_still": 1,
        "percent_acted": 50,
        "firings_closed": 1,
        "tasks_overdue": 1,
        "low_and_untouched": 1,
        "studies_open": 1,
        "studies_at_moments": 1,
        "interviews_read": 1,
        "accounts_heard": 1,
    }
    assert {name: counted[name] for name in expected} == expected


async def test_a_step_that_people_do_too_often_is_named(
    database: Database, study: Study, workspace: Workspace
) -> None:
    account, _ = await account_with(database, study)
    run = PlayRun(id=ids.new("run"), workspace_id=workspace.id, account_id=account.id, play="renewal",
                  version="1", source="", cause="1")  # fmt: skip
    steps = [
        RunStep(id=ids.new("stp"), workspace_id=workspace.id, run_id=run.id, step=step, visit=visit,
                kind="email", status="done", decision={"automatic": visit > by_hand})
        for step, by_hand in (("recap", 2), ("remind", 1))
        for visit in range(1, 6)
    ]  # fmt: skip
    async with database.workspace(workspace.id) as db:
        await insert(db, run)
        await insert_many(db, steps)
    told = await found(database, workspace)
    assert [(one.play, one.step, one.by_hand, one.of) for one in told.by_hand] == [("renewal", "recap", 2, 5)]
    renewal = next(stop for stop in told.journey if stop.moment == "renewal")
    assert renewal.runs == 1
    assert "redesign" in {alarm.guard.name for alarm in told.readiness.alarms}
