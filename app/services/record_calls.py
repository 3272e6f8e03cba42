"""What models were asked is written down: one row for each request, failed ones too, for they may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app import ids
from app.database import Db
from app.metrics import MODEL_CALLS, MODEL_TOKENS
from app.queries import spend
from app.tables import ModelCall
from integrations.model_attempt import Attempt
from integrations.model_errors import ModelCrowded, ModelResting
from integrations.model_prices import Prices

Purpose = Literal["interview", "analysis", "rehearsal", "drafting"]

NOT_ASKED = frozenset({ModelCrowded.code, ModelResting.code})
"""Outcomes of calls that never left this process."""


@dataclass(frozen=True)
class About:
    """What requests were for. `reply_to` is the turn they were to answer."""

    workspace_id: str
    purpose: Purpose
    study_id: str | None = None
    interview_id: str | None = None
    reply_to: int | None = None


async def record_calls(
    db: Db, prices: Prices, attempts: Sequence[Attempt], about: About, now: datetime
) -> None:
    """Writes the requests in this transaction; do it last, it holds the row of their day."""
    for attempt in attempts:
        MODEL_CALLS.labels(model=attempt.model, outcome=attempt.outcome).inc()
        MODEL_TOKENS.labels(model=attempt.model, kind="prompt").inc(attempt.prompt_tokens)
        MODEL_TOKENS.labels(model=attempt.model, kind="completion").inc(attempt.completion_tokens)
    asked = [_row(attempt, prices, about, now) for attempt in attempts if attempt.outcome not in NOT_ASKED]
    await spend.add(db, asked, now.astimezone(UTC).date())


def cost_of(attempt: Attempt, prices: Prices) -> int | None:
    """In millionths of the prices' currency; None for a model without a price."""
    return prices.micros(
        attempt.model,
        prompt_tokens=attempt.prompt_tokens,
        cached_tokens=attempt.cached_tokens,
        completion_tokens=attempt.completion_tokens,
    )


def _row(attempt: Attempt, prices: Prices, about: About, now: datetime) -> ModelCall:
    return ModelCall(
        id=ids.new("call"),
        workspace_id=about.workspace_id,
        study_id=about.study_id,
        interview_id=about.interview_id,
        reply_to=about.reply_to,
        purpose=about.purpose,
        model=attempt.model,
        served_as=attempt.served_as,
        outcome=attempt.outcome,
        ms=attempt.ms,
        prompt_tokens=attempt.prompt_tokens,
        cached_tokens=attempt.cached_tokens,
        completion_tokens=attempt.completion_tokens,
        is_estimated=attempt.is_estimated,
        cost_micros=cost_of(attempt, prices),
        at=now,
    )
