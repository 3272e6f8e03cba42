"""What the people of an account say, on its page: each person once, and what they differ on first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.pages.links import spot
from app.pages.wording import counted, words
from app.services.account_view import AccountView, account_view
from app.success.voices import FUTURE, WITHIN_FUTURE, Agreement, Kind, Topic, Voice
from app.tables import Account

TOPICS = 12
"""Topics shown; the rest is counted."""


@dataclass(frozen=True)
class Words:
    """A quote and the way to where it stands."""

    text: str
    href: str


@dataclass(frozen=True)
class Speaker:
    """One person on a topic; `before` says which side they took earlier, "" where the same or none."""

    name: str
    role: str
    stance: str
    before: str
    at: datetime
    href: str
    quotes: tuple[Words, ...]


@dataclass(frozen=True)
class Subject:
    """A topic with everyone who spoke of it; `note` says how far they agree."""

    title: str
    kind: Kind
    agreement: Agreement
    note: str
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True)
class View:
    """`heard` counts people, `differ` topics they stand on both sides of, `more` topics not shown."""

    account_id: str
    heard: int
    differ: int
    subjects: tuple[Subject, ...]
    more: int


async def panel(db: Db, account: Account, now: datetime) -> View:
    """What the account's page shows of its people; draw it with `accounts/_view.html` as `view`."""
    found = await account_view(db, account.id, now)
    view = found.view
    told = [topic for topic in view.topics if topic.topic not in WITHIN_FUTURE]
    shown = told[:TOPICS]
    return View(
        account.id,
        view.heard,
        len(view.disagreements),
        tuple(_subject(topic, found) for topic in shown),
        len(told) - len(shown),
    )


def _subject(topic: Topic, found: AccountView) -> Subject:
    return Subject(
        _title(topic),
        topic.kind,
        topic.agreement,
        _note(topic),
        tuple(_speaker(voice, found) for voice in topic.voices),
    )


def _title(topic: Topic) -> str:
    if topic.kind == "sentiment":
        return "How they feel"
    if topic.topic == FUTURE:
        return "Staying or leaving"
    return topic.title if topic.kind == "theme" else words(topic.topic)


def _note(topic: Topic) -> str:
    people = counted(len(topic.voices), "person", "people")
    told = {
        "differ": f"{len(topic.on('positive'))} for, {len(topic.on('negative'))} against",
        "partly": f"{people}, not all of one mind",
        "agree": f"{people}, of one mind",
        "one voice": "one voice",
    }[topic.agreement]
    return f"{told}; {topic.silent} did not speak of it" if topic.silent else told


def _speaker(voice: Voice, found: AccountView) -> Speaker:
    said = voice.said
    return Speaker(
        said.name,
        said.role or "",
        voice.stance,
        voice.before or "" if voice.has_turned else "",
        said.at,
        f"/interviews/{said.interview}",
        tuple(
            Words(quote.text, spot(line.interview_id, line.turn, line.start_offset, line.end_offset))
            for quote in said.words
            if (line := found.spots.get(quote.statement)) is not None
        ),
    )
