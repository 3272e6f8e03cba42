"""What a CSM can do on the pages, and what each action leaves behind."""

from __future__ import annotations

import re

import pytest

from app.database import Database
from app.queries import deliveries, studies, workspaces
from app.queries.base import value
from app.tables import Workspace
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

CLOSED = """guide: why
title: Why you stay
questions:
  - id: value
    ask: Do you like it?
    objective: what they value
    lissen_for: []
"""


async def test_a_study_opens_from_a_template_and_is_found_by_its_link(
    admin: Browser, database: Database, world: World
) -> None:
    answer = await admin.post("/studies/new", guide="cancellation", title="Why they left")
    assert answer.status_code == 303
    page = await admin.get(answer.headers["location"])
    assert "Why they left" in page.text
    study_id = re.findall(r"/studies/(stu_\w+)", answer.headers["location"])[0]
    async with database.workspace(world.workspace.id) as db:
        study = await studies.study(db, study_id)
    assert study is not None
    assert f"http://earshot.test/s/{study.slug}" in page.text


async def test_a_faulty_guide_is_shown_again_with_each_problem_on_its_line(
    admin: Browser, database: Database, world: World
) -> None:
    answer = await admin.post("/studies/new", guide="own", yaml=CLOSED, title="Kept")
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Line 5" in page.text
    assert "Line 7" in page.text
    assert CLOSED.strip() in page.text
    assert "Kept" in {one.get("value") for one in page.every("input")}
    async with database.workspace(world.workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM guides WHERE name = 'why'") == 0


async def test_a_refused_study_leaves_no_guide_behind(
    admin: Browser, database: Database, world: World
) -> None:
    yaml = CLOSED.replace("Do you like it?", "What do you like?").replace("    lissen_for: []\n", "")
    answer = await admin.post("/studies/new", guide="own", yaml=yaml, language="fr")
    assert answer.status_code == 422
    assert "does not carry that language" in answer.text
    async with database.workspace(world.workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM guides WHERE name = 'why'") == 0
    assert (await admin.post("/studies/new", guide="own", yaml=yaml)).status_code == 303


@pytest.mark.parametrize("guide", ["", "nope", "../../etc/passwd", "a\nb"])
async def test_an_unknown_guide_is_told(admin: Browser, guide: str) -> None:
    answer = await admin.post("/studies/new", guide=guide)
    assert answer.status_code == 422
    assert "no guide or template of that name" in answer.text


async def test_analysing_again_queues_one_job(admin: Browser, database: Database, world: World) -> None:
    for _ in range(2):
        answer = await admin.post(f"/studies/{world.study.id}/analysis")
        assert answer.status_code == 303
    assert "being analysed again" in (await admin.get(answer.headers["location"])).text
    async with database.system() as db:
        waiting = await value(
            db,
            "SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = %(lane)s AND status = 'todo'",
            lane=f"analyse/{world.study.id}",
        )
    assert waiting == 1


async def test_an_endpoint_is_added_and_its_secret_shown_once(
    admin: Browser, database: Database, world: World
) -> None:
    answer = await admin.post(
        "/webhooks", url="http://127.0.0.1:8099/hook", events=["insight.created"], thin="on"
    )
    assert answer.status_code == 200
    async with database.workspace(world.workspace.id) as db:
        row = (await deliveries.webhooks(db, limit=1)).items[0]
    assert row.is_thin
    assert row.events == ["insight.created"]
    assert row.secrets[0] in answer.text
    assert row.secrets[0] not in (await admin.get("/webhooks")).text


@pytest.mark.parametrize(
    "url", ["", "ftp://example.com/x", "http://10.0.0.1/x", "https://user:pw@example.com/", "nonsense"]
)
async def test_a_refused_address_is_told_at_its_field_and_kept(admin: Browser, url: str) -> None:
    answer = await admin.post("/webhooks", url=url, description="Warehouse")
    assert answer.status_code == 422
    page = Page(answer.text)
    field = next(one for one in page.every("input") if one.get("name") == "url")
    assert field.get("aria-invalid") == "true"
    assert field.get("value") == url


async def test_an_endpoint_is_tested_rotated_switched_and_deleted(
    admin: Browser, database: Database, world: World
) -> None:
    base = f"/webhooks/{world.webhook.id}"
    tested = await admin.post(f"{base}/test")
    assert "webhook.test" in (await admin.get(tested.headers["location"])).text
    rotated = await admin.post(f"{base}/rotate")
    async with database.workspace(world.workspace.id) as db:
        row = await deliveries.webhook(db, world.webhook.id)
    assert row is not None
    assert row.secrets[1] == world.webhook.secrets[0]
    assert row.secrets[0] in rotated.text
    assert (await admin.post(f"{base}/disable")).status_code == 303
    assert "Switched off by Ana" in (await admin.get("/webhooks")).text
    assert (await admin.post(f"{base}/enable")).status_code == 303
    assert (await admin.post(f"{base}/delete")).status_code == 303
    assert world.webhook.url not in (await admin.get("/webhooks")).text


async def test_a_delivery_is_sent_again(admin: Browser, database: Database, world: World) -> None:
    page = await admin.get(f"/deliveries/{world.delivery.id}")
    assert "refused" in page.text
    assert (await admin.post(f"/deliveries/{world.delivery.id}/replay")).status_code == 303
    async with database.workspace(world.workspace.id) as db:
        row = await deliveries.delivery(db, world.delivery.id)
    assert row is not None
    assert (row.status, row.attempts) == ("pending", 0)


async def test_an_api_key_works_and_is_shown_once(admin: Browser, world: World) -> None:
    answer = await admin.post("/settings/keys", key_name="CI")
    secret = re.findall(r"ek_[0-9a-z]{32}", answer.text)[0]
    bearer = {"authorization": f"Bearer {secret}"}
    assert (await admin.get("/api/v1/studies", headers=bearer)).status_code == 200
    listed = (await admin.get("/settings")).text
    assert secret not in listed
    assert f"{secret[:8]}…" in listed
    assert (await admin.post(f"/settings/keys/{world.ids['key_id']}/revoke")).status_code == 303
    assert (await admin.post(f"/settings/keys/{world.ids['key_id']}/revoke")).status_code == 404


async def test_a_colleague_is_added_with_a_link_that_lets_them_in(admin: Browser) -> None:
    answer = await admin.post("/settings/users", email="new.colleague@example.com", user_name="Nora")
    link = re.findall(r"http://earshot\.test/sign-in/[0-9a-z]{32}", answer.text)[0]
    again = await admin.post("/settings/users", email="New.Colleague@example.com")
    assert again.status_code == 422
    assert "is here already" in again.text
    assert link not in (await admin.get("/settings")).text
    assert (await admin.http.get(link)).status_code == 200


async def test_an_admin_cannot_shut_themselves_out(admin: Browser, world: World) -> None:
    answer = await admin.post(f"/settings/users/{world.user.id}/disable")
    assert answer.status_code == 409


async def test_a_colleague_is_shut_out_and_let_in(
    admin: Browser, sign_in: SignIn, database: Database, world: World
) -> None:
    colleague = await make_user(database, world.workspace, role="csm")
    browser = await sign_in(colleague)
    await admin.post(f"/settings/users/{colleague.id}/disable")
    assert (await browser.get("/")).status_code == 303
    await admin.post(f"/settings/users/{colleague.id}/enable")
    async with database.workspace(world.workspace.id) as db:
        row = await workspaces.user(db, colleague.id)
    assert row is not None
    assert row.disabled_at is None


async def test_names_are_saved_and_empty_ones_told(admin: Browser) -> None:
    refused = await admin.post("/settings/names", name="Ours", sponsor=" ", product="Desk")
    assert refused.status_code == 422
    assert "needs 1 to 120 characters" in refused.text
    saved = await admin.post("/settings/names", name="Ours", sponsor="Northwind", product="Desk")
    assert "Ours" in (await admin.get(saved.headers["location"])).text


async def test_a_csm_sees_no_settings_but_their_profile(
    sign_in: SignIn, database: Database, workspace: Workspace
) -> None:
    csm = await sign_in(await make_user(database, workspace, role="csm"))
    assert (await csm.get("/settings")).headers["location"] == "/settings/profile"
    assert "New API key" not in (await csm.get("/settings/profile")).text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "Open your first study"),
        ("/studies", "No studies yet"),
        ("/interviews", "No interviews yet"),
        ("/interviews?status=open", "No interview fits"),
        ("/accounts", "No accounts yet"),
        ("/guides", "No guides yet"),
        ("/webhooks", "No endpoints yet"),
        ("/deliveries", "Nothing sent yet"),
        ("/settings", "No keys yet"),
    ],
)
async def test_an_empty_page_says_what_to_do(
    sign_in: SignIn, database: Database, workspace: Workspace, path: str, told: str
) -> None:
    admin = await sign_in(await make_user(database, workspace))
    assert told in (await admin.get(path)).text


async def test_status_filter_keeps_what_fits(admin: Browser, world: World) -> None:
    fitting = await admin.get(f"/interviews?study={world.study.id}&status=completed")
    other = await admin.get(f"/interviews?study={world.study.id}&status=stopped")
    assert world.interview.id in fitting.text
    assert world.interview.id not in other.text
    chosen = [one.get("value") for one in Page(fitting.text).every("option") if "selected" in one]
    assert chosen == [world.study.id, "completed"]
