"""Writing a guide on its pages: drafted from a goal, checked, mended by a button, saved as a version."""

from __future__ import annotations

import html
import re

import pytest

from app.database import Database
from app.queries import guides
from app.tables import GuideVersion
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

FAULTY = """guide: exports-check  # mine
title: How you use exports
questions:
  - id: liking
    ask: Do you like the new exports?
    objective: what they make of the exports
    listen_for:
      - {id: result, about: what came of it}
"""
GOOD = FAULTY.replace("Do you like", "What do you think of")


def text_of(answer_text: str) -> str:
    """What stands in the editor."""
    found = re.search(r'<textarea class="code"[^>]*>(.*?)</textarea>', answer_text, re.S)
    assert found is not None
    return html.unescape(found[1])


def applies(answer_text: str) -> list[str]:
    """Names of the proposals that can be put in by a button."""
    buttons = Page(answer_text).every("button")
    return [str(one["value"]) for one in buttons if one.get("name") == "apply"]


async def newest(database: Database, world: World, name: str) -> GuideVersion | None:
    async with database.workspace(world.workspace.id) as db:
        row = await guides.guide_by_name(db, name)
        return await guides.newest_version(db, row.id) if row else None


async def test_from_a_goal_to_a_saved_guide(admin: Browser, database: Database, world: World) -> None:
    drafted = await admin.post(
        "/guides/draft", goal="find out why customers stop using exports", minutes="6", language="en"
    )
    assert drafted.status_code == 200
    assert "Nothing is saved yet" in drafted.text
    yaml = text_of(drafted.text)
    assert await newest(database, world, "why-customers-stop-using-exports") is None
    saved = await admin.post("/guides/new", yaml=yaml, do="save")
    assert saved.status_code == 303
    page = await admin.get(saved.headers["location"])
    assert "The guide is saved." in page.text
    assert "What did you do the last time you used exports?" in html.unescape(page.text)


async def test_a_proposal_is_put_into_the_text_and_the_rest_stays(admin: Browser) -> None:
    checked = await admin.post("/guides/new", yaml=FAULTY, do="check")
    assert "It can be answered by yes or no" in checked.text
    (key,) = applies(checked.text)
    mended = await admin.post("/guides/new", yaml=FAULTY, apply=key)
    text = text_of(mended.text)
    assert 'ask: "What do you think of the new exports?"' in text
    assert "# mine" in text
    assert applies(mended.text) == []
    assert "Nothing. Every question is open" in mended.text


async def test_a_proposal_for_a_text_that_has_changed_is_not_put_in(admin: Browser) -> None:
    (key,) = applies((await admin.post("/guides/new", yaml=FAULTY, do="check")).text)
    answer = await admin.post("/guides/new", yaml=GOOD, apply=key)
    assert "no longer fits" in answer.text
    assert text_of(answer.text) == GOOD


async def test_a_closed_question_is_not_saved_and_the_text_is_kept(
    admin: Browser, database: Database, world: World
) -> None:
    answer = await admin.post("/guides/new", yaml=FAULTY, do="save")
    assert answer.status_code == 422
    assert "Line 5" in answer.text
    assert text_of(answer.text) == FAULTY
    assert await newest(database, world, "exports-check") is None


@pytest.mark.parametrize(
    "yaml", ["", "guide: [", "a: &x 1\nb: *x", "- 1\n- 2", "x" * 100_001, "\x00", "guide: ñ\r\n"]
)
async def test_what_is_no_guide_is_shown_again_with_its_problems(admin: Browser, yaml: str) -> None:
    for pressed in ({"do": "save"}, {"do": "check"}, {"apply": "questions[0].ask|en|closed"}):
        answer = await admin.post("/guides/new", yaml=yaml, **pressed)
        assert answer.status_code in (200, 422)
        assert "problem" in answer.text


async def test_saving_a_guide_again_makes_its_next_version(
    admin: Browser, database: Database, world: World
) -> None:
    await admin.post("/guides/new", yaml=GOOD, do="save")
    first = await newest(database, world, "exports-check")
    assert first is not None
    text = text_of((await admin.get(f"/guides/{first.guide_id}/edit")).text)
    changed = text.replace("minutes: 8", "minutes: 9")
    answer = await admin.post(f"/guides/{first.guide_id}/versions", yaml=changed, do="save")
    assert answer.headers["location"] == f"/guides/{first.guide_id}?done=guide"
    second = await newest(database, world, "exports-check")
    assert second is not None
    assert (second.number, second.body["minutes"]) == (2, 9)


async def test_no_guide_is_overwritten_by_one_of_the_same_name(
    admin: Browser, database: Database, world: World
) -> None:
    await admin.post("/guides/new", yaml=GOOD, do="save")
    answer = await admin.post("/guides/new", yaml=GOOD.replace("new exports", "old exports"), do="save")
    assert answer.status_code == 422
    assert "is the name of another guide already" in answer.text
    kept = await newest(database, world, "exports-check")
    assert kept is not None
    assert kept.number == 1


async def test_a_template_can_be_the_beginning(admin: Browser) -> None:
    text = text_of((await admin.get("/guides/new?template=cancellation")).text)
    assert "guide: cancellation" in text
    unknown = text_of((await admin.get("/guides/new?template=../../etc/passwd")).text)
    assert unknown.startswith("guide: my-guide")


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("goal", {"goal": " ", "minutes": "8", "language": "en"}),
        ("minutes", {"goal": "why", "minutes": "ten", "language": "en"}),
        ("minutes", {"goal": "why", "minutes": "²", "language": "en"}),
        ("language", {"goal": "why", "minutes": "8", "language": "xx"}),
    ],
)
async def test_a_draft_that_cannot_be_made_says_which_field(
    admin: Browser, field: str, given: dict[str, str]
) -> None:
    answer = await admin.post("/guides/draft", **given)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-more"><span class="field-error">', answer.text)


async def test_a_csm_writes_guides_too(sign_in: SignIn, database: Database, world: World) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert (await csm.post("/guides/new", yaml=GOOD, do="save")).status_code == 303


async def test_the_guides_page_shows_what_could_be_better(
    admin: Browser, database: Database, world: World
) -> None:
    jargon = GOOD.replace("What do you think of the new exports?", "How did onboarding go?")
    saved = await admin.post("/guides/new", yaml=jargon, do="save")
    page = html.unescape((await admin.get(saved.headers["location"])).text)
    assert "1 thing could be better" in page
    assert "How did getting started go?" in page


async def test_hostile_words_stay_words_in_the_editor(admin: Browser) -> None:
    hostile = "</textarea><script>alert(1)</script>"
    answer = await admin.post("/guides/new", yaml=FAULTY.replace("the new exports", hostile), do="check")
    assert "<script>alert" not in answer.text
    assert hostile in text_of(answer.text)
