"""Performing a touch: once, with the rules asked again, a way out of further mail, and links that tell."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.by import By
from app.database import Database
from app.kit import Kit
from app.queries import contacts, mails, touch_links, touches
from app.queries.base import many, rows, run
from app.services.create_workspace import add_user
from app.services.invite import invite
from app.services.keep_policy import go_live, save_draft
from app.services.send_mail import send_mail
from app.services.send_touch import release_due, remind_due, send_touch
from app.services.unsubscribe import opt_out
from app.success.governance import shipped
from app.tables import Account, Contact, Interview, Mail, Study, Touch, Workspace
from integrations.mail import Letter, compose
from tests.app.touching.conftest import NOW, NewContact, Reach

WITH_LINKS = {
    "subject": "Your reports",
    "text": "Hello {{ first_name }},\n\n- [plan](https://example.com/plan)\n- [help](https://example.com/help)",
    "button": {"label": "Open {{ product }}", "url": "https://example.com/plan"},
}


async def mail_of(database: Database, touch: Touch) -> list[Mail]:
    async with database.workspace(touch.workspace_id) as db:
        return await many(db, Mail, "SELECT * FROM mails WHERE touch_id = %(id)s", id=touch.id)


async def again(database: Database, touch: Touch) -> Touch:
    async with database.workspace(touch.workspace_id) as db:
        found = await touches.touch(db, touch.id)
    assert found is not None
    return found


async def facts_of(database: Database, workspace_id: str) -> list[tuple[str, str | None]]:
    async with database.workspace(workspace_id) as db:
        found = await rows(db, "SELECT name, label FROM facts ORDER BY name, at")
    return [(row["name"], row["label"]) for row in found]


@pytest.fixture
def invited(database: Database, study: Study, account: Account, contact: Contact) -> Any:
    """Invites the contact to the study in a transaction of its own."""

    async def made(now: datetime = NOW, **given: Any) -> tuple[Interview | None, Touch]:
        options = {"contact_id": contact.id, "key": "run/1/ask", "reason": {"why": "usage fell"}, **given}
        async with database.workspace(study.workspace_id) as db:
            return await invite(db, study_id=study.id, account_id=account.id, now=now, **options)

    return made


async def test_a_planned_message_becomes_one_letter_however_often_it_is_performed(
    kit: Kit, database: Database, reach: Reach
) -> None:
    touch = await reach(content=WITH_LINKS)
    await asyncio.gather(*[send_touch(kit, touch.id, NOW) for _ in range(5)])
    [mail] = await mail_of(database, touch)
    assert (mail.subject, mail.status) == ("Your reports", "pending")
    assert (await again(database, touch)).status == "sent"
    assert await facts_of(database, touch.workspace_id) == [("touch.email_sent", "message")]


async def test_every_address_in_a_letter_is_one_link_of_ours(
    kit: Kit, database: Database, reach: Reach
) -> None:
    touch = await reach(content=WITH_LINKS)
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    async with database.workspace(touch.workspace_id) as db:
        links = {
            link.url: f"http://earshot.test/r/{link.token}"
            for link in await touch_links.of_touch(db, touch.id)
        }
    assert set(links) == {"https://example.com/plan", "https://example.com/help"}
    for body in (mail.text, mail.html):
        assert "example.com" not in body
        assert (
            body.count(links["https://example.com/plan"]),
            body.count(links["https://example.com/help"]),
        ) == (2, 1)
    assert "Open Northwind Desk" in mail.html
    assert "/o/" not in mail.html


async def test_a_letter_says_who_writes_who_answers_and_how_to_get_no_more(
    kit: Kit, database: Database, workspace: Workspace, contact: Contact, reach: Reach
) -> None:
    async with database.workspace(workspace.id) as db:
        await add_user(db, workspace.id, "jo@northwind.example", name="Jo Marsh")
    touch = await reach()
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    async with database.workspace(workspace.id) as db:
        token = await contacts.unsubscribe_token(db, contact.id, "not used")
    assert mail.headers == {
        "From": "Northwind",
        "Reply-To": "jo@northwind.example",
        "List-Unsubscribe": f"<http://earshot.test/u/{token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f"http://earshot.test/u/{token}" in mail.text
    assert f'href="http://earshot.test/u/{token}"' in mail.html
    assert "Jo Marsh, Northwind" in mail.text


async def test_the_headers_travel_whole_and_on_one_line_each() -> None:
    out = "<https://interviews.a-rather-long-name.example/u/" + "0" * 32 + ">"
    headers = {"From": "North\r\nBcc: all@example.com", "List-Unsubscribe": out, "X-Other": "no"}
    letter = Letter("mara@example.com", "Mara", "Hi", "Hi", "<p>Hi", "<m@x>", headers)
    raw = compose(letter, "earshot@example.com", NOW).as_bytes().decode()
    assert f"\r\nList-Unsubscribe: {out}\r\n" in raw
    assert "X-Other" not in raw
    assert 'From: "North Bcc: all@example.com" <earshot@example.com>' in raw
    assert not re.search(r"^Bcc:", raw, flags=re.MULTILINE)


async def test_mail_to_people_who_are_made_up_stays_here(
    kit: Kit, database: Database, reach: Reach, new_contact: NewContact
) -> None:
    touch = await reach(contact_id=(await new_contact(is_synthetic=True)).id)
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    assert (mail.status, mail.due_at) == ("captured", None)


async def test_opens_are_counted_only_where_the_workspace_wants_it(
    kit: Kit, database: Database, workspace: Workspace, reach: Reach
) -> None:

    text = shipped()["contact"].replace("count_opens = false", "count_opens = true")
    async with database.workspace(workspace.id) as db:
        by = By(workspace.id, NOW)
        await go_live(db, by, (await save_draft(db, by, "contact", "contact", text)).id)
    touch = await reach()
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    assert re.search(r'<img src="http://earshot.test/o/[0-9a-z]{32}\.gif"', mail.html)


async def test_whoever_opts_out_after_it_was_planned_gets_nothing(
    kit: Kit, database: Database, contact: Contact, reach: Reach
) -> None:
    touch = await reach()
    async with database.workspace(contact.workspace_id) as db:
        await opt_out(db, contact.id, NOW)
    await send_touch(kit, touch.id, NOW)
    assert (await again(database, touch)).status == "cancelled"
    assert await mail_of(database, touch) == []


async def test_a_letter_that_was_written_is_not_handed_over_after_they_opted_out(
    kit: Kit, database: Database, contact: Contact, reach: Reach
) -> None:
    touch = await reach()
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    async with database.workspace(contact.workspace_id) as db:
        await opt_out(db, contact.id, NOW)
        await mails.again(db, mail.id, datetime.now(UTC))
    await send_mail(kit, mail.id)
    async with database.workspace(contact.workspace_id) as db:
        kept = await mails.mail(db, mail.id)
    assert kept is not None
    assert (kept.status, kept.last_error) == ("failed", "They opted out before it was handed over.")


async def test_what_waited_goes_out_when_it_is_due_and_not_before(
    reach: Reach, kit: Kit, database: Database
) -> None:
    for day in (0, 1):
        await send_touch(kit, (await reach(NOW + timedelta(days=day))).id, NOW + timedelta(days=day))
    third = await reach(NOW + timedelta(days=2))
    await send_touch(kit, third.id, NOW + timedelta(days=6))
    assert (await again(database, third)).status == "held"
    await release_due(kit, NOW + timedelta(days=7))
    assert (await again(database, third)).status == "sent"


async def test_what_was_planned_and_never_performed_is_performed_by_the_sweep(
    kit: Kit, database: Database, reach: Reach
) -> None:
    touch = await reach()
    await release_due(kit, NOW + timedelta(seconds=5))
    assert (await again(database, touch)).status == "sent"


async def test_of_many_that_are_due_at_once_only_as_many_go_out_as_the_cap_allows(
    kit: Kit, database: Database, workspace: Workspace, reach: Reach
) -> None:
    made = [await reach(NOW + timedelta(minutes=minute)) for minute in range(6)]
    due = NOW + timedelta(days=7, minutes=10)
    await asyncio.gather(*[send_touch(kit, touch.id, due) for touch in made])
    assert [(await again(database, touch)).status for touch in made].count("sent") == 2


# --- invitations ---


async def test_an_invitation_makes_an_interview_with_its_reason_and_a_letter_with_its_link(
    kit: Kit, database: Database, invited: Any
) -> None:
    interview, touch = await invited()
    assert interview is not None
    assert (interview.context, touch.interview_id, touch.status) == (
        {"why": "usage fell"},
        interview.id,
        "planned",
    )
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    async with database.workspace(touch.workspace_id) as db:
        [link] = await touch_links.of_touch(db, touch.id)
    assert link.url == f"http://earshot.test/i/{interview.token}"
    assert mail.subject == "A few questions from Northwind"
    assert "usage fell" not in mail.text + mail.html
    assert interview.token not in mail.text + mail.html
    assert await facts_of(database, touch.workspace_id) == [
        ("touch.email_sent", "invitation"),
        ("touch.invited", "invitation"),
    ]


async def test_the_same_key_invites_once(invited: Any) -> None:
    first, second = await invited(), await invited(NOW + timedelta(days=1))
    assert (first[0].id, first[1].id) == (second[0].id, second[1].id)


async def test_who_may_not_be_turned_to_gets_no_interview(
    database: Database, workspace: Workspace, invited: Any, new_contact: NewContact
) -> None:
    gone = await new_contact(left_at=NOW)
    interview, touch = await invited(contact_id=gone.id)
    assert (interview, touch.status) == (None, "refused")
    async with database.workspace(workspace.id) as db:
        assert await rows(db, "SELECT id FROM interviews") == []


async def test_who_has_answered_is_not_invited_again_and_nothing_is_counted(
    database: Database, invited: Any
) -> None:
    interview, _ = await invited()
    async with database.workspace(interview.workspace_id) as db:
        await run(
            db, "UPDATE interviews SET status = 'closed', last_seq = 4 WHERE id = %(id)s", id=interview.id
        )
        await run(db, "UPDATE touches SET counted_at = counted_at - interval '60 days'")
    again_asked, touch = await invited(key="run/2/ask")
    assert (again_asked, touch.status, touch.counted_at) == (None, "refused", None)
    assert touch.reason == "This person has answered this study already."


async def test_one_reminder_goes_out_after_some_days_and_no_second(
    kit: Kit, database: Database, invited: Any
) -> None:
    interview, touch = await invited()
    await send_touch(kit, touch.id, NOW)
    for day in (1, 3, 5, 6, 12, 20):
        await remind_due(kit, NOW + timedelta(days=day))
    async with database.workspace(interview.workspace_id) as db:
        found = await touches.of_interview(db, interview.id)
    assert [(one.purpose, one.status) for one in found] == [("invitation", "sent"), ("reminder", "sent")]
    [mail] = await mail_of(database, found[1])
    assert mail.subject == "Your answers to Northwind are still missing"


async def test_who_has_begun_is_not_reminded(kit: Kit, database: Database, invited: Any) -> None:
    interview, touch = await invited()
    await send_touch(kit, touch.id, NOW)
    async with database.workspace(interview.workspace_id) as db:
        await run(db, "UPDATE interviews SET started_at = %(at)s", at=NOW + timedelta(days=1))
    await remind_due(kit, NOW + timedelta(days=5))
    async with database.workspace(interview.workspace_id) as db:
        reminder = (await touches.of_interview(db, interview.id))[1]
    assert (reminder.status, reminder.reason) == ("cancelled", "They have begun.")


async def test_an_invitation_is_worded_by_the_play_and_speaks_the_interviews_language(
    kit: Kit, database: Database, invited: Any
) -> None:
    text = {"subject": "Kurz gefragt, {{ first_name }}", "text": "Was hakt bei {{ account }}?"}
    interview, touch = await invited(content=text)
    async with database.workspace(interview.workspace_id) as db:
        await run(db, "UPDATE interviews SET language = 'de'")
    await send_touch(kit, touch.id, NOW)
    [mail] = await mail_of(database, touch)
    assert mail.subject == "Kurz gefragt, Mara"
    assert "Was hakt bei Bramble & Finch?" in mail.text
    assert "Gespräch beginnen" in mail.text
    assert "Was hakt bei Bramble &amp; Finch?" in mail.html
