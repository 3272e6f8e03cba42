"""Tasks in the dashboard: taking one, writing into the chat with and without script, giving back, closing."""

from __future__ import annotations

import pytest

from app.database import Database
from app.queries import interviews, mails, tasks, turns
from app.queries.base import run
from app.tables import Interview, Mail, Task, TurnRow
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user


@pytest.fixture
async def live(database: Database, world: World) -> World:
    """The world's interview waits for a person."""
    async with database.workspace(world.workspace.id) as db:
        await run(
            db,
            "UPDATE interviews SET status = 'with_human', closed_reason = NULL, closed_at = NULL,"
            " last_seq = 3 WHERE id = %(id)s",
            id=world.interview.id,
        )
    return world


async def state(database: Database, world: World) -> tuple[Task, Interview, list[TurnRow]]:
    async with database.workspace(world.workspace.id) as db:
        task = await tasks.task(db, world.ids["task_id"])
        interview = await interviews.interview(db, world.interview.id)
        said = await turns.turns(db, world.interview.id)
    assert task is not None
    assert interview is not None
    return task, interview, said


def path(world: World, act: str = "") -> str:
    return f"/tasks/{world.ids['task_id']}{act}"


async def test_the_menu_counts_what_nobody_has_taken(admin: Browser, world: World) -> None:
    before = Page((await admin.get("/")).text).text
    await admin.post(path(world, "/claim"))
    after = Page((await admin.get("/")).text).text
    assert "Tasks1 waiting" in before
    assert "waiting" not in after


async def test_a_csm_takes_it_and_a_colleague_must_say_that_they_take_it_over(
    sign_in: SignIn, database: Database, world: World
) -> None:
    ana, jo = (
        await make_user(database, world.workspace, role="csm"),
        await make_user(database, world.workspace, role="csm"),
    )
    first, second = await sign_in(ana), await sign_in(jo)
    assert (await first.post(path(world, "/claim"))).status_code == 303
    assert (await second.post(path(world, "/claim"))).status_code == 409
    assert (await state(database, world))[0].assignee_id == ana.id
    assert (await second.post(path(world, "/claim"), over="yes")).status_code == 303
    assert (await state(database, world))[0].assignee_id == jo.id


async def test_a_plain_form_writes_once_however_often_it_is_sent(
    admin: Browser, database: Database, live: World
) -> None:
    for _ in range(2):
        answer = await admin.post(path(live, "/say"), name="m-1", text="Hello, Ana here.")
        assert answer.status_code == 303
    task, _, said = await state(database, live)
    assert [(row.speaker, row.text) for row in said[3:]] == [("csm", "Hello, Ana here.")]
    assert said[3].note["name"] == live.user.name
    assert (task.status, task.assignee_id) == ("claimed", live.user.id)
    assert "Hello, Ana here." in (await admin.get(path(live))).text


async def test_a_script_gets_the_conversation_and_an_empty_box(admin: Browser, live: World) -> None:
    answer = await admin.http.post(
        path(live, "/say"),
        data={"csrf": admin.csrf, "name": "m-1", "text": "Hello, Ana here."},
        headers={"hx-request": "true"},
    )
    page = Page(answer.text)
    assert "Hello, Ana here." in page.text
    assert "<html" not in answer.text
    assert {one.get("id") for one in page.every("form")} >= {"composer"}
    assert [one.get("id") for one in page.every("section")] == ["talk"]


async def test_what_came_too_late_is_handed_back(admin: Browser, world: World) -> None:
    answer = await admin.post(path(world, "/say"), name="m-1", text="Too late <b>now</b>")
    assert answer.status_code == 422
    assert "What you wrote was not sent" in answer.text
    assert "Too late &lt;b&gt;now&lt;/b&gt;" in answer.text


