"""Whom to ask: who knows most about what happened, and may be written to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.success.why import Subject, rules

_LEFT, _OPTED_OUT, _NO_ADDRESS = "has left", "does not want to be written to", "has no e-mail address"


@dataclass(frozen=True, slots=True)
class Person:
    """A contact. `use` is their share (0..1) of the use of what fell; `asked_at` when we last invited them;
    `is_absent` for the one whose leaving is the reason itself."""

    id: str
    name: str
    role: str | None = None
    has_address: bool = True
    opted_out: bool = False
    has_left: bool = False
    is_absent: bool = False
    asked_at: datetime | None = None
    use: float = 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The right one to ask, None where nobody is, with why; `passed_over` says of the others why not."""

    person: Person | None
    why: str
    passed_over: tuple[tuple[Person, str], ...]


def whom_to_ask(people: Sequence[Person], subject: Subject | None, now: datetime) -> Chosen:
    """Among those who may be asked: the role that knows most about the subject, then whoever uses what fell
    the most, then whoever was asked longest ago."""
    barred = [(person, why) for person in people if (why := barred_by(person, now))]
    free = sorted(
        (person for person in people if not barred_by(person, now)),
        key=lambda person: (_rank(person, subject), -person.use, _asked(person), person.id),
    )
    if not free:
        return Chosen(None, "Nobody there may be asked now.", tuple(barred))
    first = free[0]
    rest = tuple((person, "another knows more about this") for person in free[1:])
    return Chosen(first, _because(first), (*barred, *rest))


def barred_by(person: Person, now: datetime) -> str | None:
    """Why a person is not asked; None where they may be."""
    if person.has_left or person.is_absent:
        return _LEFT
    if person.opted_out:
        return _OPTED_OUT
    if not person.has_address:
        return _NO_ADDRESS
    again = timedelta(days=rules().ask_again_days)
    if person.asked_at is not None and person.asked_at + again > now:
        return f"was asked {_days(now - person.asked_at)} ago"
    return None


def role_of(text: str | None) -> str | None:
    """The role a contact's free text stands for; None where it names none of ours."""
    words = " ".join(re.findall(r"[^\W_]+", (text or "").lower()))
    for role, names in rules().roles.items():
        if role.replace("_", " ") == words or any(
            re.search(rf"\b{re.escape(name)}\b", words) for name in names
        ):
            return role
    return None


def _rank(person: Person, subject: Subject | None) -> int:
    ask = subject.ask if subject else tuple(rules().roles)
    role = role_of(person.role)
    return ask.index(role) if role in ask else len(ask)


def _asked(person: Person) -> float:
    return person.asked_at.timestamp() if person.asked_at else 0.0


def _because(person: Person) -> str:
    role = role_of(person.role)
    known = f"{person.name} is their {role.replace('_', ' ')}" if role else f"{person.name} may be asked"
    if person.use >= 0.005:
        return f"{known} and makes {person.use:.0%} of the use of what fell."
    return f"{known}."


def _days(passed: timedelta) -> str:
    days = max(0, passed.days)
    return "less than a day" if days == 0 else "1 day" if days == 1 else f"{days} days"
