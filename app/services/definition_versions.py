"""The versions of a health definition: what holds, its drafts and past versions, and what is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.errors import Invalid, NotFound
from app.queries import policies
from app.services.policy_book import Book
from app.success.health import definition as definitions
from app.success.health.types import Definition
from app.success.toml_files import Problems
from app.tables import Policy

KIND = "health"
LONGEST_SOURCE = 64_000


@dataclass(frozen=True)
class Version:
    """A version of a definition; `number` is None for the shipped one. `version` tells texts apart."""

    number: int | None
    status: str
    version: str
    note: str | None
    at: datetime | None


def held(book: Book, name: str) -> Definition:
    """The definition that holds. Raises NotFound."""
    found = book.health.get(name)
    if found is None:
        raise NotFound("There is no such health definition, or it is switched off.")
    return found


async def versions(db: Db, name: str) -> list[Version]:
    """Newest first, the shipped one last."""
    rows = await policies.versions(db, KIND, name)
    found = [_version(row) for row in rows]
    shipped = definitions.shipped().get(name)
    if shipped is not None:
        holds = not any(row.status in ("live", "off") for row in rows)
        version = definitions.version_of(shipped)
        found.append(Version(None, "live" if holds else "shipped", version, None, None))
    return found


async def text_of(db: Db, name: str, number: int | None) -> str:
    """The text of a version; None is the shipped one. Raises NotFound."""
    if number is None:
        text = definitions.shipped().get(name)
    else:
        rows = await policies.versions(db, KIND, name)
        text = next((row.source for row in rows if row.number == number), None)
    if text is None:
        raise NotFound("There is no such version.", field="number")
    return text


async def standing_text(db: Db, name: str) -> str:
    """The text of the version that holds. Raises NotFound."""
    row = await policies.standing(db, KIND, name)
    return row.source if row is not None else await text_of(db, name, None)


def read(name: str, text: str) -> Definition:
    """A definition somebody sent. Raises Invalid, naming lines."""
    if len(text) > LONGEST_SOURCE:
        raise Invalid(f"A definition may have {LONGEST_SOURCE:,} characters.", field="source")
    try:
        return definitions.read(text, f"{name}.toml")
    except Problems as wrong:
        raise Invalid(
            str(wrong), problems=[("source", str(problem)) for problem in wrong.problems]
        ) from wrong


def _version(row: Policy) -> Version:
    return Version(
        row.number, row.status, definitions.version_of(row.source), row.note, row.live_at or row.created_at
    )
