"""Letters: written once, kept where there is no server, sent where there is one, and tried again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from app import ids
from app.database import Database
from app.errors import Invalid
from app.kit import Kit
from app.queries import mails
from app.queries.base import rows, run
from app.services.create_workspace import add_user
from app.services.queue_mail import Addressee, queue_mail
from app.services.send_mail import send_mail
from app.services.set_hand_off import HandOffRules, set_hand_off
from app.services.who_to_tell import backup_to_tell, first_to_tell
from app.tables import Account, Mail, Workspace
from integrations.fakes.mail_server import FakeMailServer

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "title": "Mara (Bramble) asks for a person",
    "why": "They asked to speak with a person.",
    "is_urgent": False,
    "facts": [("From", "Mara <b>Lind</b>")],
    "asked": "What happened\nin May?",
    "said": ["<script>alert(1)</script> & I want a person"],
    "tried": "Of course.",
    "wait_minutes": 15,
    "backup_minutes": 10,
    "link": "http://earshot.test/tasks/task_1",
}
Queue = Callable[..., Awaitable[Mail]]


@pytest.fixture
def queue(database: Database, workspace: Workspace) -> Queue:
    """Puts a letter about a hand-off in line; its row."""

    async def queued(template: str = "hand_off", about: str = "task_1", **values: object) -> Mail:
        async with database.workspace(workspace.id) as db:
            to = Addressee("ana@example.com", "Ana")
            letter = {**VALUES, **values}
            await queue_mail(
                db, workspace.id, to, template, letter, about=about, now=NOW, base_url="http://earshot.test"
            )
            return (await mails.mails(db, limit=1)).items[0]

    return queued


async def reread(database: Database, mail: Mail) -> Mail:
    async with database.workspace(mail.workspace_id) as db:
        found = await mails.mail(db, mail.id)
    assert found is not None
    return found


def served(kit: Kit, fake: FakeMailServer) -> Kit:
    """The process with a mail server."""
    url = SecretStr(f"smtp://127.0.0.1:{fake.port}?tls=never")
    return replace(kit, settings=kit.settings.model_copy(update={"smtp_url": url}))


@pytest.mark.parametrize("template", ["hand_off", "hand_off_backup"])
async def test_a_letter_holds_their_words_as_text_never_as_markup(queue: Queue, template: str) -> None:
    mail = await queue(template)
    assert VALUES["said"][0] in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert VALUES["link"] in mail.text
    assert VALUES["link"] in mail.html
    assert "\n" not in mail.subject


async def test_saying_it_again_is_the_same_letter(queue: Queue, database: Database) -> None:
    first, second = await queue(), await queue()
    other = await queue(about="task_2")
    assert first.id == second.id
    assert other.id != first.id
    assert other.message_id != first.message_id
    async with database.workspace(first.workspace_id) as db:
        jobs = await rows(db, "SELECT lock FROM procrastinate_jobs WHERE lock = %(l)s", l=f"mail/{first.id}")
    assert len(jobs) == 1


async def test_without_a_server_it_stays_to_be_read(queue: Queue, kit: Kit, database: Database) -> None:
    mail = await queue()
    await send_mail(kit, mail.id)
    await send_mail(kit, mail.id)
    kept = await reread(database, mail)
    assert (kept.status, kept.attempts, kept.due_at) == ("captured", 0, None)


async def test_with_a_server_it_is_sent_once(queue: Queue, kit: Kit, database: Database) -> None:
    mail = await queue()
    async with FakeMailServer.running() as fake:
        for _ in range(2):
            await send_mail(served(kit, fake), mail.id)
    sent = await reread(database, mail)
    assert (sent.status, sent.attempts, sent.last_error) == ("sent", 1, None)
    assert [got.message["Message-ID"] for got in fake.received] == [mail.message_id]


async def test_a_crash_between_sending_and_writing_sends_the_same_letter_again(
    queue: Queue, kit: Kit, database: Database
) -> None:
    mail = await queue()
    async with FakeMailServer.running() as fake:
        await send_mail(served(kit, fake), mail.id)
        async with database.workspace(mail.workspace_id) as db:  # as if the commit had been lost
            await run(db, "UPDATE mails SET status = 'pending', due_at = now() WHERE id = %(id)s", id=mail.id)
        await send_mail(served(kit, fake), mail.id)
    assert len({got.message["Message-ID"] for got in fake.received}) == 1
    assert len(fake.received) == 2


async def test_a_passing_refusal_is_tried_again_and_told_meanwhile(
    queue: Queue, kit: Kit, database: Database
) -> None:
    mail = await queue()
    async with FakeMailServer.running() as fake:
        fake.answers["RCPT"] = ["450 mailbox busy"]
        await send_mail(served(kit, fake), mail.id)
        waiting = await reread(database, mail)
        async with database.workspace(mail.workspace_id) as db:
            await run(db, "UPDATE mails SET due_at = now() WHERE id = %(id)s", id=mail.id)
        await send_mail(served(kit, fake), mail.id)
    assert (waiting.status, waiting.attempts) == ("pending", 1)
    assert "450 mailbox busy" in (waiting.last_error or "")
    assert waiting.due_at is not None
    assert waiting.due_at > NOW
    assert (await reread(database, mail)).status == "sent"


async def test_a_refusal_for_good_ends_it_until_somebody_asks_again(
    queue: Queue, kit: Kit, database: Database
) -> None:
    mail = await queue()
    async with FakeMailServer.running() as fake:
        fake.answers["RCPT"] = ["550 no such user"]
        await send_mail(served(kit, fake), mail.id)
        failed = await reread(database, mail)
        async with database.workspace(mail.workspace_id) as db:
            assert await mails.again(db, mail.id, NOW)
        await send_mail(served(kit, fake), mail.id)
    assert (failed.status, failed.due_at) == ("failed", None)
    assert (await reread(database, mail)).status == "sent"


async def test_mail_that_is_due_is_found_whether_or_not_a_job_waits(queue: Queue, database: Database) -> None:
    mail = await queue()
    async with database.system() as db:
        due = await mails.due(db, NOW)
    assert mail.id in [row.id for row in due]


# --- who is told ---


async def test_who_hears_of_it_falls_back_from_csm_to_the_chosen_to_every_admin(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        ruth = await add_user(db, workspace.id, "ruth@example.com", name="Ruth Okonjo", role="admin")
        jonas = await add_user(db, workspace.id, "jonas@example.com", name="Jonas")
        await add_user(db, workspace.id, "gone@example.com", name="Gone")
        await run(db, "UPDATE users SET disabled_at = now() WHERE name = 'Gone'")

        async def told(csm: str | None, first: list[str]) -> list[str]:
            account = Account(id=ids.new("acc"), workspace_id=workspace.id, name="Bramble", csm=csm)
            chosen = workspace.model_copy(update={"hand_off_to": first})
            return [to.address for to in await first_to_tell(db, chosen, account)]

        assert await told("JONAS@example.com", []) == [jonas.email]
        assert await told("Ruth Okonjo", [jonas.id]) == [ruth.email]
        assert await told("Gone", [jonas.id]) == [jonas.email]
        assert await told("Somebody else", [jonas.id]) == [jonas.email]
        assert await told("outside@partner.example", []) == ["outside@partner.example"]
        assert await told(None, []) == [ruth.email]
        assert await told(None, ["usr_unknown"]) == [ruth.email]
        assert [to.address for to in await backup_to_tell(db, workspace)] == [ruth.email]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first": ["usr_of_somebody_else"]}, "first"),
        ({"backup": ["x"]}, "backup"),
        ({"backup_minutes": 0}, "backup_minutes"),
        ({"nobody_minutes": 20_000}, "nobody_minutes"),
        ({"nobody_minutes": 10}, "nobody_minutes"),
        ({"wait_minutes": 0}, "wait_minutes"),
    ],
)
async def test_rules_that_make_no_sense_are_refused_by_field(
    database: Database, workspace: Workspace, change: dict[str, object], field: str
) -> None:
    sensible = HandOffRules([], [], backup_minutes=10, nobody_minutes=30, wait_minutes=None)
    async with database.workspace(workspace.id) as db:
        await set_hand_off(db, workspace.id, sensible)
        with pytest.raises(Invalid) as refused:
            await set_hand_off(db, workspace.id, replace(sensible, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
