"""What the people of one account say, with what they differ on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.queries import accounts as queries
from app.services.account_view import AccountView, account_view
from app.success.voices import Topic, Voice

viewed = router("accounts")


class WordsOut(Shape):
    """A quote; `id` is its statement."""

    id: str
    text: str


class VoiceOut(Shape):
    """One person on a topic, by their newest interview. `before` is the side they took in the one before."""

    contact: str | None
    name: str
    role: str | None
    at: datetime
    interview: str
    stance: Literal["positive", "mixed", "negative"]
    before: Literal["positive", "mixed", "negative"] | None
    value: float
    quotes: list[WordsOut]


class TopicOut(Shape):
    """One topic. `value` is the mean of its people, -1 to 1, older words counting less; `silent` counts
    those who were heard and did not speak of it."""

    kind: Literal["sentiment", "intent", "driver", "theme"]
    topic: str = Field(description="A name, or a theme's id.")
    title: str
    agreement: Literal["one voice", "agree", "partly", "differ"]
    value: float
    silent: int
    voices: list[VoiceOut]


class ViewOut(Shape):
    """An account as its people tell it: what they differ on comes first."""

    heard: int = Field(description="People heard.")
    differ: int = Field(description="Topics on which they stand on both sides.")
    topics: list[TopicOut]


@viewed.get("/{account_id}/view", response_model=ViewOut)
async def show(account_id: str, db: DbDep, now: NowDep) -> ViewOut:
    """What its people say, each person once, with role, date and quotes."""
    if await queries.account(db, account_id) is None:
        raise NotFound("There is no such account.")
    return _shape(await account_view(db, account_id, now))


def _shape(found: AccountView) -> ViewOut:
    view = found.view
    return ViewOut(
        heard=view.heard, differ=len(view.disagreements), topics=[_topic(topic) for topic in view.topics]
    )


def _topic(topic: Topic) -> TopicOut:
    return TopicOut(
        kind=topic.kind,
        topic=topic.topic,
        title=topic.title,
        agreement=topic.agreement,
        value=round(topic.value, 3),
        silent=topic.silent,
        voices=[_voice(voice) for voice in topic.voices],
    )


def _voice(voice: Voice) -> VoiceOut:
    said = voice.said
    return VoiceOut(
        contact=said.person if said.person != said.interview else None,
        name=said.name,
        role=said.role,
        at=said.at,
        interview=said.interview,
        stance=voice.stance,
        before=voice.before,
        value=said.value,
        quotes=[WordsOut(id=words.statement, text=words.text) for words in said.words],
    )
