"""What the demo's interviews will be: who, about what, when. The same for the same seed and day."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from interviewer.rehearsal.casting import casting
from interviewer.rehearsal.material import material

GUIDES = ("post-onboarding", "pre-renewal")
INTERVIEWS = 120
LIVE = 8
"""How many of them, the newest, take place once the webhooks are there, to have something to tell."""
WEEKS = 9
PERSONAS = (
    "terse", "vague", "verbose", "plain", "happy", "unhappy", "refusing", "contradicting", "early_stop",
    "already_told", "asking_back", "skipping", "unsure", "wants_human",
)  # fmt: skip
"""Who is asked: a customer base as one meets it, without those who are there to try the interviewer."""


@dataclass(frozen=True)
class Planned:
    """One simulated interview. `account` and `contact` are indexes into the company's lists."""

    number: int
    guide: str
    account: int
    contact: int
    persona: str
    story: str
    began_at: datetime


def plan(seed: int, now: datetime, contacts_of: list[int]) -> list[Planned]:
    """The interviews, oldest first. `contacts_of`: how many contacts each account has."""
    chance = random.Random(seed)
    cast = [(part.persona, part.story) for part in casting(material(), seed, INTERVIEWS, only=PERSONAS)]
    chance.shuffle(cast)
    whom = [(account, contact) for account, count in enumerate(contacts_of) for contact in range(count)]
    chance.shuffle(whom)
    planned = []
    for number, ((persona, story), (account, contact)) in enumerate(zip(cast, whom, strict=False)):
        past = (INTERVIEWS - number) / INTERVIEWS * WEEKS * 7
        began_at = _in_working_hours(now - timedelta(days=past), chance)
        planned.append(
            Planned(number, GUIDES[number % 2], account, contact, persona, story, min(began_at, now))
        )
    return sorted(planned, key=lambda one: one.began_at)


def _in_working_hours(day: datetime, chance: random.Random) -> datetime:
    """Some time between 8 and 17 on the last weekday up to `day`."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=chance.randint(8, 16), minute=chance.randint(0, 59), second=0, microsecond=0)
