"""The outcomes page and what is likely on an account's page: figures with formulas, a person who closes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.database import Database
from app.queries import predictions
from app.tables import Workspace
from tests.app.test_outcome_report import Rows, cohort
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

PERIOD = {"since": "2025-07-01", "until": "2026-07-01"}


async def test_figures_stand_beside_their_formulas(
    admin: Browser, database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        await cohort(Rows(db, workspace))
    answer = await admin.get("/outcomes", params=PERIOD)
    text = Page(answer.text).text
    assert answer.status_code == 200
    assert "90\N{NO-BREAK SPACE}%" in text  # NRR
    assert "80\N{NO-BREAK SPACE}%" in text  # GRR
    assert "(start − contraction − churn + expansion) ÷ start" in text
    assert len(Page(answer.text).every("details")) > 15


async def test_a_program_shows_its_levels_its_diagnosis_and_when_to_expect_what(
    admin: Browser, database: Database, workspace: Workspace
) -> None:
    began = datetime.now(UTC) - timedelta(days=40)
    async with database.workspace(workspace.id) as db:
        rows = Rows(db, workspace)
        for place in range(6):
            account = await rows.account(f"Account {place}", arr_cents=100_00)
            await rows.run(account, began, is_holdout=place == 0, outcome={"reached": place > 0})
            await rows.fact(account, "touch.email_clicked", began + timedelta(days=2))
    text = " ".join(Page((await admin.get("/outcomes")).text).text.split())
    assert "Win back falling usage" in text
    assert "Moves: Weekly usage. For: GRR." in text
    assert "Engagement up +1.0 per account over 5 accounts" in text
    assert "Too early or too few accounts to say" in text
    assert "5 reached and 1 held out" in text
    assert "Adoption: too early to show" in text


async def test_an_empty_workspace_says_what_is_missing(
    database: Database, workspace: Workspace, sign_in: SignIn
) -> None:
    browser = await sign_in(await make_user(database, workspace))
    text = Page((await browser.get("/outcomes")).text).text
    assert "Nothing to count yet" in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": "yesterday"}, "Write a day as 2027-01-31."),
        ({"until": "2999-01-01"}, "A period ends today at the latest."),
        ({"since": "2026-01-02", "until": "2026-01-01"}, "A period begins before it ends."),
    ],
)
async def test_a_period_that_cannot_be_is_told_on_the_page(
    admin: Browser, asked: dict[str, str], sentence: str
) -> None:
    answer = await admin.get("/outcomes", params=asked)
    assert answer.status_code == 422
    assert sentence in Page(answer.text).text


async def test_what_is_likely_says_why_how_far_to_trust_it_and_what_to_do(
    admin: Browser, world: World
) -> None:
    text = " ".join(Page((await admin.get(f"/accounts/{world.account.id}")).text).text.split())
    assert "What is likely" in text
    assert "30 days: 11 % · 60 days: 27 % · 90 days: 46 %" in text
    assert "Usage is down 42 %" in text
    assert "+18 points" in text
    assert "Review usage with them and agree on a quick win" in text
    assert "By rule: nothing has been learned from this workspace's history yet." in text
    assert "Nothing is done by itself." in text
    listed = Page((await admin.get("/outcomes")).text)
    assert f"/accounts/{world.account.id}#outlook" in [one.get("href") for one in listed.every("a")]


async def test_a_person_closes_what_was_flagged(admin: Browser, world: World, database: Database) -> None:
    answer = await admin.post(
        f"/predictions/{world.ids['prediction_id']}/close", code="not_so", note="Talked to them"
    )
    assert answer.status_code == 303
    async with database.workspace(world.workspace.id) as db:
        row = await predictions.prediction(db, world.ids["prediction_id"])
    assert row is not None
    assert (row.reason_code, row.note, row.closed_by is not None) == ("not_so", "Talked to them", True)
    assert "Not so: a false alarm" in (await admin.get(f"/accounts/{world.account.id}")).text
    assert row.renewal_on == date(2027, 3, 1)
