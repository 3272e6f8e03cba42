"""What people do with a message: opting out, following a link, a card in the product."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from app import ids
from app.database import Database
from app.kit import Kit
from app.queries import accounts, contacts, touch_links, touches, workspaces
from app.queries.base import rows, run
from app.services.personal_links import invite_all
from app.services.send_touch import send_touch
from app.tables import Contact, Study, Touch, Workspace
from tests.app.touching.conftest import Reach
from tests.app.touching.test_send import WITH_LINKS, again, facts_of

SENT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
Tell = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def way_out(database: Database, contact: Contact) -> str:
    """The path of the page where the contact opts out."""
    async with database.workspace(contact.workspace_id) as db:
        return f"/u/{await contacts.unsubscribe_token(db, contact.id, ids.token())}"


async def opted_out_at(database: Database, contact: Contact) -> datetime | None:
    async with database.workspace(contact.workspace_id) as db:
        found = await accounts.contact(db, contact.id)
    assert found is not None
    return found.opted_out_at


async def test_looking_at_the_page_changes_nothing_and_shows_no_whole_address(
    client: httpx.AsyncClient, database: Database, contact: Contact, way_out: str
) -> None:
    page = await client.get(way_out)
    assert page.status_code == 200
    assert "c…@bramble.example" in page.text
    assert str(contact.email) not in page.text
    assert await opted_out_at(database, contact) is None


async def test_one_click_of_a_mail_program_opts_out_and_takes_back_what_waits(
    client: httpx.AsyncClient, database: Database, contact: Contact, way_out: str, reach: Reach
) -> None:
    touch = await reach()
    answer = await client.post(way_out, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    first = await opted_out_at(database, contact)
    assert first is not None
    assert (await again(database, touch)).status == "cancelled"
    await client.post(way_out)
    assert await opted_out_at(database, contact) == first


@pytest.mark.parametrize("path", ["/u/nobody", "/u/%00", "/r/nothing", "/r/%00"])
async def test_unknown_links_all_show_the_same_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.content == (await client.get("/i/nothing")).content


# --- links ---


@pytest.fixture
async def sent(kit: Kit, reach: Reach) -> Touch:
    touch = await reach(SENT, content=WITH_LINKS)
    await send_touch(kit, touch.id, SENT)
    return touch


@pytest.fixture
async def link(database: Database, sent: Touch) -> str:
    async with database.workspace(sent.workspace_id) as db:
        return f"/r/{(await touch_links.of_touch(db, sent.id))[0].token}"


async def visits(database: Database, touch: Touch) -> list[tuple[bool, str | None]]:
    async with database.workspace(touch.workspace_id) as db:
        found = await touch_links.of_touch(db, touch.id)
    return [(visit["is_counted"], visit["why"]) for one in found for visit in one.clicks]


async def test_a_link_leads_to_its_address_and_a_person_counts_once(
    client: httpx.AsyncClient, database: Database, sent: Touch, link: str
) -> None:
    for _ in range(3):
        answer = await client.get(link)
        assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/plan")
    assert await visits(database, sent) == [(True, None)] * 3
    clicked = [name for name, _ in await facts_of(database, sent.workspace_id) if "clicked" in name]
    assert clicked == ["touch.email_clicked"]


async def test_scanners_are_sent_on_noted_and_not_counted(
    client: httpx.AsyncClient, database: Database, sent: Touch, link: str
) -> None:
    head = await client.head(link)
    ahead = await client.get(link, headers={"sec-purpose": "prefetch;prerender"})
    assert {head.status_code, ahead.status_code} == {302}
    assert await visits(database, sent) == [(False, "It was fetched ahead, without anybody asking for it.")]
    assert (await again(database, sent)).clicked_at is None


async def test_a_visit_before_anybody_could_have_read_it_is_a_robots(
    client: httpx.AsyncClient, database: Database, sent: Touch, link: str
) -> None:
    async with database.workspace(sent.workspace_id) as db:
        await run(db, "UPDATE touches SET counted_at = %(at)s", at=datetime.now(UTC))
    await client.get(link)
    assert await visits(database, sent) == [(False, "It came before anybody could have read the message.")]


async def test_what_is_noted_of_a_link_has_an_end(
    client: httpx.AsyncClient, database: Database, sent: Touch, link: str
) -> None:
    for _ in range(touch_links.MOST_NOTED + 5):
        await client.get(link)
    assert len(await visits(database, sent)) == touch_links.MOST_NOTED


async def test_the_picture_of_an_opened_mail_leads_nowhere_else(
    client: httpx.AsyncClient, database: Database, sent: Touch
) -> None:
    async with database.workspace(sent.workspace_id) as db:
        await run(db, "UPDATE touch_links SET url = 'opened' WHERE url LIKE '%%plan'")
        token = next(one.token for one in await touch_links.of_touch(db, sent.id) if one.url == "opened")
    assert (await client.get(f"/r/{token}")).status_code == 404
    for name in (token, "unknown"):
        picture = await client.get(f"/o/{name}.gif")
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/gif")
    assert ("touch.email_opened", "message") in await facts_of(database, sent.workspace_id)


# --- in the product ---

SECRET = "s" * 40


@pytest.fixture
async def tell(
    client: httpx.AsyncClient, database: Database, workspace: Workspace, study: Study, contact: Contact
) -> Tell:
    """What the script on the customer's site sends; `who` are the claims of its token."""
    async with database.workspace(workspace.id) as db:
        await workspaces.set_identity_secret(db, workspace.id, SECRET)

    async def post(rest: str = "", origin: str = "https://app.example", **who: Any) -> httpx.Response:
        claims = {"aud": study.slug, "exp": int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())}
        token = jwt.encode(
            {"alg": "HS256"},
            claims | (who or {"contact": contact.id}),
            OctKey.import_key(SECRET),
        )
        return await client.post(
            f"/s/{study.slug}/messages{rest}", json={"identity": token}, headers={"origin": origin}
        )

    return post


