"""A quote's link marks exactly its slice, counted in code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database import Database
from app.pages.links import spot
from app.pages.marking import Mark, Span, cut, read_mark
from app.tables import Workspace
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import ANSWER, FIRST, SECOND, World, make_world


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span], Mark]:
    text = draw(st.text(min_size=1, max_size=60))
    edges = draw(st.lists(st.integers(0, len(text)), max_size=8))
    pairs = zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    spans = [Span(f"s{start}", start, end, "neutral") for start, end in pairs if start < end]
    start = draw(st.integers(0, len(text) - 1))
    return text, spans, Mark(2, start, draw(st.integers(start + 1, len(text))))


@given(marked_texts())
def test_pieces_are_the_text_and_the_marked_ones_the_slice(case: tuple[str, list[Span], Mark]) -> None:
    text, spans, mark = case
    runs = cut(text, spans, mark)
    assert "".join(piece.text for run in runs for piece in run.pieces) == text
    marked = [run for run in runs if run.is_marked]
    assert len(marked) == 1
    assert "".join(piece.text for piece in marked[0].pieces) == text[mark.start : mark.end]
    for span in spans:
        own = [piece for run in runs for piece in run.pieces if piece.span == span]
        assert "".join(piece.text for piece in own) == text[span.start : span.end]
        assert [piece.is_first for piece in own] == [True] + [False] * (len(own) - 1)


@pytest.mark.parametrize(
    "given",
    [None, "", "2", "2:3", "2:5-3", "2:3-3", "-1:0-2", "2:0-9999999999", "a:b-c", "2:0-3 ", "²:0-1"],
)
def test_an_address_that_makes_no_sense_marks_nothing(given: str | None) -> None:
    assert read_mark(given) is None


@pytest.mark.parametrize(("start", "end"), [FIRST, SECOND, (0, 1), (0, 2), (10, 40), (0, len(ANSWER))])
async def test_the_page_marks_exactly_the_slice(admin: Browser, world: World, start: int, end: int) -> None:
    page = Page((await admin.get(spot(world.interview.id, 2, start, end).split("#")[0])).text)
    assert page.marks == [ANSWER[start:end]]
    assert ANSWER in page.text


@pytest.mark.parametrize("mark", ["2:0-999", "1:0-999", "9:0-3", "nonsense"])
async def test_a_mark_outside_the_transcript_marks_nothing(admin: Browser, world: World, mark: str) -> None:
    page = Page((await admin.get(f"/interviews/{world.interview.id}?mark={mark}")).text)
    assert page.marks == []


async def test_every_quote_on_a_page_leads_to_its_own_words(
    database: Database, workspace: Workspace, sign_in: SignIn
) -> None:
    world = await make_world(database, workspace)
    admin = await sign_in(world.user)
    theme = Page((await admin.get(f"/studies/{world.study.id}/themes/{world.theme.id}")).text)
    links = [str(one["href"]) for one in theme.every("a") if "mark=" in str(one.get("href"))]
    assert len(links) == 2
    quoted = {Page((await admin.get(link.split("#")[0])).text).marks[0] for link in links}
    assert quoted == {ANSWER[slice(*FIRST)], ANSWER[slice(*SECOND)]}
