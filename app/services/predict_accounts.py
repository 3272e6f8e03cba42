"""What is likely of every account, 30 to 90 days ahead: by the model where there is one, else by the rule."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from analysis.prediction.features import FEATURES
from analysis.prediction.history import Floats, History
from analysis.prediction.model import Model, from_bytes
from analysis.prediction.scaling import RENEWAL
from analysis.prediction.table import Table, table
from app import ids
from app.kit import Kit
from app.queries import predictions
from app.services.account_histories import day_of, histories
from app.services.learn_predictions import values_of
from app.success import foresight
from app.success.foresight import AHEAD, KINDS, Kind, Likely
from app.tables import Prediction

LOOKED_BACK: Final = timedelta(days=2 * 365)
SOON: Final = 45.0
"""Days to a renewal at which the confidence in it is asked, however far it is."""
_AT_ONCE: Final = 500
Reasons = Mapping[tuple[str, str], list[Any]]


@dataclass(frozen=True)
class Outlook:
    """One kind of outcome over all rows of a table: likelihoods by days ahead, each with what moves it."""

    kind: Kind
    method: str
    ahead: Mapping[int, Sequence[Likely]]
    at_renewal: Sequence[float | None]


async def predict_accounts(kit: Kit, workspace_id: str) -> None:
    """Writes what is likely of each account that has been a customer for two months. Nothing follows by
    itself; running it again is the same."""
    now = kit.clock()
    async with kit.database.workspace(workspace_id) as db:
        accounts = await predictions.living_accounts(db, now)
        kept = {row.kind: bytes(row.weights) for row in await predictions.models(db)}
        before = await predictions.reasons_before(db)
    known = await histories(kit, workspace_id, accounts, now - LOOKED_BACK, now)
    rows = await asyncio.to_thread(_predicted, workspace_id, known, kept, before, now)
    for start in range(0, len(rows), _AT_ONCE):
        async with kit.database.workspace(workspace_id) as db:
            await predictions.keep_predictions(db, rows[start : start + _AT_ONCE])
    async with kit.database.workspace(workspace_id) as db:
        await predictions.forget_former(db, now)


def _predicted(
    workspace_id: str, known: list[History], kept: Mapping[str, bytes], before: Reasons, now: datetime
) -> list[Prediction]:
    made = table(known, np.array([day_of(now)]))
    names = [known[place].account for place in made.who]
    outlooks = [outlook(kind, made.rows, kept.get(kind, b"")) for kind in KINDS]
    return [
        _row(workspace_id, name, found, place, made, before.get((name, found.kind), []), now)
        for found in outlooks
        for place, name in enumerate(names)
    ]


def outlook(kind: Kind, rows: Floats, weights: bytes) -> Outlook:
    """Likelihoods of every feature row, shape (n, features)."""
    models = from_bytes(weights) if weights else []
    soon = rows.copy()
    soon[:, RENEWAL] = np.minimum(soon[:, RENEWAL], SOON)
    if models:
        ahead = {model.days: _by_model(model, rows) for model in models}
        at_renewal = models[-1].probabilities(soon)
    else:
        ahead = {days: [foresight.by_rule(kind, values_of(row), days) for row in rows] for days in AHEAD}
        last = AHEAD[-1]
        at_renewal = np.array([foresight.by_rule(kind, values_of(row), last).probability for row in soon])
    has_contract = ~np.isnan(rows[:, RENEWAL])
    return Outlook(
        kind,
        "model" if models else "rule",
        ahead,
        [float(one) if has else None for one, has in zip(at_renewal, has_contract, strict=True)],
    )


def _by_model(model: Model, rows: Floats) -> list[Likely]:
    said, moved = model.probabilities(rows), model.contributions(rows)
    return [
        Likely(float(one), dict(zip(FEATURES, map(float, parts), strict=True)))
        for one, parts in zip(said, moved, strict=True)
    ]


def _row(
    workspace_id: str,
    account: str,
    found: Outlook,
    place: int,
    made: Table,
    before: list[Any],
    now: datetime,
) -> Prediction:
    rising = np.maximum.accumulate([found.ahead[days][place].probability for days in AHEAD])
    likely = Likely(float(rising[-1]), found.ahead[AHEAD[-1]][place].moved)
    at_renewal = found.at_renewal[place] if found.kind == "churn" else None
    return Prediction(
        id=ids.stable("prd", account, found.kind),
        workspace_id=workspace_id,
        account_id=account,
        kind=found.kind,
        days=AHEAD[-1],
        probability=likely.probability,
        method=found.method,
        ahead={str(days): round(float(one), 4) for days, one in zip(AHEAD, rising, strict=True)},
        renewal_confidence=None if at_renewal is None else foresight.confidence(at_renewal),
        reasons=_with_deltas(foresight.reasons(likely, values_of(made.rows[place])), before),
        at=now,
        flagged_at=now if foresight.is_flagged(found.kind, likely.probability) else None,
    )


def _with_deltas(reasons: list[dict[str, Any]], before: list[Any]) -> list[dict[str, Any]]:
    """How many points each reason moved since it was last looked at."""
    points = {one["factor"]: one["points"] for one in before}
    return [
        {**one, "delta": round(one["points"] - points[one["factor"]], 1) if one["factor"] in points else None}
        for one in reasons
    ]
