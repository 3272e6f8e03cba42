"""Health: each account's scores with their reasons, how they moved, and which look wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Limit, Next, Page, Shape, page, router
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import NotFound
from app.queries import accounts as account_queries
from app.queries import health as queries
from app.queries import health_lists
from app.queries.health_lists import ScoreLine
from app.services.health_alarms import Alarm, health_alarms
from app.services.quote_evidence import with_quotes
from app.success.health.types import DEFAULT
from app.tables import ScoreChange, ScoreRow

of_accounts = router("accounts")
health = router("health")

Band = Literal["healthy", "at_risk", "declining", "critical"]


class EvidenceOut(Shape):
    """What a factor rests on. A statement's `text` is what the person said, word for word."""

    kind: Literal["fact", "statement", "contract", "milestone", "score"]
    id: str
    text: str | None
    at: datetime | None
    interview: str | None = None


class TopOut(Shape):
    """A factor that explains the score: its `points` of the score, and how far it moved the score in
    a week (`delta`)."""

    factor: str
    title: str
    points: float
    delta: float | None
    sentence: str
    evidence: list[EvidenceOut]


class FactorOut(Shape):
    """One measured input. `scored` is 0..100 and null while unknown, which is never read as 0; `weight` is
    what it counts for now; the `points` of all factors add up to the score."""

    factor: str
    title: str
    value: float | None
    unit: str
    scored: float | None
    weight: float
    points: float
    sentence: str
    evidence: list[EvidenceOut]
    last_at: datetime | None


class Standing(Shape):
    """`previous` is the score a week ago, or the first one since. `coverage` is the weight known of all
    weight; below the definition's least coverage `score` and `band` are null."""

    definition: str
    version: str
    score: float | None = Field(description="0 to 100, not rounded.")
    band: Band | None
    coverage: float
    previous: float | None
    delta: float | None
    top: list[TopOut]
    moved_at: datetime | None
    computed_at: datetime


class ScoreOut(Standing):
    factors: list[FactorOut]


class HealthOut(Shape):
    """All scores of an account; those of the default definition also stand at the top."""

    account: str
    definition: str
    version: str | None
    score: float | None
    band: Band | None
    coverage: float
    previous: float | None
    delta: float | None
    factors: list[FactorOut]
    top: list[TopOut]
    moved_at: datetime | None
    computed_at: datetime | None
    scores: list[ScoreOut]


class ScoreLineOut(Standing):
    id: str
    account: str
    account_name: str


class ChangeOut(Shape):
    """One move of a score. `cause`: facts, age (time passed), coverage (a factor became known or unknown),
    definition (another version), first."""

    id: str
    definition: str
    version: str
    score: float | None
    band: Band | None
    previous: float | None
    delta: float | None
    coverage: float
    cause: Literal["facts", "age", "coverage", "definition", "first"]
    top: list[TopOut]
    at: datetime


class AlarmOut(Shape):
    kind: Literal["stuck", "swinging"]
    definition: str
    account: str
    account_name: str
    score: float | None
    sentence: str


@of_accounts.get("/{account_id}/health", response_model=HealthOut)
async def show(account_id: str, db: DbDep) -> dict[str, Any]:
    """An account's scores by every definition, with all factors, points and evidence down to the quote."""
    await _account(db, account_id)
    scores = [await _score(db, row) for row in await queries.standing(db, [account_id])]
    scores.sort(key=lambda one: (one["definition"] != DEFAULT, one["definition"]))
    default = next((one for one in scores if one["definition"] == DEFAULT), _unknown())
    return {"account": account_id, "scores": scores, **default}


@of_accounts.get("/{account_id}/health/history", response_model=Page[ChangeOut])
async def history(
    account_id: str,
    db: DbDep,
    definition: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """How an account's scores moved and why, newest first."""
    await _account(db, account_id)
    found = await health_lists.changes(db, account_id, limit=limit, cursor=next, definition=definition)
    tops = await with_quotes(db, [item for change in found.items for item in change.top])
    rest = iter(tops)
    return page(
        found, lambda change: _change(change, [item for item, _ in zip(rest, change.top, strict=False)])
    )


@health.get("", response_model=Page[ScoreLineOut])
async def index(
    db: DbDep,
    definition: str = DEFAULT,
    band: Band | None = None,
    account: str | None = None,
    limit: Limit = 50,
    next: Next = None,
) -> dict[str, Any]:
    """Scores of all accounts by one definition, of a band or an account if given."""
    found = await health_lists.scores(
        db, limit=limit, cursor=next, definition=definition, band=band, account_id=account
    )
    return page(found, _line)


@health.get("/alarms", response_model=Page[AlarmOut])
async def alarms(db: DbDep, now: NowDep, definition: str | None = None) -> dict[str, Any]:
    """Scores that never move although facts arrive, and scores that swing; at most 100, on one page."""
    found = await health_alarms(db, now, definition=definition)
    return {"items": [_alarm(one) for one in found]}


async def _account(db: Db, account_id: str) -> None:
    if await account_queries.account(db, account_id) is None:
        raise NotFound("There is no such account.")


async def _score(db: Db, row: ScoreRow) -> dict[str, Any]:
    return _standing(row) | {
        "factors": await with_quotes(db, row.factors),
        "top": await with_quotes(db, row.top),
    }


def _standing(row: ScoreRow | ScoreLine) -> dict[str, Any]:
    return {
        "definition": row.definition,
        "version": row.version,
        "score": row.score,
        "band": row.band,
        "coverage": row.coverage,
        "previous": row.previous,
        "delta": _delta(row),
        "top": row.top,
        "moved_at": row.moved_at,
        "computed_at": row.computed_at,
    }


def _unknown() -> Mapping[str, Any]:
    """The default definition's fields of an account not scored yet."""
    blank = dict.fromkeys(("version", "score", "band", "previous", "delta", "moved_at", "computed_at"))
    return {**blank, "definition": DEFAULT, "coverage": 0.0, "factors": [], "top": []}


def _line(row: ScoreLine) -> ScoreLineOut:
    return ScoreLineOut(id=row.id, account=row.account_id, account_name=row.account, **_standing(row))


def _change(change: ScoreChange, top: list[dict[str, Any]]) -> dict[str, Any]:
    named = ("id", "definition", "version", "score", "band", "previous", "coverage", "cause", "at")
    return {name: getattr(change, name) for name in named} | {"delta": _delta(change), "top": top}


def _delta(row: ScoreRow | ScoreLine | ScoreChange) -> float | None:
    return row.score - row.previous if row.score is not None and row.previous is not None else None


def _alarm(one: Alarm) -> AlarmOut:
    return AlarmOut(
        kind=one.kind,
        definition=one.definition,
        account=one.account_id,
        account_name=one.account,
        score=one.score,
        sentence=one.sentence,
    )
