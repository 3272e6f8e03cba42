"""Whatever changes something needs a login, its token, and a page of ours behind it."""

from __future__ import annotations

import httpx
import pytest

from app.database import Database
from app.queries import deliveries
from tests.pages.browser import CHANGE, READ, Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

ADMIN_ONLY = [path for path in CHANGE if path.startswith(("/webhooks", "/deliveries", "/settings"))]
ADMIN_ONLY = [
    path for path in ADMIN_ONLY if path.split("/")[-1] not in ("profile", "password", "sign-out-elsewhere")
]


def test_the_lists_of_routes_are_not_empty() -> None:
    assert len(READ) >= 15
    assert len(CHANGE) >= 15


@pytest.mark.parametrize("path", [*READ, "/tasks/{task_id}/meeting/1.ics"])
async def test_every_page_needs_a_login(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", CHANGE)
async def test_every_change_needs_a_login(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"


@pytest.mark.parametrize("path", CHANGE)
async def test_every_change_needs_the_token_of_this_very_login(
    admin: Browser, sign_in: SignIn, world: World, path: str
) -> None:
    other = await sign_in(world.user)
    path = world.path(path)
    attempts = [
        await admin.http.post(path),
        await admin.http.post(path, data={"csrf": ""}),
        await admin.http.post(path, data={"csrf": other.csrf}),
        await admin.http.post(path, headers={"x-csrf": other.csrf}),
        await admin.http.post(path, content=f"csrf={admin.csrf}", headers={"content-type": "text/plain"}),
        await admin.http.post(path, json={"csrf": admin.csrf}),
    ]
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://earshot.test.evil.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("path", CHANGE)
async def test_no_change_comes_from_another_site_even_with_the_token(
    admin: Browser, world: World, path: str
) -> None:
    for headers in FOREIGN:
        answer = await admin.http.post(world.path(path), data={"csrf": admin.csrf}, headers=headers)
        assert answer.status_code == 403, headers


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/some-token"])
async def test_nobody_is_signed_in_from_another_site(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, headers={"origin": "https://evil.example", "accept": "text/html"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_token_may_come_in_a_header(admin: Browser, world: World, database: Database) -> None:
    headers = {"x-csrf": admin.csrf, "origin": "http://earshot.test", "sec-fetch-site": "same-origin"}
    answer = await admin.http.post(f"/webhooks/{world.webhook.id}/disable", headers=headers)
    assert answer.status_code == 303
    async with database.workspace(world.workspace.id) as db:
        row = await deliveries.webhook(db, world.webhook.id)
    assert row is not None
    assert row.disabled_at is not None


@pytest.mark.parametrize("path", ADMIN_ONLY)
async def test_a_csm_may_read_but_not_run_the_workspace(
    sign_in: SignIn, database: Database, world: World, path: str
) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert (await csm.post(world.path(path))).status_code == 403


@pytest.mark.parametrize("path", [path for path in CHANGE if "{" in path and path not in READ])
async def test_looking_at_a_change_changes_nothing(admin: Browser, world: World, path: str) -> None:
    assert (await admin.get(world.path(path))).status_code in (404, 405)


@pytest.mark.parametrize("path", READ)
async def test_every_page_carries_the_headers_and_nothing_inline(
    admin: Browser, world: World, path: str
) -> None:
    answer = await admin.get(world.path(path))
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    page = Page(answer.text)
    assert all("style" not in attributes for _, attributes in page.elements)
    assert not page.every("style")
    assert all((one.get("src") or "").startswith("/static/built/") for one in page.every("script"))


@pytest.mark.parametrize("path", READ)
async def test_every_form_that_changes_something_carries_the_token(
    admin: Browser, world: World, path: str
) -> None:
    page = Page((await admin.get(world.path(path))).text)
    posting = [form for form in page.every("form") if form.get("method") == "post"]
    tokens = [one for one in page.every("input") if one.get("name") == "csrf"]
    assert len(tokens) == len(posting) >= 1
    assert {one.get("value") for one in tokens} == {admin.csrf}


@pytest.mark.parametrize("path", ["/studies/a\x00b", "/studies?next=%00", "/interviews?study=%00"])
async def test_a_nul_finds_nothing(admin: Browser, path: str) -> None:
    assert (await admin.get(path.replace("\x00", "%00"))).status_code == 404
