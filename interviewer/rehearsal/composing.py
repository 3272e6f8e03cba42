"""An answer put together from accounts: a head that answers, and what is added in the same breath, until
it has the length the persona has in mind."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interviewer.rehearsal.personas import Shape
from interviewer.rehearsal.questions import telling
from interviewer.rehearsal.repertoire import Repertoire
from interviewer.rehearsal.stories import Story
from interviewer.text import words

# What holds a particular case.
EPISODES = frozenset({"example", "missed", "moment"})
# An answer within this share of its length is long enough.
_ENOUGH = 0.85


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer and what of the story it tells, the head's aspect first. Empty when all is said."""

    text: str
    told: tuple[str, ...]
    is_strength: bool = False


def compose(
    repertoire: Repertoire,
    aspect: str,
    shape: Shape,
    aim: int,
    chance: random.Random,
    joined: Callable[[str, str], str],
) -> Composed:
    """An answer to `aspect` of about `aim` words. `full` tells a particular case among the rest, `open`
    tells none besides the head, `thin` nothing besides the head. `joined` puts the words between an
    account and what came before, by its aspect."""
    story, head, accounts = repertoire.accounts(aspect)
    if not accounts:
        return Composed("", ())
    first = _pick(accounts, aim if shape == "thin" else None, chance)
    repertoire.mark_told(first)
    parts = [(head, first)]
    if shape != "thin":
        parts += _companions(repertoire, story, aspect, head, shape, aim - len(words(first)), chance)
    texts = [account if index == 0 else joined(name, account) for index, (name, account) in enumerate(parts)]
    return Composed(" ".join(texts), tuple(name for name, _ in parts), repertoire.is_strength(story))


def _companions(
    repertoire: Repertoire,
    story: Story,
    aspect: str,
    head: str,
    shape: Shape,
    room: int,
    chance: random.Random,
) -> list[tuple[str, str]]:
    """(aspect, account) pairs that fill `room` words, in the order they are told."""
    order = telling(aspect).companions
    places = [place for place, name in enumerate(order) if shape == "full" or name not in EPISODES]
    chance.shuffle(places)
    if shape == "full" and head not in EPISODES:
        places.sort(key=lambda place: order[place] not in EPISODES)
    chosen: list[tuple[int, str]] = []
    # twice over: who has much to say comes back to a thing
    for place in (*places, *places):
        length = sum(len(words(account)) for _, account in chosen)
        has_case = head in EPISODES or any(order[one] in EPISODES for one, _ in chosen)
        if length >= _ENOUGH * room and (shape == "open" or (chosen and has_case)):
            break
        fresh = repertoire.fresh(story, order[place])
        if fresh:
            account = _pick(fresh, max(room - length, 6), chance)
            repertoire.mark_told(account)
            chosen.append((place, account))
    return [(order[place], account) for place, account in sorted(chosen, key=lambda one: one[0])]


def _pick(accounts: Sequence[str], room: int | None, chance: random.Random) -> str:
    """One of `accounts`: of those that fit into `room` words the longer half, else one of the shortest."""
    if room is None:
        return chance.choice(accounts)
    ranked = sorted(accounts, key=lambda account: (len(words(account)), account))
    fitting = [account for account in ranked if len(words(account)) <= room]
    return chance.choice(fitting[len(fitting) // 2 :] if fitting else ranked[:2])
