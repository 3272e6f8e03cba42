"""Statements that were found, and answers made of them, as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.pages.links import spot
from app.pages.quotes import who
from app.pages.wording import counted, tone
from app.queries.search import Found
from app.services.ask_statements import Group, Reply


@dataclass(frozen=True)
class Piece:
    """Some text, marked where it is what was searched for."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class FoundLine:
    """A statement with who said it, where, and on what; `href` leads to the spot in the transcript."""

    pieces: tuple[Piece, ...]
    who: str
    tone: str
    href: str
    theme: str | None
    theme_href: str
    study: str
    study_href: str
    said_at: datetime
    is_synthetic: bool


@dataclass(frozen=True)
class ToldLine:
    """A model's sentence, and the ways to what it rests on."""

    text: str
    hrefs: tuple[str, ...]


@dataclass(frozen=True)
class ToldGroup:
    """What was said on one theme; `label` is empty for the rest, `more` says what is not shown."""

    label: str
    href: str
    people: str
    quotes: tuple[FoundLine, ...]
    more: str


@dataclass(frozen=True)
class Answer:
    """An answer as a page shows it."""

    lead: str
    prose: tuple[ToldLine, ...]
    groups: tuple[ToldGroup, ...]
    notes: tuple[str, ...]


def found_line(line: Found, marks: Sequence[tuple[int, int]] = ()) -> FoundLine:
    return FoundLine(
        pieces=pieces(line.text, marks),
        who=who(line.contact, line.role, line.account),
        tone=tone(line.sentiment),
        href=_spot(line),
        theme=line.theme,
        theme_href=f"/studies/{line.study_id}/themes/{line.theme_id}",
        study=line.study,
        study_href=f"/studies/{line.study_id}",
        said_at=line.created_at,
        is_synthetic=line.is_synthetic,
    )


def pieces(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """The text cut at its marks, [start, end) in order; put together the pieces are the text."""
    cut, at = [], 0
    for start, end in marks:
        cut += [Piece(text[at:start], is_marked=False), Piece(text[start:end], is_marked=True)]
        at = end
    cut.append(Piece(text[at:], is_marked=False))
    return tuple(piece for piece in cut if piece.text)


def answer(reply: Reply) -> Answer:
    prose = tuple(
        ToldLine(line.text, tuple(_spot(hit.line) for hit in line.evidence)) for line in reply.prose
    )
    return Answer(reply.lead, prose, tuple(_group(group) for group in reply.groups), reply.notes)


def _group(group: Group) -> ToldGroup:
    hidden = group.statements - len(group.quotes)
    where = f" in {counted(group.accounts, 'account')}" if group.accounts else ""
    return ToldGroup(
        label=group.theme or "",
        href=f"/studies/{group.study_id}/themes/{group.theme_id}" if group.theme_id else "",
        people=counted(group.people, "person", "people") + where,
        quotes=tuple(found_line(hit.line, hit.marks) for hit in group.quotes),
        more=f"and {counted(hidden, 'more statement')}" if hidden > 0 else "",
    )


def _spot(line: Found) -> str:
    return spot(line.interview_id, line.turn, line.start_offset, line.end_offset)
