"""Who words the next reply: the models while they may, the built-in interviewer once a cap is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.caps import Scope
from app.database import Db
from app.kit import Kit
from app.models import patience
from app.services.check_caps import check_caps
from app.services.record_calls import cost_of
from app.tables import Interview
from integrations.model_line import Caller
from integrations.model_prices import Prices
from interviewer.conversation import Patience
from interviewer.model import Brief, Model, ModelFault, Piece
from interviewer.prompted import Prompted


@dataclass(frozen=True)
class Voice:
    """Whatever words one turn, how long it is waited for, and the way to the models if they may be asked."""

    model: Model
    patience: Patience
    caller: Caller | None = None

    async def aclose(self) -> None:
        """Ends what is still open, so that its cost is known."""
        if self.caller is not None:
            await self.caller.aclose()


class Barred:
    """Stands in for models that have cost enough: every turn they would word falls to the built-in one."""

    name = "built-in"

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def speak(self, brief: Brief) -> AsyncIterator[Piece]:  # noqa: ARG002 - what every model is given
        """Says nothing. Raises ModelFault, which is what the turn's note will hold."""
        raise ModelFault(f"cap_{self._scope}")
        yield  # a generator, as every model's `speak` is


async def choose_voice(kit: Kit, db: Db, interview: Interview) -> Voice:
    """The voice of an interview's next reply, judged by what is written down up to now."""
    settings = kit.settings
    own = Patience(settings.model_first_token_seconds, settings.model_total_seconds)
    if kit.models is None:
        return Voice(kit.model, own)
    reached = await cap_reached(
        kit, db, interview.workspace_id, study_id=interview.study_id, interview_id=interview.id
    )
    if reached is not None:
        return Voice(Barred(reached), own)
    caller = kit.models.caller(interview.id)
    return Voice(Prompted(caller), patience(settings), caller)


async def cap_reached(
    kit: Kit, db: Db, workspace_id: str, *, study_id: str | None = None, interview_id: str | None = None
) -> Scope | None:
    """The cap that leaves no room for another call, None while all do."""
    room = await check_caps(kit, db, workspace_id, study_id=study_id, interview_id=interview_id)
    return room.reached


def provenance(voice: Voice, prices: Prices, note: Mapping[str, Any]) -> dict[str, Any]:
    """What a reply's note says besides about the models behind it: each request, what was set, what it cost.

    Empty when none was asked.
    """
    if voice.caller is None or not voice.caller.attempts:
        return {}
    attempts = voice.caller.attempts
    costs = [cost_of(attempt, prices) for attempt in attempts if attempt.tokens]
    spoke, fallback = str(note.get("model") or ""), note.get("fallback")
    if str(fallback).startswith("error:Model"):
        fallback = attempts[-1].outcome
    return {
        "fallback": fallback,
        "attempts": [
            {"model": a.model, "outcome": a.outcome, "ms": a.ms, "served_as": a.served_as} for a in attempts
        ],
        "settings": dict(voice.caller.options) if spoke.startswith(voice.caller.model) else {},
        "tokens": {
            "prompt_tokens": sum(a.prompt_tokens for a in attempts),
            "cached_tokens": sum(a.cached_tokens for a in attempts),
            "completion_tokens": sum(a.completion_tokens for a in attempts),
        },
        "cost_micros": None if None in costs else sum(cost or 0 for cost in costs),
        "currency": prices.currency or None,
    }
