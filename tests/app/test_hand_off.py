"""A respondent needs a person: who is called, who speaks, and how the interviewer takes over again."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app import ids
from app.database import Database
from app.errors import Conflict, Invalid, NotFound
from app.kit import Kit
from app.queries import interviews, mails, tasks, turns
from app.queries.base import insert, rows, run
from app.services.claim_task import claim_task
from app.services.close_task import close_task
from app.services.create_workspace import add_user
from app.services.hand_off import hand_off
from app.services.let_go import let_go
from app.services.speak_as_csm import end_by_csm, speak_as_csm
from app.services.take_turn import take_turn
from app.services.tell_backup import tell_backup
from app.tables import Account, Interview, Mail, Study, Task, TurnRow, User, Workspace
from app.tables.base import now
from tests.app.respondent import Respondent
from tests.app.talks import talk

Invite = Callable[..., Awaitable[str]]


@pytest.fixture
async def ruth(database: Database, workspace: Workspace) -> User:
    """The workspace's admin."""
    async with database.workspace(workspace.id) as db:
        return await add_user(db, workspace.id, "ruth@northwind.example", name="Ruth Okonjo", role="admin")


@pytest.fixture
async def jonas(database: Database, workspace: Workspace) -> User:
    async with database.workspace(workspace.id) as db:
        return await add_user(db, workspace.id, "jonas@northwind.example", name="Jonas Weber")


class Desk:
    """What a CSM's side of the house does, each act in a transaction of its own."""

    def __init__(self, app: FastAPI, database: Database, workspace: Workspace) -> None:
        self.app, self.database, self.workspace = app, database, workspace

    async def task(self) -> Task:
        """The newest task."""
        async with self.database.workspace(self.workspace.id) as db:
            return (await tasks.tasks(db, limit=1)).items[0]

    async def interview(self) -> Interview:
        async with self.database.workspace(self.workspace.id) as db:
            found = await interviews.interview(db, (await self.task()).interview_id or "")
        assert found is not None
        return found

    async def turns(self) -> list[TurnRow]:
        async with self.database.workspace(self.workspace.id) as db:
            return await turns.turns(db, (await self.task()).interview_id or "")

    async def mails(self) -> list[Mail]:
        async with self.database.workspace(self.workspace.id) as db:
            return (await mails.mails(db, limit=50)).items

    async def says(self, user: User, text: str, *, name: str = "m-1") -> int:
        task = await self.task()
        async with self.database.workspace(self.workspace.id) as db:
            return await speak_as_csm(db, task.id, user, client_id=name, text=text, now=now())

    async def gives_back(self, user: User, text: str = "") -> int:
        task = await self.task()
        async with self.database.workspace(self.workspace.id) as db:
            seq = await speak_as_csm(
                db, task.id, user, client_id="back", text=text, now=now(), action="give_back"
            )
        self.app.state.conversations.wake(self.workspace.id, task.interview_id)
        return seq

    async def events(self) -> list[str]:
        async with self.database.workspace(self.workspace.id) as db:
            return [row["type"] for row in await rows(db, "SELECT type FROM events ORDER BY id")]


@pytest.fixture
def desk(app: FastAPI, database: Database, workspace: Workspace) -> Desk:
    return Desk(app, database, workspace)


async def ask_for_a_person(anna: Respondent) -> None:
    await anna.agree()
    await anna.say("The export dropped half of our rows in May.")
    await anna.send("human", id="human")
    await anna.frame("status")


