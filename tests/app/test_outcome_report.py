"""The outcome report over rows: what is counted, what is left out, and what another workspace sees of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from app import ids
from app.database import Database, Db
from app.errors import Invalid
from app.queries.base import insert
from app.services.outcome_report import OutcomeReport, Period, outcome_report, period_of
from app.tables import (
    Account,
    Contract,
    Fact,
    Firing,
    Milestone,
    PlayRun,
    Prediction,
    RunStep,
    ScoreRow,
    Task,
    Workspace,
)

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
YEAR = Period(date(2025, 7, 1), date(2026, 7, 1))
PLAY = """
name = "win-back"
title = "Win back falling usage"
moment = "{moment}"
adoption_metric = "Weekly usage"
business_metric = "GRR"
"""


class Rows:
    """Writes rows of one workspace, with what a test does not care about filled in."""

    def __init__(self, db: Db, workspace: Workspace) -> None:
        self.db, self.workspace_id = db, workspace.id

    async def account(self, name: str, **more: Any) -> str:
        given = {"started_on": date(2024, 1, 1), "csm": "Ada", "segment": "smb"} | more
        row = Account(id=ids.new("acc"), workspace_id=self.workspace_id, name=name, **given)
        return (await insert(self.db, row)).id

    async def contract(self, account: str, cents: int, starts: date, renews: date, **more: Any) -> str:
        row = Contract(
            id=ids.new("ctr"),
            workspace_id=self.workspace_id,
            account_id=account,
            key=more.pop("key", ids.new("k")),
            arr_cents=cents,
            starts_on=starts,
            renews_on=renews,
            source="crm",
            **more,
        )
        return (await insert(self.db, row)).key

    async def fact(self, account: str, name: str, at: datetime, value: float = 1.0, **more: Any) -> None:
        row = Fact(
            id=ids.new("fct"),
            workspace_id=self.workspace_id,
            account_id=account,
            name=name,
            at=at,
            value=value,
            source="test",
            **more,
        )
        await insert(self.db, row)

    async def firing(self, account: str, fired: datetime, **more: Any) -> str:
        row = Firing(
            id=ids.new("fir"),
            workspace_id=self.workspace_id,
            account_id=account,
            trigger="usage-drop",
            version="1",
            cause=ids.new("cause"),
            title="Usage fell",
            fired_at=fired,
            due_at=fired + timedelta(hours=24),
            **more,
        )
        return (await insert(self.db, row)).id

    async def run(self, account: str, started: datetime, moment: str = "adoption", **more: Any) -> str:
        row = PlayRun(
            id=ids.new("run"),
            workspace_id=self.workspace_id,
            account_id=account,
            play="win-back",
            version="1",
            source=PLAY.format(moment=moment),
            cause=ids.new("cause"),
            started_at=started,
            **more,
        )
        return (await insert(self.db, row)).id

    async def step(self, run: str, step: str, kind: str, *, automatic: bool, **more: Any) -> None:
        row = RunStep(
            id=ids.new("stp"),
            workspace_id=self.workspace_id,
            run_id=run,
            step=step,
            kind=kind,
            status=more.pop("status", "done"),
            decision={"automatic": automatic, "why": "Usage fell by more than 40 %."},
            created_at=NOW - timedelta(days=3),
            **more,
        )
        await insert(self.db, row)


async def report(database: Database, workspace: Workspace, period: Period = YEAR) -> OutcomeReport:
    async with database.workspace(workspace.id) as db:
        return await outcome_report(db, period, NOW)


async def cohort(rows: Rows) -> None:
    """One account that stays, leaves, grows, shrinks; one that is new; one known by its worth alone."""
    before, after = date(2025, 1, 1), date(2026, 1, 1)
    later = date(2027, 1, 1)
    await rows.contract(await rows.account("Stays"), 100_00, before, later)
    await rows.contract(
        await rows.account("Leaves", churned_on=after),
        200_00,
        before,
        after,
        outcome="churned",
        ended_on=after,
    )
    grows = await rows.account("Grows", csm="Grace")
    await rows.contract(grows, 300_00, before, after, outcome="expanded", ended_on=after)
    await rows.contract(grows, 450_00, after, later)
    shrinks = await rows.account("Shrinks")
    await rows.contract(shrinks, 400_00, before, after, outcome="contracted", ended_on=after)
    await rows.contract(shrinks, 300_00, after, later)
    await rows.contract(await rows.account("New", started_on=after), 9_000_00, after, later)
    await rows.account("Worth alone", arr_cents=500_00)


async def test_revenue_is_that_of_the_cohort_and_new_logos_are_in_no_figure(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        await cohort(Rows(db, workspace))
    found = (await report(database, workspace)).revenue
    assert (found.accounts, found.lost, found.start_cents) == (5, 1, 1_500_00)
    assert (found.churned_cents, found.contracted_cents, found.expanded_cents) == (200_00, 100_00, 150_00)
    assert found.grr == pytest.approx(1200 / 1500)
    assert found.nrr == pytest.approx(1350 / 1500)


async def test_renewals_are_those_that_fell_due(database: Database, workspace: Workspace) -> None:
    async with database.workspace(workspace.id) as db:
        await cohort(Rows(db, workspace))
    found = (await report(database, workspace)).renewals
    assert (found.due, found.renewed) == (3, 2)
    assert found.value_rate == pytest.approx(600 / 900)


async def test_a_change_within_a_term_is_taken_back_before_it_happened(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        account = await rows.account("Grew at once")
        key = await rows.contract(account, 150_00, date(2025, 1, 1), date(2027, 1, 1))
        await rows.fact(account, "billing.expanded", NOW - timedelta(days=90), 50_00, label=key)
    found = await report(database, workspace)
    assert (found.revenue.start_cents, found.revenue.expanded_cents) == (100_00, 50_00)
    assert found.credit.by_csm == {"Ada": 50_00}


async def test_a_term_nobody_ended_runs_on_until_the_next_begins(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        alone = await rows.account("Forgotten")
        await rows.contract(alone, 100_00, date(2024, 1, 1), date(2025, 1, 1))
        followed = await rows.account("Followed")
        await rows.contract(followed, 100_00, date(2024, 1, 1), date(2025, 1, 1))
        await rows.contract(followed, 120_00, date(2025, 1, 1), date(2027, 1, 1))
    found = (await report(database, workspace)).revenue
    assert (found.start_cents, found.nrr) == (220_00, 1.0)


async def test_growth_is_owned_by_the_play_for_it_whose_outcome_was_met(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        account = await rows.account("Grew")
        await rows.contract(account, 150_00, date(2025, 1, 1), date(2027, 1, 1))
        await rows.fact(account, "billing.expanded", NOW - timedelta(days=20), 50_00)
        await rows.run(
            account,
            NOW - timedelta(days=40),
            "expansion",
            status="done",
            ended_at=NOW - timedelta(days=25),
            outcome={"reached": True},
        )
    assert (await report(database, workspace)).credit.owned == {"win-back": 50_00}


async def test_triggers_are_measured_by_what_followed(database: Database, workspace: Workspace) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        left = await rows.account("Left", churned_on=date(2026, 6, 1), arr_cents=100_00)
        stayed = await rows.account("Stayed", arr_cents=100_00)
        at = datetime(2026, 4, 1, tzinfo=UTC)
        await rows.firing(left, at)
        await rows.firing(
            stayed,
            at,
            acted_at=at + timedelta(hours=5),
            closed_at=at + timedelta(days=3),
            reason_code="adoption_recovered",
            status="closed",
        )
        await rows.firing(stayed, at, closed_at=at, reason_code="false_positive", status="closed")
    found = await report(database, workspace)
    assert found.answered.action_rate == pytest.approx(1 / 3)
    assert found.answered.in_time == pytest.approx(1 / 3)
    assert found.answered.median_hours == 5
    assert found.answered.conversion == 1.0
    assert found.answered.false_share == 0.5
    assert (found.lead.seen, found.lead.median_days) == (1.0, 61)
    assert [(one.trigger, one.revenue.grr) for one in found.triggers] == [("usage-drop", 0.5)]


async def test_a_program_whose_accounts_engage_and_do_not_adopt_is_told_so(
    database: Database, workspace: Workspace
) -> None:
    started = NOW - timedelta(days=120)
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        for place in range(8):
            account = await rows.account(f"Account {place}", arr_cents=100_00)
            await rows.run(account, started, status="done", ended_at=NOW, outcome={"reached": place % 4 == 0})
            for day in range(1, 4 + place % 3):
                await rows.fact(account, "touch.email_clicked", started + timedelta(days=day))
            for day, amount in ((-5, 100.0), (80, 100.0 + place)):
                await rows.fact(account, "usage.ui", started + timedelta(days=day), amount)
        held = await rows.account("Held out", arr_cents=100_00)
        await rows.run(held, started, is_holdout=True, status="done", outcome={"reached": False})
    [program] = (await report(database, workspace)).programs
    assert (program.title, program.runs, program.reached_share) == ("Win back falling usage", 8, 0.25)
    assert (program.engagement.way, program.adoption.way, program.business.way) == ("up", "flat", None)
    assert program.diagnosis.code == "content_or_timing"
    assert (program.effect.held_out, program.effect.effect is not None) == (1, True)
    assert [stage.stage for stage in program.stages] == ["should_show", "may_show", "early"]


async def test_capacity_counts_steps_people_and_hours(database: Database, workspace: Workspace) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        account = await rows.account("One", arr_cents=100_00)
        await rows.account("Two", csm="Ada", arr_cents=100_00)
        await rows.account("Nobody's", csm=None, arr_cents=100_00, churned_on=date(2026, 3, 1))
        run = await rows.run(account, NOW - timedelta(days=10))
        for visit in range(1, 7):
            await rows.step(run, "mail", "email", automatic=visit > 3, visit=visit)
        await rows.step(run, "call", "task", automatic=False)
        await rows.fact(account, "support.first_response_hours", NOW - timedelta(days=9), 6.0)
        await insert(
            db,
            Task(
                id=ids.new("task"),
                workspace_id=workspace.id,
                kind="hand_off",
                title="Asked for a person",
                reason="human",
                status="done",
                due_at=NOW,
                claimed_at=NOW - timedelta(days=2),
                done_at=NOW - timedelta(days=2) + timedelta(hours=1.5),
            ),
        )
    found = await report(database, workspace)
    assert (found.capacity.csms, found.capacity.accounts_per_csm) == (1, 2)
    assert found.capacity.automated_share == pytest.approx(3 / 7)
    assert found.capacity.first_response_hours == 6
    assert (found.capacity.automated_churn, found.capacity.baseline_churn) == (1.0, 0.0)
    assert found.hours == {"support": 1.5, "expansion": 0, "other": 0}
    assert [(step.step, step.performed, step.by_hand) for step in found.redesign] == [("mail", 6, 3)]


async def test_segments_leading_signs_and_depth_come_from_scores_milestones_and_features(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        account = await rows.account("One", arr_cents=100_00, started_on=date(2026, 1, 1))
        other = await rows.account("Two", arr_cents=100_00)
        for label in ("reports", "alerts"):
            await rows.fact(account, "feature.activated", NOW - timedelta(days=5), label=label)
        await rows.fact(other, "feature.activated", NOW - timedelta(days=5), label="reports")
        for name, day in (("kickoff", date(2026, 1, 11)), ("live", date(2026, 2, 10))):
            reached = datetime(day.year, day.month, day.day, tzinfo=UTC)
            await insert(
                db,
                Milestone(
                    id=ids.new("mst"),
                    workspace_id=workspace.id,
                    account_id=account,
                    key=name,
                    name=name,
                    due_on=day,
                    reached_at=reached,
                ),
            )
        await insert(
            db,
            ScoreRow(
                id=ids.new("hs"),
                workspace_id=workspace.id,
                account_id=other,
                definition="risk",
                version="1",
                score=84.0,
                band="healthy",
            ),
        )
    found = await report(database, workspace)
    assert found.leading.onboarding_days == 40
    assert found.depth == pytest.approx(0.75)
    [segment] = found.segments
    assert (segment.segment, segment.score, segment.bands, segment.unknown) == (
        "smb",
        84.0,
        {"healthy": 1},
        1,
    )


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (None, date(2026, 7, 2), "until"),
        (date(2026, 7, 1), date(2026, 7, 1), "since"),
        (date(2020, 1, 1), date(2026, 7, 1), "since"),
    ],
)
def test_a_period_that_cannot_be_is_refused_by_name(
    since: date | None, until: date | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        period_of(since, until, NOW.date())
    assert refused.value.field == field


async def test_renewals_ahead_are_weighed_by_what_is_likely(database: Database, workspace: Workspace) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        soon = await rows.account("Soon", arr_cents=100_00, renewal_on=date(2026, 8, 1))
        await rows.account("Later", arr_cents=900_00, renewal_on=date(2027, 8, 1))
        await rows.account("Gone", arr_cents=900_00, renewal_on=date(2026, 8, 1), churned_on=date(2026, 6, 1))
        for kind, chance in (("churn", 0.2), ("expansion", 0.5)):
            await insert(
                db,
                Prediction(
                    id=ids.new("prd"),
                    workspace_id=workspace.id,
                    account_id=soon,
                    kind=kind,
                    days=90,
                    probability=chance,
                    method="rule",
                    flagged_at=NOW,
                ),
            )
    found = (await report(database, workspace)).forecast
    assert (found.due, found.due_cents, found.expected_cents) == (1, 100_00, 80_00)
    assert (found.growing, found.growing_cents) == (1, 100_00)


async def test_the_api_gives_the_report_and_one_program_alone(
    api: httpx.AsyncClient, database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        account = await rows.account("One", arr_cents=100_00)
        await rows.run(account, datetime.now(UTC) - timedelta(days=3))
    whole = (await api.get("/api/v1/outcomes")).json()
    none = (await api.get("/api/v1/outcomes", params={"program": "renewal"})).json()
    assert whole["revenue"]["grr"] == 1.0
    assert [one["play"] for one in whole["programs"]] == ["win-back"]
    assert none["programs"] == []
    late = await api.get("/api/v1/outcomes", params={"until": "2999-01-01"})
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "until")


async def test_another_workspace_counts_nothing_of_ours(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        await cohort(Rows(db, workspace))
    assert (await report(database, other_workspace)).is_empty
