"""Health pages: the score, what moved it and in whose words, and whether the score itself is any good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.database import Database
from app.pages.health_chart import course
from app.success.health import definition as definitions
from app.tables import Account
from app.tables.base import now
from tests.app.health.world import look, make_account, tell
from tests.app.hearings import hear, theme
from tests.pages.browser import Browser, Page
from tests.pages.world import World

NOW = now()
DAY = timedelta(days=1)


async def texts(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(Page(answer.text).text.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
async def account(database: Database, world: World) -> Account:
    """Usage halved this week, and somebody spoke of leaving."""
    made = await make_account(database, world.workspace, "Halved")
    before = NOW - 7 * DAY
    await tell(database, made, "usage.ui", [180.0] * 60, before)
    await tell(database, made, "login", [1.0] * 30, before)
    await look(database, made, before)
    await tell(database, made, "usage.ui", [90.0] * 7, NOW)
    await tell(database, made, "login", [1.0] * 7, NOW)
    about = await theme(database, world.study, "Permissions")
    interview = await hear(database, world.study, NOW, {about.id: -0.9})
    async with database.workspace(made.workspace_id) as db:
        found = await db.execute("SELECT id FROM statements WHERE interview_id = %s", [interview.id])
        row = await found.fetchone()
    assert row is not None
    evidence = {"statements": [row["id"]]}
    await tell(database, made, "said.intent", [0.9], NOW, label="churn", evidence=evidence)
    await look(database, made, NOW)
    return made


async def test_an_accounts_page_says_its_score_what_moved_it_and_in_whose_words(
    admin: Browser, account: Account
) -> None:
    shown = await texts(admin, f"/accounts/{account.id}")
    assert "Usage fell 50 % week over week (1,260 → 630)" in shown
    assert "a week ago" in shown
    assert "What I say on" in shown
    assert "critical" in shown
    assert "Seats in use is not known." in shown


async def test_an_account_not_looked_at_yet_says_what_brings_a_score(admin: Browser, world: World) -> None:
    assert "No score yet." in await texts(admin, f"/accounts/{world.account.id}")


async def test_the_page_of_all_scores_counts_accounts_by_band(admin: Browser, account: Account) -> None:
    shown = await texts(admin, "/health")
    assert "Scores of 0 to 100 with their reasons." in shown
    assert all(title in shown for title in ("Expansion", "Onboarding", "Escalate to the CSM at once."))
    assert "None swings, and none stands still while facts arrive." in shown


async def test_a_scores_page_says_what_counts_who_is_lowest_and_compares_versions(
    admin: Browser, account: Account
) -> None:
    shown = await texts(admin, "/health/risk")
    assert all(factor in shown for factor in ("Usage this week", "Support friction", "What they intend"))
    assert "−60 scores 0, −30 scores 25" in shown
    assert "Halved" in shown
    compared = await texts(admin, "/health/risk?compare=shipped&test=1")
    assert "0 would change band" in compared
    assert "Not enough renewals yet: 0 kept and 0 lost with a score" in compared


@pytest.mark.parametrize(
    ("path", "status"),
    [("/health/none", 404), ("/health/risk?compare=7", 404), ("/health/risk?compare=x", 422)],
)
async def test_a_score_or_version_there_is_not_is_said_to_be_missing(
    admin: Browser, path: str, status: int
) -> None:
    assert (await admin.get(path)).status_code == status


async def test_every_shipped_score_has_a_page(admin: Browser) -> None:
    for name in definitions.shipped():
        assert (await admin.get(f"/health/{name}")).status_code == 200


def test_a_course_holds_until_the_score_moves_and_breaks_where_nothing_was_known() -> None:
    moves = [(NOW - 10 * DAY, 80.0), (NOW - 6 * DAY, None), (NOW - 4 * DAY, 40.0), (NOW - 2 * DAY, 60.0)]
    found = course(moves, NOW - 8 * DAY, NOW, wide=80, high=104)
    assert found is not None
    assert found.lines == ("0.0,22.0 20.0,22.0", "40.0,62.0 60.0,62.0 60.0,42.0 80.0,42.0")
    assert found.label.endswith("40 at least and 80 at most")
    assert course([(NOW - DAY, None)], NOW - 8 * DAY, NOW) is None
