"""What an account's people say, its business review, and how far a workspace is, as pages."""

from __future__ import annotations

import io

import docx
import pytest

from app.database import Database
from app.pages.templating import environment
from app.pages.voices import panel
from app.queries import insights
from app.services.hear_accounts import hear
from app.tables import Workspace
from app.tables.base import now
from tests.pages.browser import Browser
from tests.pages.world import World


@pytest.fixture
async def heard(database: Database, workspace: Workspace, world: World) -> World:
    """A world whose interview is known of its account."""
    async with database.system() as db:
        await db.execute("UPDATE workspaces SET is_synthetic = true WHERE id = %s", [workspace.id])
    async with database.workspace(workspace.id) as db:
        assert await hear(db, world.interview.id, now())
    return world


async def test_the_panel_shows_who_said_what_with_the_way_to_the_words(
    database: Database, workspace: Workspace, heard: World
) -> None:
    async with database.workspace(workspace.id) as db:
        view = await panel(db, heard.account, now())
        tags = await insights.tags_of(db, heard.interview.id)
    html = environment().get_template("accounts/_view.html").render(view=view)
    assert view.heard == 1
    assert f'href="/accounts/{heard.account.id}/qbr"' in html
    assert {tag.kind for tag in tags} | {"sentiment"} == {subject.kind for subject in view.subjects}
    for subject in view.subjects:
        for speaker in subject.speakers:
            assert speaker.name in html
            assert all(words.text in html for words in speaker.quotes)


async def test_an_account_nobody_was_heard_at_says_so(
    database: Database, workspace: Workspace, world: World
) -> None:
    async with database.workspace(workspace.id) as db:
        view = await panel(db, world.account, now())
    assert "Nobody of theirs was heard yet." in environment().get_template("accounts/_view.html").render(
        view=view
    )


async def test_a_review_is_read_and_taken_along(admin: Browser, heard: World) -> None:
    path = f"/accounts/{heard.account.id}/qbr"
    page = await admin.get(f"{path}?months=6")
    assert page.status_code == 200
    assert "Bramble" in page.text
    for part in ("usage", "support", "gaps", "said", "plans", "proposals", "risks"):
        assert f'id="{part}"' in page.text
    assert '<input type="hidden" name="months" value="6">' in page.text
    word = await admin.post(path, months="6", file="docx")
    assert "attachment" in word.headers["content-disposition"]
    assert docx.Document(io.BytesIO(word.content)).paragraphs[0].text.startswith("Business review: Bramble")
    text = await admin.post(path, file="md")
    assert text.text.startswith("# Business review: Bramble")


@pytest.mark.parametrize("wrong", [{"file": "pdf"}, {"months": "7"}, {"months": "many"}])
async def test_a_review_that_is_not_offered_is_refused(
    admin: Browser, world: World, wrong: dict[str, str]
) -> None:
    answer = await admin.post(f"/accounts/{world.account.id}/qbr", **wrong)
    assert answer.status_code == 422


async def test_there_is_no_review_of_nobody(admin: Browser) -> None:
    assert (await admin.get("/accounts/acc_none/qbr")).status_code == 404
    assert (await admin.post("/accounts/acc_none/qbr", file="md")).status_code == 404


async def test_readiness_says_what_comes_next_and_settings_lead_there(admin: Browser, world: World) -> None:
    assert 'href="/readiness"' in (await admin.get("/settings")).text
    page = (await admin.get("/readiness")).text
    assert page.count('class="badge tone-mixed">not yet') == 4
    assert "List the systems that touch customers" in page
    for part in ("next", "journey", "touchpoints", "stage", "alarms", "data", "conversation"):
        assert f'id="{part}"' in page
