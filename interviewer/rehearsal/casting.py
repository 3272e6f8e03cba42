"""Who is asked: personas and stories that go together, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from interviewer.rehearsal.material import Material


@dataclass(frozen=True, slots=True)
class Part:
    """One respondent to be. `language` is what they answer in."""

    number: int
    persona: str
    story: str
    language: str


def casting(
    material: Material,
    seed: int,
    count: int,
    *,
    language: str = "en",
    only: Collection[str] = (),
) -> list[Part]:
    """`count` parts, every persona (of `only`, where given) and every story in turn. They answer in
    `language`, in which the guide asks; who speaks another one does so in each of the others by turns.
    Raises KeyError for a language the material has no words in."""
    chance = random.Random(seed)
    personas = [name for name in material.personas if not only or name in only]
    foreign = [code for code in material.languages if code != language]
    orders: dict[str, list[str]] = {}
    parts = []
    for index in range(count):
        persona = material.personas[personas[index % len(personas)]]
        around = index // len(personas)
        spoken = foreign[around % len(foreign)] if persona.speaks_other and foreign else language
        if spoken not in orders:
            orders[spoken] = sorted(material.tongues[spoken].stories)
            chance.shuffle(orders[spoken])
        stories = material.tongues[spoken].stories
        fitting = [name for name in orders[spoken] if stories[name].mood in persona.moods] or orders[spoken]
        parts.append(Part(index, persona.name, fitting[(index * 5 + around) % len(fitting)], spoken))
    return parts
