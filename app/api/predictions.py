"""Predictions: how likely accounts are to leave or to grow, why, how good that is, and closing a flag."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.deps import CallerDep, DbDep, NowDep
from app.errors import NotFound
from app.queries import predictions as queries
from app.queries.predictions import PredictionLine
from app.services.close_prediction import LONGEST_NOTE, close_prediction
from app.success import foresight
from app.tables import PredictionModel

predictions = router("predictions")

Kind = Literal["churn", "expansion"]


class ActionOut(Shape):
    """What to do next; `play` would do it once a person starts it."""

    code: str
    title: str
    play: str
    why: str


class PredictionOut(Shape):
    """`probability` (0..1) is within `days`, `ahead` has it for 30, 60 and 90. `reasons` are those that move
    it most, `points` in percentage points. A flagged one (`flagged_at`) waits for a person to close it."""

    id: str
    account: str
    account_name: str
    arr_cents: int | None
    renewal_on: date | None
    kind: Kind
    days: int
    probability: float
    ahead: dict[str, float]
    renewal_confidence: float | None = Field(
        description="How likely it would renew, were its renewal near, 0..1."
    )
    method: Literal["model", "rule"]
    reasons: list[dict[str, Any]]
    actions: list[ActionOut] = Field(description="What to do next; nothing of it is done by itself.")
    at: datetime
    flagged_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    reason_code: str | None
    note: str | None
    agreed: bool = Field(description="A person closed it as acting: only then may anything follow.")


class ModelOut(Shape):
    """How good predictions of a kind are. Without a model `sentence` says why, and a rule stands in.

    `ahead` has, by days ahead, the back-test: `brier` beside that of the base rate and of the rule,
    `calibration` (expected calibration error), `auc`, `bins`, and what was `chosen`.
    """

    kind: Kind
    method: Literal["model", "rule"]
    sentence: str | None
    accounts: int
    outcomes: int
    days_of_history: int
    ahead: dict[str, Any]
    learned_at: datetime


class CloseIn(Shape):
    reason_code: str = Field("", description=f"What it was: {', '.join(foresight.reason_codes())}.")
    note: str | None = Field(None, max_length=LONGEST_NOTE)


class ModelsOut(Shape):
    items: list[ModelOut]


@predictions.get("", response_model=Page[PredictionOut])
async def index(
    db: DbDep,
    account: str | None = None,
    kind: Kind | None = None,
    waiting: bool | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """By what is given; `waiting` are those flagged that nobody has closed."""
    found = await queries.predictions(
        db, limit=limit, cursor=next, account_id=account, kind=kind, is_waiting=waiting
    )
    return page(found, _shape)


@predictions.get("/models", response_model=ModelsOut)
async def models(db: DbDep) -> ModelsOut:
    """How good the predictions of each kind were on what came later; empty before anything was learned."""
    return ModelsOut(items=[_model(row) for row in await queries.models(db)])


@predictions.get("/{prediction_id}", response_model=PredictionOut)
async def show(prediction_id: str, db: DbDep) -> PredictionOut:
    """One prediction."""
    row = await queries.prediction(db, prediction_id)
    if row is None:
        raise NotFound("There is no such prediction.")
    return _shape(row)


@predictions.post("/{prediction_id}/close", response_model=PredictionOut)
async def close(
    prediction_id: str, given: CloseIn, db: DbDep, caller: CallerDep, now: NowDep
) -> PredictionOut:
    """Says what a flagged prediction was; 409 when it is not flagged or closed already."""
    closed = await close_prediction(
        db, prediction_id, code=given.reason_code, note=given.note, by=caller.key_id, now=now
    )
    return _shape(closed)


def _shape(row: PredictionLine) -> PredictionOut:
    same = {name: getattr(row, name) for name in PredictionOut.model_fields if hasattr(row, name)}
    actions = foresight.actions(_kind(row.kind), row.probability, row.reasons)
    return PredictionOut(
        **{**same, "account": row.account_id, "account_name": row.account},
        agreed=foresight.may_act(row.closed_by, row.reason_code),
        actions=[ActionOut(**one.as_json) for one in actions],
    )


def _kind(name: str) -> foresight.Kind:
    return "expansion" if name == "expansion" else "churn"


def _model(row: PredictionModel) -> ModelOut:
    return ModelOut(
        kind=_kind(row.kind),
        method="model" if row.weights else "rule",
        learned_at=row.learned_at,
        **{name: row.figures.get(name) for name in ("sentence",)},
        **{name: row.figures.get(name, 0) for name in ("accounts", "outcomes", "days_of_history")},
        ahead=row.figures.get("ahead", {}),
    )
