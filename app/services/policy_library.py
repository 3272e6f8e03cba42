"""Definitions as texts, whatever their kind: those shipped, the workspace's own, and their drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import policies
from app.services.keep_policy import LONGEST_TEXT
from app.services.policy_readers import READERS, Reader
from app.success.toml_files import Problem, Problems
from app.tables import Policy

ALONE = ("hours", "contact", "reason_codes", "thresholds")
"""Kinds of which a workspace has one, named like the kind."""


@dataclass(frozen=True)
class Kept:
    """A definition as the workspace has it. `found` is what its text says, `number` its own version, None for
    the shipped text; `draft` a text that is not live yet; `versions` all of its own, newest first."""

    kind: str
    name: str
    text: str
    found: Any
    is_on: bool
    is_shipped: bool
    number: int | None
    draft: Policy | None
    versions: tuple[Policy, ...] = ()

    @property
    def title(self) -> str:
        """What people call it."""
        return str(getattr(self.found, "title", "") or TITLES.get(self.kind, self.name))


TITLES = {
    "hours": "Business hours",
    "reason_codes": "Reason codes",
    "contact": "Contact",
    "thresholds": "Thresholds",
}


async def library(db: Db, kind: str) -> list[Kept]:
    """Every definition of a kind, by name; one that is only a draft comes with the draft's text."""
    reader = reader_of(kind)
    own = {row.name: row for row in await policies.holding(db) if row.kind == kind}
    drafts = {row.name: row for row in await policies.drafts(db, kind)}
    return [
        _kept(reader, kind, name, own.get(name), drafts.get(name))
        for name in sorted({*reader.shipped(), *own, *drafts})
    ]


async def kept(db: Db, kind: str, name: str) -> Kept:
    """One definition with its versions. Raises NotFound."""
    reader = reader_of(kind)
    own, draft = await policies.standing(db, kind, name), await policies.draft(db, kind, name)
    if own is None and draft is None and name not in reader.shipped():
        raise NotFound("There is no such definition.")
    return _kept(reader, kind, name, own, draft, tuple(await policies.versions(db, kind, name)))


@dataclass(frozen=True)
class Checked:
    """What a text says: what it defines, or why it defines nothing. `name` is the one it gives itself."""

    found: Any
    name: str
    problems: tuple[Problem, ...] = ()


def check_text(kind: str, name: str | None, text: str) -> Checked:
    """Reads a text as its kind; `name` is None for one that is new. Raises NotFound for an unknown kind."""
    reader = reader_of(kind)
    file = f"{name or kind}.toml"
    if len(text) > LONGEST_TEXT:
        return Checked(None, name or "", (Problem(file, None, "", f"May have {LONGEST_TEXT:,} characters."),))
    try:
        found = reader.read(text, file)
    except Problems as wrong:
        return Checked(None, name or "", wrong.problems)
    said = str(getattr(found, "name", name or kind))
    if name is not None and said != name:
        told = f"must stay “{name}”, since that is what this text defines."
        return Checked(None, said, (Problem(file, None, "name", told),))
    return Checked(found, said)


def name_in(kind: str, text: str) -> str:
    """The name a text gives itself. Raises NotFound, and Invalid with every problem of the text."""
    checked = check_text(kind, kind if kind in ALONE else None, text)
    if checked.problems:
        problems = [("text", str(one)) for one in checked.problems]
        raise Invalid("The text has problems.", field="text", problems=problems)
    return checked.name


def reader_of(kind: str) -> Reader:
    """Raises NotFound."""
    reader = READERS.get(kind)
    if reader is None:
        raise NotFound("There is no such kind of policy.")
    return reader


def _kept(
    reader: Reader,
    kind: str,
    name: str,
    own: Policy | None,
    draft: Policy | None,
    versions: tuple[Policy, ...] = (),
) -> Kept:
    shipped = reader.shipped().get(name)
    text = own.source if own is not None else shipped
    if text is None:
        text = draft.source if draft is not None else ""
    found = reader.read(text, f"{name}.toml")
    is_live = own.status == "live" if own is not None else shipped is not None
    asleep = own is None and getattr(found, "is_on", True) is False
    return Kept(
        kind=kind,
        name=name,
        text=text,
        found=found,
        is_on=is_live and not asleep,
        is_shipped=shipped is not None,
        number=own.number if own is not None and own.source != shipped else None,
        draft=draft,
        versions=versions,
    )
