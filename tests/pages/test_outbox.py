"""What a CSM sees and does: the outbox, the people of an account, the rules, inviting to a study."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.queries import accounts, policies, touches
from app.services.contact_rules import contact_rules
from app.services.touch import reserve
from app.success.governance import shipped
from app.tables import Account, Contact, Touch
from tests.pages.browser import Browser
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

Reach = Callable[..., Awaitable[Touch]]


@pytest.fixture
def reach(database: Database, world: World) -> Reach:
    """Asks for a message to the world's contact, in the product so that no hour is a wrong one."""

    async def asked(**given: Any) -> Touch:
        options: dict[str, Any] = {
            "account_id": world.account.id,
            "contact_id": world.ids["contact_id"],
            "channel": "in_app",
            "purpose": "message",
            "key": ids.new("key"),
            "content": {"subject": "Your reports", "text": "They are back."},
            "now": datetime.now(UTC),
            **given,
        }
        async with database.workspace(world.workspace.id) as db:
            return await reserve(db, **options)

    return asked


async def account_of(database: Database, world: World) -> Account:
    async with database.workspace(world.workspace.id) as db:
        found = await accounts.account(db, world.account.id)
    assert found is not None
    return found


async def contact_of(database: Database, world: World) -> Contact:
    async with database.workspace(world.workspace.id) as db:
        found = await accounts.contact(db, world.ids["contact_id"])
    assert found is not None
    return found


async def test_the_outbox_says_why_something_waits_and_takes_it_back(
    admin: Browser, database: Database, reach: Reach
) -> None:
    for _ in range(3):
        held = await reach()
    page = await admin.get("/outbox?status=held")
    assert "This person had 2 messages of any kind in 7 days, which is the most." in page.text
    done = await admin.post(f"/outbox/{held.id}/cancel")
    assert done.headers["location"] == "/outbox?done=taken_back"
    async with database.workspace(held.workspace_id) as db:
        found = await touches.touch(db, held.id)
    assert found is not None
    assert (found.status, (found.reason or "").startswith("Taken back by ")) == ("cancelled", True)
    assert (await admin.post(f"/outbox/{held.id}/cancel")).status_code == 409
    assert (await admin.post("/outbox/tch_unknown/cancel")).status_code == 404


async def test_an_invitation_without_words_of_its_own_is_called_what_it_is(
    admin: Browser, world: World, reach: Reach
) -> None:
    await reach(purpose="invitation", content={})
    for path in ("/outbox", f"/accounts/{world.account.id}"):
        page = await admin.get(path)
        assert page.status_code == 200
        assert "Invitation to an interview" in page.text


async def test_an_account_can_be_left_alone_until_a_day_and_no_longer(
    admin: Browser, database: Database, world: World, reach: Reach
) -> None:
    path = f"/accounts/{world.account.id}/no-contact"
    until = (datetime.now(UTC) + timedelta(days=5)).date()
    done = await admin.post(path, until=until.isoformat(), reason="They merge with Fabrikam.")
    assert done.headers["location"] == f"/accounts/{world.account.id}?done=no_contact#contact"
    account = await account_of(database, world)
    assert (account.no_contact_until, account.no_contact_reason) == (until, "They merge with Fabrikam.")
    assert (await reach()).status == "held"
    await admin.post(path, lift="1")
    account = await account_of(database, world)
    assert (account.no_contact_until, account.no_contact_reason) == (None, None)
    assert (await admin.post(path, until="tomorrow")).status_code == 422


async def test_a_csm_notes_that_somebody_opted_out_and_that_they_came_back(
    admin: Browser, database: Database, world: World
) -> None:
    path = world.path("/accounts/{account_id}/contacts/{contact_id}")
    await admin.post(f"{path}/opt-out")
    assert (await contact_of(database, world)).opted_out_at is not None
    await admin.post(f"{path}/opt-in")
    assert (await contact_of(database, world)).opted_out_at is None
    assert (
        await admin.post(world.path("/accounts/acc_other/contacts/{contact_id}/opt-out"))
    ).status_code == 404


async def test_rules_are_saved_as_versions_and_taken_back(
    admin: Browser, database: Database, world: World
) -> None:
    stricter = shipped()["contact"].replace("most = 2", "most = 1")
    await admin.post("/settings/contact", source=stricter, note="Calmer")
    page = await admin.get("/settings/contact")
    assert "A person gets at most 1 message in 7 days" in page.text
    assert "Calmer" in page.text
    await admin.post("/settings/contact/back")
    async with database.workspace(world.workspace.id) as db:
        assert (await contact_rules(db)).caps[0].most == 2
        assert await policies.standing(db, "contact", "contact") is None
    await admin.post("/settings/contact/back", number="1")
    assert "A person gets at most 1 message in 7 days" in (await admin.get("/settings/contact")).text


async def test_rules_that_cannot_be_read_are_shown_with_the_place_and_nothing_changes(
    admin: Browser, database: Database, world: World
) -> None:
    page = await admin.post("/settings/contact", source='[[caps]]\nper = "person"\nmost = 1\ndays = 1')
    assert page.status_code == 422
    assert "line 2: caps[1].per" in page.text
    async with database.workspace(world.workspace.id) as db:
        assert await policies.standing(db, "contact", "contact") is None


async def test_only_admins_change_the_rules(sign_in: SignIn, database: Database, world: World) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert "<textarea" not in (await csm.get("/settings/contact")).text
    assert (await csm.post("/settings/contact", source=shipped()["contact"])).status_code == 403
    assert (await csm.post("/settings/contact/back")).status_code == 403


async def test_people_are_ticked_and_invited_or_taken_along_as_links(admin: Browser, world: World) -> None:
    path = f"/studies/{world.study.id}/invite"
    assert world.ids["contact_id"] in (await admin.get(path)).text
    assert (await admin.post(path)).status_code == 422
    file = await admin.post(path, contact=[world.ids["contact_id"]], how="file")
    assert file.headers["content-disposition"].endswith('-links.csv"')
    assert world.ids["contact_id"] in file.text
    mailed = await admin.post(path, contact=[world.ids["contact_id"]], how="mail")
    assert mailed.headers["location"] == "/outbox?done=invited"
