"""Silence, pauses, coming back, running out; and one interview for each person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from app import ids
from app.database import Database
from app.kit import Kit
from app.queries import interviews, workspaces
from app.queries.base import insert, run
from app.services.create_study import Terms, create_study
from app.services.keep_company import nudge_idle, pause
from app.services.save_guide import read_guide, save_guide
from app.services.start_interview import AlreadyAnswered, start_interview
from app.tables import Account, Contact, Interview, Study, Workspace
from app.tables.base import now
from tests.app.respondent import Respondent
from tests.app.talks import talk

Invite = Callable[..., Awaitable[str]]
IDLE = timedelta(minutes=30)


async def reread(database: Database, interview: Interview) -> Interview:
    async with database.workspace(interview.workspace_id) as db:
        found = await interviews.interview(db, interview.id)
    assert found is not None
    return found


async def open_talk(database: Database, study: Study, answers: int = 1) -> Interview:
    """An interview whose last word is the interviewer's."""
    made = await talk(database, study, ["We wanted faster reports."] * answers, ended=None)
    return await reread(database, made)


async def look(database: Database, interview: Interview, at: datetime) -> None:
    """What the sweep does about silence."""
    async with database.workspace(interview.workspace_id) as db:
        for silent in await interviews.silent(db, at):
            await pause(db, silent)


async def test_a_silence_gets_one_kind_word_and_the_next_silence_another(
    database: Database, study: Study
) -> None:
    interview = await open_talk(database, study)
    began = interview.last_turn_at or now()
    said = []
    for minutes in (29, 31, 32, 59):
        async with database.workspace(study.workspace_id) as db:
            said.append(await nudge_idle(db, interview.id, began + timedelta(minutes=minutes)))
    async with database.workspace(study.workspace_id) as db:
        await interviews.next_seq(db, interview.id, began + timedelta(minutes=60))
        said.append(await nudge_idle(db, interview.id, began + timedelta(minutes=91)))
    assert [text is not None for text in said] == [False, True, False, False, True]
    assert (await reread(database, interview)).last_seq == interview.last_seq + 1


async def test_nobody_is_hurried_while_the_interviewer_owes_an_answer(
    database: Database, study: Study
) -> None:
    interview = await open_talk(database, study)
    async with database.workspace(study.workspace_id) as db:
        await run(db, "UPDATE turns SET answered_by = NULL WHERE interview_id = %(id)s", id=interview.id)
        assert await nudge_idle(db, interview.id, now() + 2 * IDLE) is None
    await look(database, interview, now() + 3 * IDLE)
    assert (await reread(database, interview)).status == "open"


async def test_the_word_reaches_an_open_page_and_is_no_turn(
    invite: Invite, kit: Kit, database: Database, study: Study
) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        opening = await anna.agree()
    async with database.workspace(study.workspace_id) as db:
        await run(
            db,
            "UPDATE interviews SET last_turn_at = now() - interval '31 minutes',"
            " seen_at = now() - interval '31 minutes' WHERE study_id = %(id)s",
            id=study.id,
        )
    async with Respondent.at(url, after=opening["seq"]) as anna:
        nudge = await anna.frame("nudge")
    async with Respondent.at(url) as anna:
        welcome = await anna.frame("welcome")
    assert "Take your time" in nudge["text"]
    assert [turn["seq"] for turn in welcome["turns"]] == [1]


async def test_after_twice_as_long_it_pauses_and_coming_back_opens_it(
    invite: Invite, database: Database, study: Study
) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        await anna.agree()
    async with database.workspace(study.workspace_id) as db:
        (interview,) = (await interviews.interviews(db, limit=2)).items
    await look(database, interview, now() + timedelta(minutes=59))
    early = (await reread(database, interview)).status
    await look(database, interview, now() + timedelta(minutes=62))
    paused = (await reread(database, interview)).status
    async with Respondent.at(url) as anna:
        welcome = await anna.frame("welcome")
        reply = await anna.say("We wanted one list of renewals for the whole team.")
        frame = next(f for f in anna.seen if f["type"] == "status")
    assert (early, paused, welcome["status"], frame["status"]) == ("open", "paused", "paused", "open")
    assert reply["seq"] == 3
    assert (await reread(database, interview)).status == "open"


async def test_an_open_page_hears_of_the_pause_and_the_next_answer_ends_it(
    invite: Invite, database: Database, study: Study
) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        async with database.workspace(study.workspace_id) as db:
            (interview,) = (await interviews.interviews(db, limit=2)).items
        await look(database, interview, now() + timedelta(minutes=62))
        paused = await anna.frame("status")
        await anna.say("We wanted one list of renewals for the team.")
    assert paused["status"] == "paused"
    assert (await reread(database, interview)).status == "open"


async def test_what_happens_meanwhile_keeps_it_open(database: Database, study: Study) -> None:
    interview = await open_talk(database, study)
    async with database.workspace(study.workspace_id) as db:
        (found,) = await interviews.silent(db, now() + 3 * IDLE)
        await interviews.next_seq(db, interview.id, now())
        await pause(db, found)
    assert (await reread(database, interview)).status == "open"


