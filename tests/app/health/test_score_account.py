"""A look at an account writes its scores once, their moves as history, and tells others what matters."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from app.by import By
from app.database import Database
from app.services.keep_policy import go_live, save_draft, switch
from app.success.health import definition as definitions
from app.tables import Account, Study, Workspace
from tests.app.health.accounts import NOW
from tests.app.health.world import history, look, make_account, standing, tell, told
from tests.app.hearings import hear, theme

WEEK = timedelta(days=7)


@pytest.fixture
async def account(database: Database, workspace: Workspace) -> Account:
    """Uses the product as ever until a week ago, signs in, and files no tickets."""
    made = await make_account(database, workspace)
    before = NOW - WEEK
    await tell(database, made, "usage.ui", [180.0] * 60, before)
    await tell(database, made, "login", [1.0] * 30, before)
    await tell(database, made, "support.solved", [1.0], before - timedelta(days=90))
    return made


async def test_a_fall_in_usage_moves_the_score_and_says_why(database: Database, account: Account) -> None:
    await look(database, account, NOW - WEEK)
    await tell(database, account, "usage.ui", [122.0] * 7, NOW)
    await tell(database, account, "login", [1.0] * 7, NOW)
    scored = await look(database, account, NOW)
    move = scored["risk"].move
    row = (await standing(database, account))["risk"]
    assert move.cause == "facts"
    assert (row.score, row.band) == (scored["risk"].score.score, scored["risk"].score.band)
    assert row.previous is not None
    assert row.score is not None
    assert row.previous - row.score > 5
    assert row.top[0]["sentence"] == "Usage fell 32\u00a0% week over week (1,260 → 854)"
    assert row.top[0]["delta"] < -5
    assert sum(one["points"] for one in row.factors) == pytest.approx(row.score, abs=1e-4)
    first, second = await history(database, account)
    assert (first.cause, first.previous, second.cause, second.previous) == (
        "first",
        None,
        "facts",
        first.score,
    )
    assert second.top == row.top


async def test_looking_again_changes_nothing(database: Database, account: Account) -> None:
    await look(database, account, NOW)
    before = await standing(database, account)
    again = await look(database, account, NOW)
    after = await standing(database, account)
    assert again["risk"].move.cause is None
    assert {name: row.model_dump() for name, row in after.items()} == {
        name: row.model_dump() for name, row in before.items()
    }
    assert len(await history(database, account)) == 1
    assert await told(database, account) == []


async def test_small_moves_do_not_flood_the_history_but_add_up_to_a_line(
    database: Database, account: Account
) -> None:
    await look(database, account, NOW - WEEK)
    for hours in range(1, 25):
        await look(database, account, NOW - WEEK + timedelta(hours=hours))
    lines = await history(database, account)
    row = (await standing(database, account))["risk"]
    assert 1 <= len(lines) < 12
    assert abs((row.score or 0) - (lines[-1].score or 0)) < 0.5
    assert all(abs((b.score or 0) - (a.score or 0)) >= 0.5 for a, b in pairwise(lines))


async def test_others_are_told_of_what_matters_and_of_what_they_were_told_last(
    database: Database, account: Account
) -> None:
    await look(database, account, NOW - WEEK)
    assert await told(database, account) == []
    await tell(database, account, "usage.ui", [90.0] * 7, NOW)
    await tell(database, account, "login", [1.0] * 7, NOW)
    scored = (await look(database, account, NOW))["risk"]
    (event,) = [event for event in await told(database, account) if event.data["definition"] == "risk"]
    assert event.data["account"] == {"id": account.id, "external_ids": {}}
    assert event.data["score"] == scored.score.score
    assert event.data["previous"] - event.data["score"] == pytest.approx(-event.data["delta"])
    assert (event.data["band"], event.data["cause"]) == (scored.score.band, "facts")
    assert event.data["top"][0]["factor"] == "usage_week"
    await look(database, account, NOW)
    assert len(await told(database, account)) == 1


async def test_what_was_heard_moves_the_score_with_the_words_in_the_event(
    database: Database, account: Account, study: Study
) -> None:
    await tell(database, account, "usage.ui", [180.0] * 7, NOW)
    await tell(database, account, "login", [1.0] * 7, NOW)
    await look(database, account, NOW)
    later = NOW + timedelta(hours=2)
    about = await theme(database, study, "Permissions")
    interview = await hear(database, study, NOW, {about.id: -0.9})
    async with database.workspace(account.workspace_id) as db:
        found = await (
            await db.execute("SELECT id, text FROM statements WHERE interview_id = %s", [interview.id])
        ).fetchone()
    assert found is not None
    said = {"evidence": {"statements": [found["id"]]}, "label": "churn"}
    (fact,) = await tell(database, account, "said.intent", [0.9], later, **said)
    scored = await look(database, account, later)
    top = scored["risk"].move.top[0]
    assert (top.name, [one.id for one in top.evidence]) == ("intents", [fact.id])
    events = [event for event in await told(database, account) if event.data["definition"] == "risk"]
    quoted = events[-1].data["top"][0]["evidence"][0]
    assert (quoted["kind"], quoted["text"], quoted["interview"]) == ("statement", found["text"], interview.id)
    row = (await standing(database, account))["risk"]
    assert found["text"] not in str(row.model_dump())


async def test_a_factor_that_became_known_is_a_change_of_coverage(
    database: Database, account: Account
) -> None:
    await look(database, account, NOW)
    await tell(database, account, "nps", [2.0], NOW + timedelta(minutes=90))
    scored = await look(database, account, NOW + timedelta(hours=1))
    assert scored["risk"].move.cause == "coverage"
    assert [line.cause for line in await history(database, account)] == ["first", "coverage"]


async def test_a_score_that_does_not_apply_any_more_goes_and_its_history_stays(
    database: Database, workspace: Workspace
) -> None:
    new = await make_account(database, workspace, started_on=(NOW - timedelta(days=30)).date())
    await tell(database, new, "meeting.booked", [1.0], NOW, label="kickoff")
    await tell(database, new, "login", [1.0] * 3, NOW)
    await tell(database, new, "feature.activated", [1.0] * 3, NOW)
    assert "onboarding" in await look(database, new, NOW)
    later = NOW + timedelta(days=200)
    assert "onboarding" not in await look(database, new, later)
    assert "onboarding" not in await standing(database, new)
    assert len(await history(database, new, "onboarding")) == 1


async def test_another_version_scores_anew_and_says_so(
    database: Database, account: Account, workspace: Workspace
) -> None:
    await look(database, account, NOW)
    text = definitions.shipped()["risk"].replace("weight = 20", "weight = 60")
    by = By(workspace.id, NOW)
    async with database.workspace(workspace.id) as db:
        draft = await save_draft(db, by, "health", "risk", text)
        await go_live(db, by, draft.id)
    scored = await look(database, account, NOW)
    assert scored["risk"].move.cause == "definition"
    async with database.workspace(workspace.id) as db:
        await switch(db, by, "health", "risk", on=False)
    assert "risk" not in await look(database, account, NOW)
    assert "risk" not in await standing(database, account)