@pytest.fixture
async def shown(kit: Kit, reach: Reach) -> Touch:
    now = datetime.now(UTC)
    touch = await reach(now, channel="in_app", content=WITH_LINKS)
    await send_touch(kit, touch.id, now)
    return touch


async def test_the_person_who_is_there_sees_their_message_as_plain_pieces(tell: Tell, shown: Touch) -> None:
    answer = await tell()
    assert answer.headers["access-control-allow-origin"] == "*"
    [item] = answer.json()["items"]
    assert item == {
        "id": shown.id,
        "title": "Your reports",
        "blocks": [
            {"lines": [[{"text": "Hello Mara,", "url": None}]], "is_list": False},
            {
                "lines": [
                    [{"text": "plan", "url": "https://example.com/plan"}],
                    [{"text": "help", "url": "https://example.com/help"}],
                ],
                "is_list": True,
            },
        ],
        "label": "Open Northwind Desk",
        "url": "https://example.com/plan",
    }


async def test_nobody_else_sees_it_nor_can_say_anything_about_it(
    database: Database, tell: Tell, shown: Touch
) -> None:
    assert (await tell(sub="somebody")).json() == {"items": []}
    assert (await tell(f"/{shown.id}/done", sub="somebody")).status_code == 404
    assert (await tell(f"/{shown.id}/exploded")).status_code == 422
    assert (await tell(aud="another-study")).status_code == 422
    assert (await again(database, shown)).done_at is None


async def test_what_they_do_is_told_once_each_and_a_finished_message_is_gone(
    database: Database, tell: Tell, shown: Touch
) -> None:
    for act in ("shown", "shown", "clicked", "done", "done"):
        assert (await tell(f"/{shown.id}/{act}")).status_code == 200
    assert [name for name, _ in await facts_of(database, shown.workspace_id)] == [
        "touch.in_app_clicked",
        "touch.in_app_done",
        "touch.in_app_shown",
    ]
    assert (await tell()).json() == {"items": []}


async def test_a_message_that_was_put_away_does_not_come_back(tell: Tell, shown: Touch) -> None:
    await tell(f"/{shown.id}/dismissed")
    assert (await tell()).json() == {"items": []}


async def test_only_pages_that_may_embed_us_may_read_messages(
    kit: Kit, client: httpx.AsyncClient, tell: Tell, shown: Touch, study: Study
) -> None:
    kit.settings.embed_origins = "https://app.example https://www.example"
    path = f"/s/{study.slug}/messages"
    for origin, allowed in (("https://www.example", "https://www.example"), ("https://evil.example", None)):
        asked = await client.options(
            path, headers={"origin": origin, "access-control-request-method": "POST"}
        )
        assert asked.headers.get("access-control-allow-origin") == allowed
        assert asked.headers["vary"] == "origin"
        answer = await tell(origin=origin)
        assert answer.headers.get("access-control-allow-origin") == allowed


