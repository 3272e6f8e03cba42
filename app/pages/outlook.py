"""What is likely of an account, on its page: how likely, why, how good that is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.database import Db
from app.deps import DbDep, NowDep
from app.pages.charts import Meter
from app.pages.forms import form_of
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.pages.wording import percent
from app.queries import predictions
from app.queries.predictions import PredictionLine
from app.services.close_prediction import close_prediction
from app.success import foresight
from app.success.foresight import Action
from app.tables import Account, PredictionModel

router = page_router()

_TITLES = {"churn": "May leave", "expansion": "May grow"}


@dataclass(frozen=True)
class Line:
    """One kind of outcome. `ahead` are (days, probability), `quality` says how good such figures were."""

    id: str
    kind: str
    title: str
    probability: float
    meter: Meter
    ahead: tuple[tuple[str, float], ...]
    method: str
    quality: str
    reasons: list[dict[str, Any]]
    actions: list[Action]
    is_waiting: bool
    closed: str
    at: datetime


@dataclass(frozen=True)
class Outlook:
    """`confidence` is that in the renewal, 0..1; `lines` are empty before anything was predicted."""

    account_id: str
    confidence: float | None
    lines: tuple[Line, ...]
    codes: dict[str, str]


async def panel(db: Db, account: Account, now: datetime) -> Outlook:  # noqa: ARG001 - as every panel is asked
    """What the account's page shows of the future; draw it with `accounts/_outlook.html` as `outlook`."""
    rows = await predictions.of_account(db, account.id)
    models = {row.kind: row for row in await predictions.models(db)}
    confidence = next((row.renewal_confidence for row in rows if row.kind == "churn"), None)
    lines = tuple(_line(row, models.get(row.kind)) for row in rows)
    return Outlook(account.id, confidence, lines, foresight.reason_codes())


def _line(row: PredictionLine, model: PredictionModel | None) -> Line:
    kind: foresight.Kind = "expansion" if row.kind == "expansion" else "churn"
    chance = percent(row.probability)
    tone = "positive" if kind == "expansion" else "negative"
    return Line(
        id=row.id,
        kind=kind,
        title=_TITLES[kind],
        probability=row.probability,
        meter=Meter(100 * row.probability, 0, 0, f"{chance} within {row.days} days", tone),
        ahead=tuple(row.ahead.items()),
        method=row.method,
        quality=quality(row.method, model),
        reasons=row.reasons,
        actions=foresight.actions(kind, row.probability, row.reasons),
        is_waiting=row.flagged_at is not None and row.closed_at is None,
        closed=foresight.reason_codes().get(row.reason_code or "", "") if row.closed_at else "",
        at=row.at,
    )


def quality(method: str, model: PredictionModel | None) -> str:
    """How far a probability can be relied on, in a sentence."""
    if model is None:
        return "By rule: nothing has been learned from this workspace's history yet."
    if method != "model":
        return f"By rule. {model.figures.get('sentence') or ''}".strip()
    tested = model.figures.get("ahead", {}).get("90")
    if not tested:
        return "By a model of this workspace's history."
    return (
        f"By a model of this workspace's history. On {tested['rows']:,} later looks at"
        f" {tested['accounts']:,} accounts it was off by {percent(tested['calibration'])} on average, with a"
        f" Brier score of {tested['brier']:.3f} (base rate {tested['brier_base']:.3f}, rule"
        f" {tested['brier_rule']:.3f})."
    )


@router.post("/predictions/{prediction_id}/close")
async def close(request: Request, prediction_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """A person says what a flagged prediction was."""
    given = await form_of(request)
    closed = await close_prediction(
        db,
        prediction_id,
        code=given.text("code"),
        note=given.text("note"),
        by=viewer.user.id,
        now=now,
    )
    return RedirectResponse(f"/accounts/{closed.account_id}?done=prediction#outlook", 303)