async def test_a_link_works_for_the_studys_days_after_the_last_turn(
    database: Database, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide("post-onboarding"))
        study = await create_study(db, workspace.id, version, terms=Terms(resume_days=3))
    interview = await open_talk(database, study)
    assert interview.last_turn_at is not None
    assert interview.expires_at - interview.last_turn_at == timedelta(days=3)


# --- one person, one interview ---


@pytest.fixture
async def mara(database: Database, workspace: Workspace) -> Contact:
    account = Account(id=ids.new("acc"), workspace_id=workspace.id, name="Bramble")
    contact = Contact(
        id=ids.new("con"), workspace_id=workspace.id, account_id=account.id, name="Mara", email="m@b.example"
    )
    async with database.workspace(workspace.id) as db:
        await insert(db, account)
        return await insert(db, contact)


async def start(database: Database, study: Study, **options: Any) -> tuple[str, bool]:
    async with database.workspace(study.workspace_id) as db:
        started = await start_interview(db, study, now(), **options)
    return started.interview.id, started.is_new


@pytest.mark.parametrize("who", ["contact_id", "subject", "known_token"])
async def test_a_second_start_leads_to_the_running_one_and_an_ended_one_says_so(
    database: Database, study: Study, mara: Contact, who: str
) -> None:
    first = await open_talk(database, study)
    named = {"contact_id": mara.id, "subject": "abc", "known_token": first.token}
    async with database.workspace(study.workspace_id) as db:
        await run(
            db,
            "UPDATE interviews SET contact_id = %(contact)s, subject = 'abc' WHERE id = %(id)s",
            contact=mara.id,
            id=first.id,
        )
    assert await start(database, study, **{who: named[who]}) == (first.id, False)
    async with database.workspace(study.workspace_id) as db:
        await interviews.close(db, first.id, "completed", now())
    with pytest.raises(AlreadyAnswered):
        await start(database, study, **{who: named[who]})


async def test_a_link_that_ran_out_unused_counts_for_nothing(
    database: Database, study: Study, mara: Contact
) -> None:
    first, _ = await start(database, study, contact_id=mara.id)
    async with database.workspace(study.workspace_id) as db:
        await interviews.close(db, first, "expired", now())
    second, is_new = await start(database, study, contact_id=mara.id)
    assert is_new
    assert second != first


async def test_strangers_are_not_each_other(database: Database, study: Study) -> None:
    made = {await start(database, study) for _ in range(2)}
    made.add(await start(database, study, known_token="no-such-token"))
    made.add(await start(database, study, subject="one"))
    made.add(await start(database, study, subject="two"))
    assert len(made) == 5
    assert all(is_new for _, is_new in made)


async def test_a_study_may_let_people_answer_again(
    database: Database, workspace: Workspace, mara: Contact
) -> None:
    async with database.workspace(workspace.id) as db:
        version = await save_guide(db, workspace.id, read_guide("post-onboarding"))
        study = await create_study(db, workspace.id, version, terms=Terms(allow_repeat=True))
    made = {await start(database, study, contact_id=mara.id) for _ in range(2)}
    assert len(made) == 2


async def test_the_api_gives_the_running_interview_then_says_that_it_is_over(
    api: httpx.AsyncClient, database: Database, study: Study, mara: Contact
) -> None:
    path = f"/api/v1/studies/{study.id}/interviews"
    answers = [await api.post(path, json={"contact": mara.id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    async with database.workspace(study.workspace_id) as db:
        await interviews.next_seq(db, answers[0].json()["id"], now())
        await interviews.close(db, answers[0].json()["id"], "completed", now())
    over = await api.post(path, json={"contact": mara.id})
    assert (over.status_code, over.json()["detail"]) == (409, "This person has answered this study already.")


async def test_the_page_leads_a_browser_back_and_thanks_one_that_has_answered(
    client: httpx.AsyncClient, database: Database, study: Study
) -> None:
    path = f"/s/{study.slug}/start"
    first = await client.post(path, data={"known": ""})
    token = first.headers["location"].rsplit("/", 1)[-1]
    again = await client.post(path, data={"known": token})
    async with database.workspace(study.workspace_id) as db:
        interview = await interviews.by_token(db, token)
        assert interview is not None
        await interviews.next_seq(db, interview.id, now())
        await interviews.close(db, interview.id, "completed", now())
    over = await client.post(path, data={"known": token}, headers={"accept": "text/html"})
    program = await client.post(path, json={"known": token})
    assert again.headers["location"] == first.headers["location"]
    assert (over.status_code, "You have already answered" in over.text) == (409, True)
    assert program.status_code == 409


async def test_a_signed_visitor_without_a_contact_is_known_again(
    client: httpx.AsyncClient, database: Database, workspace: Workspace, study: Study
) -> None:
    secret = ids.token()
    async with database.workspace(workspace.id) as db:
        await workspaces.set_identity_secret(db, workspace.id, secret)
    soon = int(now().timestamp()) + 600

    async def visit(person: str) -> str:
        claims = {"aud": study.slug, "exp": soon, "sub": person}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
        answer = await client.post(f"/s/{study.slug}/start", json={"identity": token})
        return str(answer.json()["id"])

    assert await visit("user-7") == await visit("user-7")
    assert await visit("user-7") != await visit("user-8")
