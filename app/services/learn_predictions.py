"""A workspace's own history is learned from: its facts, and how its contracts ended."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import structlog

from analysis.prediction.features import FEATURES, QUARTER
from analysis.prediction.history import Floats, History
from analysis.prediction.learning import Learned, learn
from analysis.prediction.model import to_bytes
from analysis.prediction.table import Table, cuts_between, grew_within, left_within, table
from app import ids
from app.kit import Kit
from app.queries import predictions
from app.services.account_histories import day_of, histories
from app.success import foresight
from app.success.foresight import AHEAD, KINDS, Kind
from app.tables import PredictionModel

log = structlog.get_logger()

MOST_ACCOUNTS: Final = 3_000
"""Accounts learned from; of more, as many picked evenly. Beyond them models hardly change."""
LONGEST: Final = timedelta(days=3 * 365)
NO_BETTER: Final = "What was learned says no better than the rule what came later, so the rule stays."


async def learn_predictions(kit: Kit, workspace_id: str) -> None:
    """Learns how this workspace's accounts leave and grow; writes down why not where there is too little."""
    now = kit.clock()
    async with kit.database.workspace(workspace_id) as db:
        accounts = await predictions.accounts_with_past(db, now, MOST_ACCOUNTS)
        first = await predictions.first_fact_at(db)
    begun = max(first, now - LONGEST) if first else now
    known = await histories(kit, workspace_id, accounts, begun, now)
    rows = await asyncio.to_thread(_learned, workspace_id, known, begun, now)
    async with kit.database.workspace(workspace_id) as db:
        for row in rows:
            await predictions.keep_model(db, row)
    log.info("predictions.learned", workspace=workspace_id, accounts=len(known))


def _learned(
    workspace_id: str, known: list[History], begun: datetime, now: datetime
) -> list[PredictionModel]:
    made = table(known, cuts_between(day_of(begun) + QUARTER, day_of(now)))
    days = (now - begun).total_seconds() / 86_400
    return [_row(workspace_id, kind, known, made, days, now) for kind in KINDS]


def _row(
    workspace_id: str, kind: Kind, known: list[History], made: Table, days: float, now: datetime
) -> PredictionModel:
    came = {ahead: _came(kind, known, made, ahead) for ahead in AHEAD}
    counts = {
        "accounts": len(np.unique(made.who)),
        "outcomes": len(np.unique(made.who[came[AHEAD[-1]] > 0])),
    }
    sentence = foresight.not_enough(kind, **counts, days=days)
    learned = [] if sentence else learn_each(kind, made, came, day_of(now))
    if not sentence and not (learned and learned[-1].figures.is_better):
        sentence = NO_BETTER
    figures: dict[str, Any] = {
        **counts,
        "days_of_history": round(days),
        "sentence": sentence,
        "ahead": {str(one.model.days): {**one.figures.as_json(), "chosen": one.chosen} for one in learned},
    }
    weights = b"" if sentence else to_bytes([one.model for one in learned])
    return PredictionModel(
        id=ids.new("pmo"),
        workspace_id=workspace_id,
        kind=kind,
        weights=weights,
        figures=figures,
        learned_at=now,
    )


def _came(kind: Kind, known: list[History], made: Table, days: int) -> Floats:
    return (left_within if kind == "churn" else grew_within)(known, made, days)


def learn_each(kind: Kind, made: Table, came: dict[int, Floats], today: float) -> list[Learned]:
    """A model for each distance ahead; empty when one of them could not be learned."""
    found: list[Learned] = []
    for days, outcome in came.items():
        is_known = made.days + days <= today
        part = made.part(is_known)
        rule = rule_of(kind, part, days)
        learned = learn(part, outcome[is_known], rule, days=days)
        if learned is None:
            return []
        found.append(learned)
    return found


def rule_of(kind: Kind, made: Table, days: int) -> Floats:
    """What the rule says of every row, shape (n,)."""
    return np.array([foresight.by_rule(kind, values_of(row), days).probability for row in made.rows])


def values_of(row: Floats) -> dict[str, float | None]:
    """A row's features by name, None where unknown."""
    return {
        name: None if np.isnan(value) else float(value) for name, value in zip(FEATURES, row, strict=True)
    }