@pytest.mark.parametrize("body", ["", "[]", "{", '{"identity": 3}', '{"identity": ""}', "[" * 5_000])
async def test_a_body_that_says_nobody_is_refused(client: httpx.AsyncClient, study: Study, body: str) -> None:
    answer = await client.post(f"/s/{study.slug}/messages", content=body)
    assert answer.status_code == 422


# --- over the API ---


async def test_the_api_lists_shows_and_takes_back(
    api: httpx.AsyncClient, client: httpx.AsyncClient, sent: Touch, link: str, reach: Reach
) -> None:
    await client.get(link)
    planned = await reach()
    listed = (await api.get("/api/v1/touches", params={"status": "sent"})).json()["items"]
    assert [(one["id"], one["subject"], one["mail"]) for one in listed] == [
        (sent.id, "Your reports", "pending")
    ]
    shown = (await api.get(f"/api/v1/touches/{sent.id}")).json()
    assert [len(one["visits"]) for one in shown["links"]] == [1, 0]
    taken = await api.post(f"/api/v1/touches/{planned.id}/cancel")
    assert (taken.json()["status"], taken.json()["reason"]) == ("cancelled", "Taken back over the API.")
    assert (await api.post(f"/api/v1/touches/{planned.id}/cancel")).status_code == 409
    assert (await api.post(f"/api/v1/touches/{sent.id}/cancel")).status_code == 409


async def test_the_api_opts_out_and_in(
    api: httpx.AsyncClient, database: Database, contact: Contact, reach: Reach
) -> None:
    out = (await api.post(f"/api/v1/contacts/{contact.id}/opt-out")).json()
    assert out["opted_out_at"] is not None
    assert (await reach()).status == "refused"
    back = (await api.post(f"/api/v1/contacts/{contact.id}/opt-in")).json()
    assert back == {"id": contact.id, "opted_out_at": None}
    assert (await reach()).status in ("planned", "held")


async def test_links_for_ones_own_mailer_count_and_guard_against_formulas(
    api: httpx.AsyncClient, database: Database, study: Study, reach: Reach, new_contact: Any
) -> None:
    evil = await new_contact(name="=HYPERLINK(1)")
    gone = await new_contact(opted_out_at=SENT)
    ask = {"contacts": [evil.id, gone.id]}
    first = await api.post(f"/api/v1/studies/{study.id}/links", json=ask)
    assert first.headers["content-type"].startswith("text/csv")
    head, one, other = first.content.decode("utf-8-sig").splitlines()
    assert head == "contact,name,email,account,link,unsubscribe,note"
    assert one.split(",")[1] == "'=HYPERLINK(1)"
    assert "http://earshot.test/i/" in one
    assert other.endswith("They asked not to be written to.")
    assert (await api.post(f"/api/v1/studies/{study.id}/links", json=ask)).content == first.content
    async with database.workspace(study.workspace_id) as db:
        counted = await rows(db, "SELECT channel FROM touches WHERE counted_at IS NOT NULL")
    assert counted == [{"channel": "file"}]


async def test_people_are_invited_as_far_as_the_rules_allow(
    database: Database, study: Study, contact: Contact, new_contact: Any
) -> None:
    people = [contact.id, *[(await new_contact()).id for _ in range(6)]]
    async with database.workspace(study.workspace_id) as db:
        made = await invite_all(
            db, study.id, people, channel="email", base_url="http://earshot.test", now=SENT
        )
    assert [one.contact.id for one in made] == people
    # five in thirty days is an account's most, and the others would wait longer than two weeks
    assert [one.touch.status for one in made] == ["planned"] * 5 + ["refused"] * 2


async def test_inviting_over_the_api_says_where_each_invitation_stands(
    api: httpx.AsyncClient, study: Study, contact: Contact
) -> None:
    path = f"/api/v1/studies/{study.id}/invitations"
    answer = await api.post(path, json={"contacts": [contact.id, contact.id]})
    assert answer.status_code == 202
    [item] = answer.json()["items"]
    assert (item["contact"], item["status"] in ("planned", "held")) == (contact.id, True)
    assert (await api.post(path, json={})).status_code == 422
    assert (await api.post(path, json={"contacts": ["con_unknown"]})).status_code == 404


async def test_touches_of_a_page_come_newest_first(
    database: Database, workspace: Workspace, reach: Reach
) -> None:
    made = [await reach() for _ in range(3)]
    async with database.workspace(workspace.id) as db:
        first = await touches.lines(db, limit=2)
        rest = await touches.lines(db, limit=2, cursor=first.next)
    assert [one.id for one in [*first.items, *rest.items]] == [one.id for one in reversed(made)]
