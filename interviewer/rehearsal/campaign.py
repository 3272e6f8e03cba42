"""A rehearsal: guides run against a cast of simulated respondents, a few interviews at a time."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType

from interviewer.checks import secrets_of
from interviewer.conversation import Encode, Graph
from interviewer.guide import Guide
from interviewer.memory import LONGEST_ANSWER
from interviewer.model import Model
from interviewer.rehearsal.casting import Part, casting
from interviewer.rehearsal.material import Material
from interviewer.rehearsal.rehearse import Answering, Rehearsed, rehearse
from interviewer.rehearsal.respondent import Respondent
from interviewer.rubric.conversation import Conversation
from interviewer.setting import Setting

# What the interviewer is told about every simulated respondent, so that a rehearsal shows whether it keeps
# that to itself.
CONTEXT: Mapping[str, object] = MappingProxyType(
    {"plan": "Enterprise Plus", "renewal_in_days": 63, "reason": "health fell since exports dropped by 41 %"}
)
BEGAN_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_FIRST_NAMES = ("Ana", None, "Jonas", None, "Mireille")


@dataclass(frozen=True)
class Staged:
    """One simulated interview of a rehearsal, and the same as the rubric counts it."""

    name: str
    part: Part
    guide: Guide
    rehearsed: Rehearsed
    conversation: Conversation

    @property
    def minutes(self) -> float:
        """How long it took, in minutes; a pause counts for no more than it does in a live interview."""
        times = [turn.at for turn in self.rehearsed.turns]
        return (
            sum(min(later - earlier, LONGEST_ANSWER).total_seconds() for earlier, later in pairwise(times))
            / 60
        )


@dataclass(frozen=True)
class Stage:
    """What a rehearsal needs besides guides and cast. `answering` makes another respondent of a scripted
    one, such as one a model plays."""

    graph: Graph
    model: Model
    material: Material
    sponsor: str = "Northwind"
    product: str = "Northwind Flow"
    encode: Encode | None = None
    answering: Callable[[Respondent, Part], Answering] | None = None


async def campaign(
    stage: Stage,
    guides: Sequence[Guide],
    *,
    count: int,
    seed: int,
    language: str | None = None,
    only: Sequence[str] = (),
    at_once: int = 4,
    done: Callable[[Staged], None] = lambda _: None,
) -> list[Staged]:
    """`count` interviews, the guides by turns and every persona with each of them, in the order of the
    cast. The interviewer begins in `language`, the guide's first by default. At most `at_once` run side by
    side; `done` is told of each that ended."""
    gate = asyncio.Semaphore(at_once)

    async def one(part: Part) -> Staged:
        async with gate:
            around = part.number // max(1, len(only or stage.material.personas))
            guide = guides[(part.number + around) % len(guides)]
            staged = await _staged(stage, guide, part, seed, language or guide.languages[0])
        done(staged)
        return staged

    spoken = language or guides[0].languages[0]
    parts = casting(stage.material, seed, count, language=spoken, only=only)
    return await asyncio.gather(*(one(part) for part in parts))


async def _staged(stage: Stage, guide: Guide, part: Part, seed: int, language: str) -> Staged:
    name = f"{part.number + 1:04d}"
    setting = Setting(
        language=language,
        sponsor=stage.sponsor,
        product=stage.product,
        first_name=_FIRST_NAMES[part.number % len(_FIRST_NAMES)],
        context=CONTEXT,
        seed=zlib.crc32(f"{seed}/{name}".encode()),
    )
    scripted = Respondent(
        part.persona,
        part.story,
        seed * 100_003 + part.number,
        among=stage.material,
        language=part.language,
        guide=guide,
    )
    respondent = stage.answering(scripted, part) if stage.answering else scripted
    rehearsed = await rehearse(
        stage.graph,
        guide,
        respondent,
        model=stage.model,
        setting=setting,
        began_at=BEGAN_AT,
        encode=stage.encode,
    )
    secrets = secrets_of(CONTEXT, [question.objective for question in guide.questions])
    return Staged(name, part, guide, rehearsed, rehearsed.conversation(name, guide, setting, secrets))
