"""Turning to people: what is allowed counts at once, what is not says why."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.errors import Invalid, NotFound
from app.queries import contacts, touches
from app.queries.base import run, value
from app.services.touch import reserve
from app.tables import Account, Contact, Workspace
from tests.app.touching.conftest import MESSAGE, NOW, NewContact, Reach


async def test_what_is_allowed_is_planned_and_counts_at_once(reach: Reach) -> None:
    touch = await reach()
    assert (touch.status, touch.counted_at, touch.due_at, touch.reason) == ("planned", NOW, NOW, None)
    assert touch.content == {"subject": "Your reports, Mara", "text": "Hello Mara,\n\nthey are back."}


async def test_the_same_key_is_the_same_touch(reach: Reach) -> None:
    first, second = await reach(key="run/1"), await reach(NOW + timedelta(days=3), key="run/1")
    assert first.id == second.id


async def test_a_third_message_in_a_week_waits_until_the_first_is_a_week_old(reach: Reach) -> None:
    for day in (0, 1):
        await reach(NOW + timedelta(days=day))
    third = await reach(NOW + timedelta(days=2))
    assert (third.status, third.due_at, third.counted_at) == ("held", NOW + timedelta(days=7), None)
    assert third.reason == "This person had 2 messages of any kind in 7 days, which is the most."


async def test_messages_in_the_product_count_towards_the_same_caps_but_know_no_night(reach: Reach) -> None:
    night = NOW.replace(hour=23)
    first = await reach(night, channel="in_app")
    second = await reach(night, channel="in_app")
    by_mail = await reach(NOW + timedelta(days=1))
    assert [first.status, second.status, by_mail.status] == ["planned", "planned", "held"]


async def test_mail_at_night_waits_for_the_morning_where_the_person_is(
    reach: Reach, new_contact: NewContact
) -> None:
    there = await new_contact(time_zone="Asia/Tokyo")
    touch = await reach(contact_id=there.id)  # 18:30 in Tokyo
    assert touch.status == "held"
    assert touch.due_at is not None
    assert touch.due_at.isoformat() == "2026-11-25T23:00:00+00:00"


async def test_who_opted_out_left_or_has_no_address_is_refused(reach: Reach, new_contact: NewContact) -> None:
    people = [
        await new_contact(opted_out_at=NOW),
        await new_contact(left_at=NOW),
        await new_contact(email=None),
    ]
    refused = [await reach(contact_id=person.id) for person in people]
    assert [(touch.status, touch.reason) for touch in refused] == [
        ("refused", "They asked not to be written to."),
        ("refused", "They have left the account."),
        ("refused", "We have no e-mail address of theirs."),
    ]
    assert (await reach(contact_id=None)).reason == "There is nobody to turn to."


async def test_the_csm_can_hold_an_account_back_and_still_write_by_hand(
    database: Database, account: Account, reach: Reach
) -> None:
    async with database.workspace(account.workspace_id) as db:
        await contacts.set_no_contact(db, account.id, date(2026, 12, 1), "They are moving house.")
    held, by_hand = await reach(), await reach(by_hand=True)
    assert (held.status, held.due_at and held.due_at.isoformat()) == ("held", "2026-12-01T08:00:00+00:00")
    assert (by_hand.status, by_hand.content["by_hand"]) == ("planned", True)


async def test_near_a_renewal_nobody_is_written_to_automatically(
    database: Database, account: Account, reach: Reach
) -> None:
    async with database.workspace(account.workspace_id) as db:
        renewal = date(2026, 12, 4)
        await run(db, "UPDATE accounts SET renewal_on = %(on)s WHERE id = %(id)s", on=renewal, id=account.id)
    touch = await reach()
    assert (touch.status, touch.due_at and touch.due_at.date()) == ("held", date(2026, 12, 8))
    assert "renewal on 2026-12-04" in (touch.reason or "")


async def test_a_letter_that_would_have_a_hole_is_refused(reach: Reach) -> None:
    content = {"subject": "{{ fact.reports }} reports", "text": "Hello", "facts": {"reports": None}}
    touch = await reach(content=content)
    assert (touch.status, touch.reason) == ("refused", "Its subject needs a value that nobody knows.")


@pytest.mark.parametrize(
    "content",
    [
        {"subject": "{{ secret }}", "text": "Hello"},
        {"subject": "", "text": "Hello"},
        {"subject": "Hi", "text": "x" * 10_001},
        {"subject": "Hi", "text": "Hello", "html": "<b>"},
        {"subject": "Hi", "text": "Hello", "button": {"label": "Go", "url": "javascript:alert(1)"}},
        {"subject": "Hi", "text": "Hello", "button": {"label": "", "url": "https://example.com"}},
    ],
)
async def test_content_that_cannot_be_used_is_refused_with_its_field(
    reach: Reach, content: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        await reach(content=content)
    assert refused.value.field in ("subject", "text", "content", "button")


async def test_a_contact_of_another_account_cannot_be_reached_through_this_one(
    database: Database, account: Account, contact: Contact
) -> None:
    with pytest.raises(NotFound):
        async with database.workspace(account.workspace_id) as db:
            await reserve(
                db,
                account_id=ids.new("acc"),
                contact_id=contact.id,
                channel="email",
                purpose="message",
                key="x",
                content=MESSAGE,
                now=NOW,
            )


async def test_many_at_once_never_exceed_a_persons_cap(reach: Reach) -> None:
    made = await asyncio.gather(*[reach() for _ in range(40)])
    assert sorted(touch.status for touch in made) == ["held"] * 38 + ["planned"] * 2


async def test_many_at_once_never_exceed_an_accounts_cap(
    database: Database, workspace: Workspace, reach: Reach, new_contact: NewContact
) -> None:
    people = [await new_contact() for _ in range(12)]
    await asyncio.gather(*[reach(contact_id=person.id) for person in people for _ in range(3)])
    async with database.workspace(workspace.id) as db:
        counted = await value(db, "SELECT count(*) FROM touches WHERE counted_at IS NOT NULL")
        per_person = await value(
            db,
            "SELECT max(n) FROM (SELECT count(*) AS n FROM touches WHERE counted_at IS NOT NULL"
            " GROUP BY contact_id) people",
        )
    assert (counted, per_person <= 2) == (8, True)


async def test_the_same_request_many_times_at_once_is_one_touch(
    database: Database, workspace: Workspace, reach: Reach
) -> None:
    made = await asyncio.gather(*[reach(key="run/7/step/2") for _ in range(20)])
    assert len({touch.id for touch in made}) == 1
    async with database.workspace(workspace.id) as db:
        assert len((await touches.lines(db, limit=50)).items) == 1
