"""The list of accounts, an account's page with what a person does there, and the sources."""

from __future__ import annotations

from datetime import date

import pytest

from app import ids
from app.database import Database
from app.queries import accounts
from app.queries.base import insert
from app.tables import Account, ScoreRow, Workspace
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user


async def three(database: Database, workspace: Workspace) -> list[Account]:
    """Two with a score, one without; none was merged."""
    made = []
    async with database.workspace(workspace.id) as db:
        for name, arr, renewal, score, band in (
            ("Ash", 300, date(2027, 1, 1), 30.0, "critical"),
            ("Birch", 900, date(2026, 12, 1), 90.0, "healthy"),
            ("Cedar", None, None, None, None),
        ):
            row = Account(
                id=ids.new("acc"),
                workspace_id=workspace.id,
                name=name,
                arr_cents=arr,
                renewal_on=renewal,
                segment="smb",
                csm="ana_d@example.com",
            )
            made.append(await insert(db, row))
            health = ScoreRow(
                id=ids.new("hs"),
                workspace_id=workspace.id,
                account_id=row.id,
                definition="risk",
                version="1",
                score=score,
                band=band,
            )
            await insert(db, health)
    return made


def names(html: str) -> list[str]:
    return [name for name in ("Ash", "Birch", "Cedar") if f">{name}</a>" in html]


def order(html: str) -> list[str]:
    return sorted(names(html), key=lambda name: html.index(f">{name}</a>"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Ash", "Birch", "Cedar"]),
        ("?sort=renewal", ["Birch", "Ash", "Cedar"]),
        ("?sort=arr", ["Birch", "Ash", "Cedar"]),
        ("?sort=newest", ["Cedar", "Birch", "Ash"]),
        ("?sort=nonsense&page=zero", ["Ash", "Birch", "Cedar"]),
        ("?q=BIR", ["Birch"]),
        ("?band=critical", ["Ash"]),
        ("?band=unknown", ["Cedar"]),
        ("?segment=smb&csm=ana_d%40example.com", ["Ash", "Birch", "Cedar"]),
        ("?stage=renewal", []),
        ("?page=2", []),
    ],
)
async def test_the_list_is_filtered_and_sorted(
    sign_in: SignIn, database: Database, workspace: Workspace, query: str, shown: list[str]
) -> None:
    await three(database, workspace)
    admin = await sign_in(await make_user(database, workspace))
    assert order((await admin.get(f"/accounts{query}")).text) == shown


async def test_a_list_that_is_empty_for_its_filters_says_so(admin: Browser) -> None:
    assert "No account fits" in (await admin.get("/accounts?q=nobody")).text


async def test_an_accounts_page_shows_its_record_with_who_said_it(admin: Browser, world: World) -> None:
    text = Page((await admin.get(world.path("/accounts/{account_id}"))).text).text
    for words in ("How it stands", "What became true", "What is likely", "What they said", "Timeline"):
        assert words in text, words
    for words in ("1 stale", "before that South", "2 days late", "Live in May", "running", "Bramble North"):
        assert words in text, words
    heads = ("Renewal", "What became true", "How it stands", "What is being done", "What they said")
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


async def test_an_account_is_merged_by_hand_and_leads_to_the_one_it_became(
    admin: Browser, database: Database, workspace: Workspace, world: World
) -> None:
    ash, birch, _ = await three(database, workspace)
    answer = await admin.post(f"/accounts/{ash.id}/merge", account=birch.id, reason="one company")
    assert answer.headers["location"].startswith(f"/accounts/{ash.id}?done=account_merged")
    assert "one company" in (await admin.get(f"/accounts/{ash.id}")).text
    led = await admin.get(f"/accounts/{birch.id}")
    assert led.headers["location"] == f"/accounts/{ash.id}?done=is_merged"
    await admin.post(f"/accounts/{birch.id}/unmerge")
    assert (await admin.get(f"/accounts/{birch.id}")).status_code == 200


@pytest.mark.parametrize("other", ["", "acc_none", "crm:none"])
async def test_a_merge_with_nobody_is_refused_beside_the_form(
    admin: Browser, world: World, other: str
) -> None:
    answer = await admin.post(world.path("/accounts/{account_id}/merge"), account=other)
    assert answer.status_code == 422
    assert "No account is known by this" in answer.text


async def test_a_stage_is_entered_where_it_may_follow(
    admin: Browser, database: Database, workspace: Workspace, world: World
) -> None:
    path = world.path("/accounts/{account_id}/stage")
    assert (await admin.post(path, stage="churned")).status_code == 303
    refused = await admin.post(path, stage="renewal")
    assert refused.status_code == 422
    assert "From churned an account goes to: won_back." in refused.text
    async with database.workspace(workspace.id) as db:
        row = await accounts.account(db, world.account.id)
    assert row is not None
    assert row.stage == "churned"


async def test_the_inventory_says_which_source_is_silent_and_what_to_connect(
    admin: Browser, world: World
) -> None:
    text = Page((await admin.get("/sources")).text).text
    for words in ("stale", "7 facts", "1 refused", "Product analytics", "accounts.csv", "line 3"):
        assert words in text, words


async def test_a_source_is_added_and_changed(admin: Browser, world: World) -> None:
    added = await admin.post("/sources", name="Zendesk", kind="support", status="planned")
    assert added.headers["location"] == "/sources?done=source"
    again = await admin.post("/sources", name="zendesk", kind="support")
    assert "There is a source of this name." in again.text
    odd = await admin.post("/sources", name="a b", kind="support", fresh_hours="0")
    assert odd.status_code == 422
    changed = await admin.post(
        world.path("/sources/{source_id}"), kind="billing", status="paused", owner="Jo", fresh_hours=""
    )
    assert changed.status_code == 303
    assert "paused" in (await admin.get("/sources")).text
