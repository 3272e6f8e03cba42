"""Whom to ask about what happened at an account, from what is known about its people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.database import Db
from app.queries import asking
from app.queries.asking import Askable
from app.success.whom import Chosen, Person, whom_to_ask
from app.success.why import subject_of

USE_DAYS = 90
"""How far back use counts: a person who has not touched it since cannot say what is wrong with it now."""


async def choose_contact(
    db: Db, account_id: str, facts: Sequence[str], now: datetime, *, absent: str | None = None
) -> Chosen:
    """The right one to ask. `facts`: names of what the reason rests on (`usage.ui`, `usage.*`);
    `absent`: the contact whose leaving is the reason."""
    subject = subject_of(facts)
    patterns = [_like(name) for name in (subject.facts if subject else facts)]
    found = await asking.askable(db, account_id, patterns, now - timedelta(days=USE_DAYS))
    whole = sum(one.used for one in found)
    return whom_to_ask([_person(one, whole, absent) for one in found], subject, now)


def _person(one: Askable, whole: float, absent: str | None) -> Person:
    return Person(
        one.id,
        one.name,
        one.role,
        has_address=bool(one.email),
        opted_out=one.opted_out_at is not None,
        has_left=one.left_at is not None,
        is_absent=one.id == absent,
        asked_at=one.asked_at,
        use=one.used / whole if whole > 0 else 0.0,
    )


def _like(name: str) -> str:
    """A name or `prefix.*` as a pattern of LIKE."""
    plain = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return plain[:-1] + "%" if plain.endswith(".*") else plain
