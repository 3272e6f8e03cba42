"""An account as its people tell it: the facts of all its interviews, with the words behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries import hearing
from app.queries.hearing import SaidFact, SaidWords
from app.success.voices import Kind, Said, View, Words, roll_up

KINDS: Mapping[str, Kind] = {
    "said.sentiment": "sentiment",
    "said.intent": "intent",
    "said.driver": "driver",
    "said.theme": "theme",
}
QUOTES = 3
"""Quotes kept per person and topic."""
NOBODY = "Anonymous respondent"


@dataclass(frozen=True)
class AccountView:
    """The roll-up, with the facts behind it by (interview, kind, topic), and the spots of its quotes."""

    view: View
    facts: Mapping[tuple[str, str, str], str]
    spots: Mapping[str, SaidWords]


async def account_view(db: Db, account_id: str, now: datetime) -> AccountView:
    """What an account's people say; empty while nobody was heard."""
    facts = await hearing.said(db, account_id, tuple(KINDS))
    words = await hearing.words(db, [fact.id for fact in facts], each=QUOTES)
    said = [said_of(fact, words.get(fact.id, ())) for fact in facts]
    return AccountView(
        roll_up(said, now),
        {(one.interview, one.kind, one.topic): fact.id for one, fact in zip(said, facts, strict=True)},
        {line.statement_id: line for lines in words.values() for line in lines},
    )


def said_of(fact: SaidFact, words: Sequence[SaidWords]) -> Said:
    """A fact as its person's word on a topic; `words` are the statements that show it."""
    topic = fact.label or "overall"
    return Said(
        kind=KINDS[fact.name],
        topic=topic,
        title=fact.theme or topic.replace("_", " "),
        value=fact.value,
        person=fact.contact_id or fact.interview,
        name=fact.contact or NOBODY,
        role=fact.role,
        at=fact.at,
        interview=fact.interview,
        words=tuple(Words(line.statement_id, line.text) for line in words),
    )
