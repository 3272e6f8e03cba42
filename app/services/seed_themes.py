"""A study has themes from its first interview: what its guide listens for, and the shipped topics."""

from __future__ import annotations

from analysis import topics
from app import ids
from app.database import Db
from app.queries.base import insert_many
from app.tables import Study, Theme
from interviewer.guide import Guide

GUIDE, TOPIC = "listen", "topic"


async def seed_themes(db: Db, study: Study, guide: Guide) -> None:
    """Writes the themes' rows; `key` says where each comes from (`listen:…`, `topic:…`)."""
    named = [
        ("guide", f"{GUIDE}:{entry.id}", sentence(entry.about.say(study.language)))
        for entry in guide.listen_for().values()
    ]
    named += [("topic", f"{TOPIC}:{entry.id}", entry.label) for entry in topics.load()]
    rows = [
        Theme(
            id=ids.stable("thm", study.id, key),
            workspace_id=study.workspace_id,
            study_id=study.id,
            origin=origin,
            key=key,
            label=label,
        )
        for origin, key, label in named
    ]
    await insert_many(db, rows)


def sentence(about: str) -> str:
    """A `listen_for` text as a label."""
    text = about.strip().rstrip(".")
    return text[:1].upper() + text[1:]