async def test_a_person_is_called_with_everything_they_need(
    invite: Invite, desk: Desk, ruth: User, jonas: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task, interview = await desk.task(), await desk.interview()
    shown = {turn["seq"]: turn["text"] for f in anna.seen if f["type"] == "turn" for turn in [f["turn"]]}
    assert (task.kind, task.status, task.priority, task.reason) == ("hand_off", "open", "normal", "human")
    assert task.context["said"] == [{"turn": 4, "action": "human", "text": ""}]
    assert (task.context["asked"], task.context["tried"]) == (shown[3], shown[5])
    assert interview.status == "with_human"
    assert "within 15 minutes" in task.context["tried"]
    assert [mail.to_address for mail in await desk.mails()] == [ruth.email]
    assert await desk.events() == ["interview.started", "interview.handed_off", "task.created"]


async def test_distress_is_urgent_and_its_words_are_kept_as_written(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    said = "I can't go on like this, I want to end my life."
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        await anna.say(said)
        await anna.frame("status")
    task = await desk.task()
    (mail,) = await desk.mails()
    assert (task.reason, task.priority) == ("distress", "urgent")
    assert [one["text"] for one in task.context["said"]] == [said]
    assert said in mail.text
    assert mail.subject.startswith("Urgent: ")


async def test_the_accounts_csm_is_told_before_anybody_else(
    invite: Invite, desk: Desk, database: Database, workspace: Workspace, ruth: User, jonas: User
) -> None:
    account = Account(id=ids.new("acc"), workspace_id=workspace.id, name="Bramble", csm=" Jonas weber ")
    async with database.workspace(workspace.id) as db:
        await insert(db, account)
    async with Respondent.at(await invite(account_id=account.id)) as anna:
        await ask_for_a_person(anna)
    assert [mail.to_address for mail in await desk.mails()] == [jonas.email]


async def test_a_csms_words_reach_every_tab_at_once_and_the_interviewer_is_silent(
    invite: Invite, desk: Desk, kit: Kit, ruth: User
) -> None:
    url = await invite()
    async with Respondent.at(url) as anna, Respondent.at(url) as second:
        await ask_for_a_person(anna)
        await anna.send("say", id="w-1", text="It is about our invoices.")
        ack = await anna.frame("ack")
        seq = await desk.says(ruth, "Hello, Ruth here. Which invoices?")
        heard = [
            await tab.until(lambda f: f["type"] == "turn" and f["turn"]["speaker"] == "csm")
            for tab in (anna, second)
        ]
        status = await anna.frame("status")
        await anna.send("say", id="w-2", text="Those of May.")
        await anna.until(lambda f: f["type"] == "ack" and f["id"] == "w-2")
        task = await desk.task()
    assert await take_turn(kit, task.workspace_id, str(task.interview_id)) == "nothing"
    assert [frame["turn"]["name"] for frame in heard] == ["Ruth Okonjo", "Ruth Okonjo"]
    assert (status["status"], status["person"]) == ("with_human", "Ruth Okonjo")
    assert (task.status, task.assignee_id) == ("claimed", ruth.id)
    stored = await desk.turns()
    assert [row.speaker for row in stored[ack["seq"] - 1 :]] == ["respondent", "csm", "respondent"]
    assert [row.answered_by for row in stored[ack["seq"] - 1 :]] == [seq, None, None]


async def test_given_back_the_interviewer_speaks_first_and_the_interview_goes_on(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
        await desk.says(ruth, "I am on it.")
        await anna.send("say", id="w-1", text="Thank you, that was all.")
        await anna.until(lambda f: f["type"] == "ack" and f["id"] == "w-1")
        back = await desk.gives_back(ruth)
        resumed = await anna.question()
        status = next(f for f in reversed(anna.seen) if f["type"] == "status")
        after = await anna.say("We wanted one place for the renewals of the whole team.")
    stored = {row.seq: row for row in await desk.turns()}
    assert status["status"] == "open"
    assert "?" in resumed["text"]
    assert "?" in after["text"]
    assert stored[resumed["seq"]].reply_to == back
    assert stored[back].answered_by == resumed["seq"]
    assert stored[back - 1].answered_by == back
    assert (await desk.interview()).status == "open"


async def test_the_sweep_answers_a_giving_back_that_a_dead_process_left(
    invite: Invite, desk: Desk, database: Database, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    async with database.workspace(task.workspace_id) as db:
        await speak_as_csm(db, task.id, ruth, client_id="b", text="", now=now(), action="give_back")
    async with database.system() as db:
        waiting = await interviews.unanswered(db, now() + timedelta(seconds=1))
    assert task.interview_id in [one.id for one in waiting]


async def test_the_same_message_sent_twice_is_one_turn(invite: Invite, desk: Desk, ruth: User) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    seqs = [await desk.says(ruth, "Hello, Ruth here.", name="m-7") for _ in range(3)]
    assert len(set(seqs)) == 1
    assert [row.speaker for row in await desk.turns()].count("csm") == 1


async def test_a_second_request_for_a_person_is_a_new_task_and_ends_the_first(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
        first = await desk.task()
        await desk.gives_back(ruth)
        await anna.question()
        await anna.send("human", id="again")
        await anna.until(lambda f: f["type"] == "status" and f["status"] == "with_human")
    second = await desk.task()
    async with desk.database.workspace(first.workspace_id) as db:
        old = await tasks.task(db, first.id)
    assert old is not None
    assert (old.status, old.reason_code) == ("done", "asked_again")
    assert (second.status, second.id != first.id) == ("open", True)


async def test_a_backup_is_told_once_however_often_one_looks(
    invite: Invite, desk: Desk, ruth: User, jonas: User
) -> None:
    async with desk.database.workspace(desk.workspace.id) as db:
        await run(db, "UPDATE workspaces SET backup_to = jsonb_build_array(%(id)s::text)", id=jonas.id)
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    told = []
    for minutes in (9, 11, 11, 12, 25):
        async with desk.database.workspace(task.workspace_id) as db:
            at = task.created_at + timedelta(minutes=minutes)
            await tell_backup(db, task.id, now=at, base_url="http://earshot.test")
        told.append([mail.to_address for mail in await desk.mails()])
    assert told == [[ruth.email], *[[jonas.email, ruth.email]] * 4]
    assert (await desk.task()).backup_id == jonas.id


async def test_once_claimed_nobody_else_is_told_and_nobody_is_let_go(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    later = task.created_at + timedelta(hours=1)
    async with desk.database.workspace(task.workspace_id) as db:
        await claim_task(db, task.id, ruth.id, now())
        await tell_backup(db, task.id, now=later, base_url="http://earshot.test")
        await let_go(db, task.id, now=later)
    assert len(await desk.mails()) == 1
    assert (await desk.interview()).status == "with_human"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nobody at Northwind could join"), ("de", "Northwind")]
)
async def test_when_nobody_comes_the_interviewer_says_so_once_and_the_task_stays_open(
    invite: Invite, desk: Desk, ruth: User, language: str, words: str
) -> None:
    async with Respondent.at(await invite(language=language)) as anna:
        await anna.agree()
        await anna.send("human", id="human")
        await anna.frame("status")
        await anna.send("say", id="w-1", text="Hello? Is anybody there?")
        await anna.until(lambda f: f["type"] == "ack" and f["id"] == "w-1")
        task = await desk.task()
        for _ in range(3):
            async with desk.database.workspace(task.workspace_id) as db:
                await let_go(db, task.id, now=task.created_at + timedelta(minutes=31))
        farewell = await anna.question()
        closed = await anna.frame("closed")
    stored = await desk.turns()
    assert words in farewell["text"]
    assert "{" not in farewell["text"]
    assert closed["reason"] == "handed_off"
    assert [row.note.get("move") for row in stored].count("nobody") == 1
    assert stored[-2].answered_by == stored[-1].seq
    assert ((await desk.task()).status, (await desk.interview()).status) == ("open", "closed")


async def test_a_respondent_who_stops_while_a_person_is_there_ends_it_and_the_task_stays(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
        await anna.send("stop", id="stop")
        closed = await anna.frame("closed")
    assert closed["reason"] == "stopped"
    assert (await desk.task()).status == "open"
    with pytest.raises(Conflict, match="has ended"):
        await desk.says(ruth, "Are you still there?")


async def test_a_csm_ends_it_once(invite: Invite, desk: Desk, ruth: User) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
        task = await desk.task()
        for _ in range(2):
            async with desk.database.workspace(task.workspace_id) as db:
                await end_by_csm(db, task.id, ruth, now())
        closed = await anna.frame("closed")
    assert closed["reason"] == "handed_off"
    assert (await desk.events()).count("interview.handed_off") == 1


async def test_who_comes_back_sees_what_was_said_meanwhile(invite: Invite, desk: Desk, ruth: User) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        await ask_for_a_person(anna)
    seq = await desk.says(ruth, "I have mended it, please look again.")
    async with Respondent.at(url, after=seq - 1) as anna:
        welcome = await anna.frame("welcome")
    assert (welcome["status"], welcome["person"]) == ("with_human", "Ruth Okonjo")
    assert [turn["text"] for turn in welcome["turns"]] == ["I have mended it, please look again."]


async def test_another_workspace_can_neither_claim_nor_write(
    invite: Invite, desk: Desk, database: Database, other_workspace: Workspace, ruth: User
) -> None:
    async with database.workspace(other_workspace.id) as db:
        eve = await add_user(db, other_workspace.id, "eve@fabrikam.example", name="Eve", role="admin")
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    for act in (
        lambda db: claim_task(db, task.id, eve.id, now()),
        lambda db: speak_as_csm(db, task.id, eve, client_id="m", text="Hello", now=now()),
        lambda db: end_by_csm(db, task.id, eve, now()),
        lambda db: close_task(db, task.id, code="answered", note=None, now=now()),
    ):
        with pytest.raises(NotFound):
            async with database.workspace(other_workspace.id) as db:
                await act(db)
    async with database.workspace(task.workspace_id) as db:
        with pytest.raises(NotFound, match="user"):
            await claim_task(db, task.id, eve.id, now())
    assert (await desk.task()).status == "open"


async def test_of_two_who_claim_one_has_it_until_it_is_taken_over(
    invite: Invite, desk: Desk, ruth: User, jonas: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    async with desk.database.workspace(task.workspace_id) as db:
        await claim_task(db, task.id, ruth.id, now())
        with pytest.raises(Conflict, match="Somebody else"):
            await claim_task(db, task.id, jonas.id, now())
        taken = await claim_task(db, task.id, jonas.id, now(), may_take_over=True)
    assert taken.assignee_id == jonas.id


async def test_a_task_is_closed_once_with_a_reason_of_the_list(
    invite: Invite, desk: Desk, ruth: User
) -> None:
    async with Respondent.at(await invite()) as anna:
        await ask_for_a_person(anna)
    task = await desk.task()
    async with desk.database.workspace(task.workspace_id) as db:
        with pytest.raises(Invalid, match="Choose from"):
            await close_task(db, task.id, code="asked_again", note=None, now=now())
        closed = await close_task(db, task.id, code="follow_up", note=" Called. ", now=now())
        with pytest.raises(Conflict):
            await close_task(db, task.id, code="answered", note=None, now=now())
    assert (closed.status, closed.reason_code, closed.note) == ("done", "follow_up", "Called.")


class PulledPlug(Exception):
    """The process dies here."""


async def test_a_crash_before_the_commit_calls_nobody_and_promises_nothing(
    database: Database, study: Study, ruth: User
) -> None:
    interview = await talk(database, study, ["Please, a person."], ended=None)
    with contextlib.suppress(PulledPlug):
        async with database.workspace(study.workspace_id) as db:
            await hand_off(db, interview.id, 1, "human", now=now(), base_url="http://earshot.test")
            raise PulledPlug
    async with database.workspace(study.workspace_id) as db:
        found = await interviews.interview(db, interview.id)
        counted = await rows(
            db,
            "SELECT (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM mails) AS mails,"
            " (SELECT count(*) FROM events WHERE type <> 'interview.started') AS events",
        )
    assert found is not None
    assert found.status == "open"
    assert counted == [{"tasks": 0, "mails": 0, "events": 0}]
