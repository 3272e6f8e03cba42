"""The plays a workspace has: shipped and its own, on and off, with drafts and what speaks against a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.database import Db
from app.errors import NotFound
from app.queries import guides, play_lists, policies
from app.services.policy_book import book
from app.success.plays.play import read, shipped
from app.success.plays.playbooks import sprawl
from app.success.plays.types import MOMENTS, Invite, Message, Play
from app.success.toml_files import Problem, Problems
from app.tables import Policy
from interviewer.guide_files import template_names

KIND = "play"


@dataclass(frozen=True)
class Kept:
    """A play as the workspace has it. `number` is that of its own version, None for the shipped text; `draft`
    a text that is not live yet; `triggers` are those that begin it."""

    play: Play
    text: str
    is_on: bool
    is_shipped: bool
    number: int | None
    draft: Policy | None
    triggers: tuple[str, ...]


async def library(db: Db) -> list[Kept]:
    """Every play there is, by moment and name; one that is only a draft comes with the draft's text."""
    held = await book(db)
    rows = {row.name: row for row in await policies.holding(db) if row.kind == KIND}
    drafts = {row.name: row for row in await play_lists.drafts(db)}
    texts = {
        **{name: row.source for name, row in drafts.items()},
        **shipped(),
        **{name: row.source for name, row in rows.items()},
    }
    found = [
        Kept(
            play=read(text, f"{name}.toml"),
            text=text,
            is_on=name in held.plays,
            is_shipped=name in shipped(),
            number=rows[name].number if name in rows and text != shipped().get(name) else None,
            draft=drafts.get(name),
            triggers=tuple(one.name for one in held.triggers.values() if one.play == name),
        )
        for name, text in texts.items()
    ]
    return sorted(found, key=lambda one: (MOMENTS.index(one.play.moment), one.play.name))


async def kept(db: Db, name: str) -> Kept:
    """One play. Raises NotFound."""
    found = next((one for one in await library(db) if one.play.name == name), None)
    if found is None:
        raise NotFound("There is no such play.")
    return found


def too_many(found: Sequence[Kept]) -> list[str]:
    """What is too much or missing among the plays that are on, as sentences."""
    return sprawl([one.play for one in found if one.is_on])


@dataclass(frozen=True)
class Checked:
    """What a text says: the play, or why it is none; `notes` are what does not keep it from going live."""

    play: Play | None
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


async def check_text(db: Db, text: str, name: str = "play") -> Checked:
    """Reads a text as a play, and looks for what it names in the workspace."""
    try:
        play = read(text, f"{name}.toml")
    except Problems as wrong:
        return Checked(None, wrong.problems, ())
    notes = [await _missing_guide(db, step) for step in play if isinstance(step, Invite)]
    notes += [
        f"“{step.title}” has a button without an address: it is left out."
        for step in play
        if isinstance(step, Message) and step.link is not None and not step.link[0]
    ]
    return Checked(play, (), tuple(note for note in notes if note))


async def _missing_guide(db: Db, step: Invite) -> str | None:
    if step.guide in template_names() or await guides.guide_by_name(db, step.guide) is not None:
        return None
    return f"“{step.title}” names the guide “{step.guide}”, which there is not: nobody could be asked."
