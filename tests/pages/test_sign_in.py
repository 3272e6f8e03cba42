"""Signing in: passwords, one-time links, throttling, timeouts, cookies."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from limits import RateLimitItemPerMinute

from app.database import Database
from app.errors import Unavailable
from app.kit import Kit
from app.main import build
from app.pages.links import safe_next
from app.passwords import Passwords
from app.queries import workspaces
from app.queries.base import run
from app.services.create_workspace import reset_user, set_disabled
from app.services.sign_in import IDLE, make_link, sign_in
from app.tables import User
from app.tables.base import now
from app.throttle import Throttle
from tests.pages.conftest import SignIn

PASSWORD = "a long enough one"


async def enter(
    client: httpx.AsyncClient, email: str, password: str = PASSWORD, **more: str
) -> httpx.Response:
    return await client.post("/sign-in", data={"email": email, "password": password, **more})


async def test_right_password_signs_in_and_leads_on(client: httpx.AsyncClient, user: User) -> None:
    answer = await enter(client, user.email.upper(), next="/studies?next=x")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/studies?next=x"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await client.get("/studies")).status_code == 200


async def test_cookie_is_bound_to_the_host_where_there_is_https(kit: Kit, user: User) -> None:
    settings = kit.settings.model_copy(update={"public_url": "https://earshot.test"})
    app = build(settings)
    app.state.kit = kit
    kit.settings = settings
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://earshot.test") as client:
        answer = await enter(client, user.email)
        assert answer.headers["set-cookie"].startswith("__Host-earshot=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "Path=/;" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert (await client.get("/")).status_code == 200


async def test_unknown_email_wrong_password_and_no_password_read_the_same(
    client: httpx.AsyncClient, user: User, sign_in: SignIn, database: Database
) -> None:
    wrong = await enter(client, user.email, "another long one")
    unknown = await enter(client, "x" + user.email)
    async with database.workspace(user.workspace_id) as db:
        await workspaces.clear_password(db, user.id)
    none = await enter(client, user.email)
    bodies = [answer.text.replace("x" + user.email, user.email) for answer in (wrong, unknown, none)]
    assert {answer.status_code for answer in (wrong, unknown, none)} == {422}
    assert len(set(bodies)) == 1
    assert "set-cookie" not in wrong.headers


async def test_unknown_email_costs_as_many_hashes_as_a_known_one(kit: Kit, user: User) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            Counting.verified += 1
            return super().verify(hash, password)

    kit.passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    for email in (user.email, "nobody@example.com"):
        with pytest.raises(Exception, match="do not belong together"):
            await sign_in(kit, email=email, password="wrong but long", address="1", now=now())
    assert Counting.verified == 2


async def test_too_many_tries_are_refused_even_with_the_right_password(
    client: httpx.AsyncClient, kit: Kit, user: User
) -> None:
    kit.throttle = Throttle(RateLimitItemPerMinute(3, 15), RateLimitItemPerMinute(100, 15))
    for _ in range(3):
        assert (await enter(client, user.email, "wrong wrong wrong")).status_code == 422
    answer = await enter(client, f"  {user.email.upper()} ")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert (await enter(client, "somebody-else@example.com")).status_code == 422


async def test_one_address_may_not_try_everybody(client: httpx.AsyncClient, kit: Kit) -> None:
    kit.throttle = Throttle(RateLimitItemPerMinute(100, 15), RateLimitItemPerMinute(3, 15))
    codes = [(await enter(client, f"{n}@example.com")).status_code for n in range(5)]
    assert codes == [422, 422, 422, 429, 429]


async def test_password_queue_refuses_when_it_is_full() -> None:
    held = threading.Event()

    class Slow(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            held.wait(10)
            return hash == password

    passwords = Passwords(Slow(time_cost=1, memory_cost=8, parallelism=1), waiting=1)
    waiting = [asyncio.create_task(passwords.matches("stored", "x")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await passwords.matches("stored", "x")
    held.set()
    assert await asyncio.gather(*waiting) == [False] * 3
    assert await passwords.matches("stored", "x") is False


async def test_opening_a_link_changes_nothing_and_pressing_its_button_works_once(
    client: httpx.AsyncClient, database: Database, user: User
) -> None:
    async with database.workspace(user.workspace_id) as db:
        link = await make_link(db, user, now(), base_url="http://earshot.test")
    for _ in range(3):
        shown = await client.get(link)
        assert shown.status_code == 200
        assert "set-cookie" not in shown.headers
        assert shown.headers["referrer-policy"] == "strict-origin"
    assert (await client.post(link)).headers["location"] == "/"
    assert (await client.get("/studies")).status_code == 200
    assert (await client.post(link)).status_code == 410
    assert (await client.get(link)).status_code == 410


async def test_a_link_of_yesterday_is_refused(
    client: httpx.AsyncClient, database: Database, user: User
) -> None:
    async with database.workspace(user.workspace_id) as db:
        old = await make_link(db, user, now() - timedelta(days=1), base_url="http://earshot.test")
    assert (await client.post(old)).status_code == 410


async def test_who_has_no_password_is_led_to_set_one(
    client: httpx.AsyncClient, database: Database, user: User
) -> None:
    async with database.workspace(user.workspace_id) as db:
        await reset_user(db, user)
        link = await make_link(db, user, now(), base_url="http://earshot.test")
    assert (await client.post(link)).headers["location"] == "/settings/profile"
    assert "set a password" in (await client.get("/settings/profile")).text


async def test_signing_out_ends_the_login_at_the_server(sign_in: SignIn, user: User) -> None:
    browser = await sign_in(user)
    secret = browser.http.cookies["earshot"]
    assert (await browser.post("/sign-out")).status_code == 303
    browser.http.cookies.set("earshot", secret)
    assert (await browser.get("/studies")).headers["location"].startswith("/sign-in")


async def test_signing_in_anew_ends_the_login_the_browser_had(
    app: FastAPI, sign_in: SignIn, user: User
) -> None:
    browser = await sign_in(user)
    planted = browser.http.cookies["earshot"]
    answer = await enter(browser.http, user.email)
    assert answer.cookies["earshot"] != planted
    transport = httpx.ASGITransport(app=app)
    old = httpx.AsyncClient(transport=transport, base_url="http://earshot.test", cookies={"earshot": planted})
    assert (await old.get("/studies")).status_code == 303


@pytest.mark.parametrize(
    ("expires_in", "idle_for"), [(timedelta(seconds=-1), timedelta()), (timedelta(days=1), IDLE)]
)
async def test_a_login_ends_by_age_and_by_idleness(
    sign_in: SignIn, database: Database, user: User, expires_in: timedelta, idle_for: timedelta
) -> None:
    browser = await sign_in(user)
    assert (await browser.get("/studies")).status_code == 200
    async with database.workspace(user.workspace_id) as db:
        await run(
            db,
            "UPDATE logins SET expires_at = %(expires)s, seen_at = %(seen)s WHERE user_id = %(id)s",
            id=user.id,
            expires=now() + expires_in,
            seen=now() - idle_for,
        )
    assert (await browser.get("/studies")).status_code == 303


async def test_a_disabled_user_is_out_at_once_and_cannot_come_back(
    sign_in: SignIn, client: httpx.AsyncClient, database: Database, user: User
) -> None:
    browser = await sign_in(user)
    async with database.workspace(user.workspace_id) as db:
        link = await make_link(db, user, now(), base_url="http://earshot.test")
        await set_disabled(db, user.id, now())
    assert (await browser.get("/studies")).status_code == 303
    assert (await enter(client, user.email)).status_code == 422
    assert (await client.post(link)).status_code == 410


async def test_new_password_signs_other_browsers_out(sign_in: SignIn, user: User) -> None:
    here, there = await sign_in(user), await sign_in(user)
    wrong = await here.post("/settings/password", current="not the one", password="a new long password")
    assert wrong.status_code == 422
    assert "not your current password" in wrong.text
    short = await here.post("/settings/password", current=PASSWORD, password="short")
    assert "12 to 200 characters" in short.text
    done = await here.post("/settings/password", current=PASSWORD, password="a new long password")
    assert done.status_code == 303
    assert (await here.get("/studies")).status_code == 200
    assert (await there.get("/studies")).status_code == 303


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("/studies", "/studies"),
        ("/interviews/int_1?mark=2:0-3#turn-2", "/interviews/int_1?mark=2:0-3#turn-2"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-in?next=/", "/"),
        ("/sign-out", "/"),
        ("/" + "a" * 3_000, "/"),
        ("/é", "/"),
    ],
)
def test_only_paths_of_ours_are_led_on_to(given: str | None, taken: str) -> None:
    assert safe_next(given) == taken


async def test_an_open_page_asks_to_sign_in_and_remembers_where(client: httpx.AsyncClient) -> None:
    answer = await client.get("/studies?next=abc")
    assert answer.headers["location"] == "/sign-in?next=%2Fstudies%3Fnext%3Dabc"
    partial = await client.get("/studies", headers={"hx-request": "true"})
    assert partial.status_code == 401
    assert partial.headers["hx-redirect"] == "/sign-in?next=%2Fstudies"
