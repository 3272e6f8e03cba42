"""The search page: what is found, what is asked, and what it says when there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.database import Database
from app.kit import Kit
from app.models import model_line
from app.pages.found import pieces
from app.settings import Settings
from app.tables import Workspace
from integrations.fakes.model_server import MODEL, ModelServer
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user


def plain(html: str) -> str:
    return " ".join(Page(html).text.replace("\N{NO-BREAK SPACE}", " ").split())


async def shown(browser: Browser, path: str, status: int = 200) -> str:
    answer = await browser.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


async def test_without_a_word_the_newest_statements_show_with_their_study_and_theme(
    admin: Browser, world: World
) -> None:
    page = await shown(admin, "/search")
    assert "Newest first." in plain(page)
    assert "Importing took two weeks" in plain(page)
    assert f'href="/studies/{world.study.id}/themes/{world.theme.id}"' in page


async def test_what_is_found_is_marked_and_leads_to_the_transcript(admin: Browser, world: World) -> None:
    page = await shown(admin, "/search?q=importing")
    assert Page(page).marks == ["Importing"]
    assert f'href="/interviews/{world.interview.id}?mark=2:2-27#turn-2"' in page
    assert "1 statement found by words alone" in plain(page)


async def test_a_question_is_answered_with_people_and_quotes(admin: Browser, world: World) -> None:
    page = await shown(admin, "/search?q=importing&ask=1")
    assert "1 person in 1 account spoke of this; 1 negative." in plain(page)
    assert "Slow import" in plain(page)
    assert "Put it into sentences" not in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=xylophone", "Nothing foundTry other words."),
        ("q=importing&feeling=positive", "Nothing foundTry other words, or fewer filters."),
        ("feeling=positive", "Nothing found"),
        ("q=xylophone&ask=1", "Nobody has spoken of this"),
    ],
)
async def test_nothing_found_says_what_to_try(admin: Browser, query: str, sentence: str) -> None:
    assert sentence in plain(await shown(admin, f"/search?{query}"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=%3F%3F", "Say what to search for."),
        ("q=" + "x" * 401, "Search for 400 characters at most."),
        ("since=tomorrow", "Write a day as 2026-11-22."),
        ("q=importing&next=nonsense", "next must be a cursor from a previous page."),
    ],
)
async def test_what_cannot_be_searched_for_is_said_beside_the_form(
    admin: Browser, query: str, sentence: str
) -> None:
    assert sentence in plain(await shown(admin, f"/search?{query}", 422))


@pytest.mark.parametrize(
    "query", ["feeling=joy&intent=x&moment=y", "study=nobody", "theme=nobody&account=nobody", "language=zz"]
)
async def test_filters_that_name_nothing_break_nothing(admin: Browser, query: str) -> None:
    await shown(admin, f"/search?{query}")


async def test_an_empty_workspace_says_when_there_will_be_something(
    sign_in: SignIn, database: Database, other_workspace: Workspace
) -> None:
    browser = await sign_in(await make_user(database, other_workspace))
    assert "Nothing to search yet" in plain(await shown(browser, "/search"))


async def test_a_model_is_asked_by_a_button_and_what_it_invents_is_left_out(
    app: FastAPI, kit: Kit, admin: Browser, world: World
) -> None:
    async with ModelServer() as server:
        server.fault = "invent"
        settings = Settings(
            home=kit.settings.home,
            model_base_url=server.base_url,
            model_api_key=SecretStr("sk-test"),
            model_name=MODEL,
        )
        app.state.kit = replace(kit, settings=settings, models=model_line(settings))
        assert "Put it into sentences" in await shown(admin, "/search?q=importing&ask=1")
        assert not server.requests
        answer = await admin.post("/search", q="importing")
        assert server.requests
    assert answer.status_code == 200
    assert "1 person in 1 account spoke of this" in plain(answer.text)
    assert 'class="cite"' not in answer.text


@given(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=6, unique=True))
def test_pieces_put_together_are_the_text(text: str, edges: list[int]) -> None:
    places = sorted(edge for edge in edges if edge <= len(text))
    marks = list(zip(places[::2], places[1::2], strict=False))
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.is_marked] == [text[start:end] for start, end in marks]