async def test_what_is_too_long_stays_in_the_box(admin: Browser, live: World) -> None:
    answer = await admin.post(path(live, "/say"), name="m-1", text="x" * 4_001)
    assert answer.status_code == 422
    assert "Write 1 to 4,000 characters." in answer.text
    assert "x" * 4_001 in answer.text


async def test_a_browser_that_is_up_to_date_gets_nothing(admin: Browser, live: World) -> None:
    page = Page((await admin.get(path(live))).text)
    ask = str(next(one["hx-get"] for one in page.every("section") if one.get("id") == "talk"))
    same = await admin.get(ask, headers={"hx-request": "true"})
    await admin.post(path(live, "/say"), name="m-1", text="Hello.")
    news = await admin.get(ask, headers={"hx-request": "true"})
    assert (same.status_code, news.status_code) == (204, 200)
    assert "Hello." in news.text
    assert 'id="acts"' in news.text  # who has it changed too


async def test_giving_back_opens_the_interview_and_ending_closes_it(
    admin: Browser, database: Database, live: World
) -> None:
    assert (await admin.post(path(live, "/give-back"), name="b-1")).status_code == 303
    _, interview, said = await state(database, live)
    assert (interview.status, said[3].action) == ("open", "give_back")
    assert (await admin.post(path(live, "/end"))).status_code == 409
    async with database.workspace(live.workspace.id) as db:
        await interviews.set_status(db, interview.id, "with_human")
    assert (await admin.post(path(live, "/end"))).status_code == 303
    _, interview, _ = await state(database, live)
    assert (interview.status, interview.closed_reason) == ("closed", "handed_off")


async def test_done_needs_an_outcome_and_says_it_afterwards(
    admin: Browser, database: Database, world: World
) -> None:
    refused = await admin.post(path(world, "/done"), code="", note="Called her.")
    assert refused.status_code == 422
    assert "Called her." in refused.text
    await admin.post(path(world, "/done"), code="follow_up", note="Called her.")
    shown = Page((await admin.get(path(world))).text).text
    assert "Taken up outside the chat" in shown
    assert "Called her." in shown
    assert (await state(database, world))[0].status == "done"


async def test_task_and_interview_lead_to_each_other(admin: Browser, world: World) -> None:
    interview = await admin.get(f"/interviews/{world.interview.id}")
    task = await admin.get(path(world))
    assert f'href="/tasks/{world.ids["task_id"]}"' in interview.text
    assert f'href="/interviews/{world.interview.id}"' in task.text


async def test_the_settings_of_a_hand_over_are_kept_and_wrong_ones_stay_in_the_form(
    admin: Browser, database: Database, world: World
) -> None:
    given = {"backup_minutes": "5", "nobody_minutes": "20", "wait_minutes": ""}
    wrong = await admin.post("/settings/hand-off", **{**given, "backup_minutes": "soon"})
    assert (wrong.status_code, "Write a whole number." in wrong.text, 'value="soon"' in wrong.text) == (
        422,
        True,
        True,
    )
    saved = await admin.post("/settings/hand-off", **given, first=[world.user.id])
    assert saved.status_code == 303
    page = Page((await admin.get("/settings/hand-off")).text)
    fields = {one.get("name"): one.get("value") for one in page.every("input")}
    ticked = [one.get("value") for one in page.every("input") if "checked" in one]
    assert (fields["backup_minutes"], fields["wait_minutes"], ticked) == ("5", "", [world.user.id])


async def test_mail_is_for_admins_and_can_be_sent_again(
    admin: Browser, sign_in: SignIn, database: Database, world: World
) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert (await csm.get("/settings/mail")).status_code == 403
    assert "A person, please." in (await admin.get("/settings/mail")).text
    assert (await admin.post(f"/settings/mail/{world.ids['mail_id']}/again")).status_code == 303
    async with database.workspace(world.workspace.id) as db:
        mail: Mail | None = await mails.mail(db, world.ids["mail_id"])
    assert mail is not None
    assert (mail.status, mail.attempts) == ("pending", 0)
