"""An account is scored: by every definition that applies, with what moved, in its history, told to others.

Done twice, it has one effect: what has not moved since its history's last line writes no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app import ids
from app.database import Db
from app.queries import health
from app.queries.base import insert_many
from app.queries.health import Mark, Marks
from app.services.emit_event import emit_event
from app.services.look_before import PERIOD, Before, stood_before
from app.services.quote_evidence import with_quotes
from app.success.conditions import Condition
from app.success.health.moves import Move, explained, moved
from app.success.health.scores import FactorScore, Score
from app.success.health.scoring import applies, score
from app.success.health.types import Definition
from app.success.record import Record
from app.tables import Account, ScoreChange, ScoreRow

FIRST = "first"
"""The cause of a score's first line in its history."""


class HasHealth(Protocol):
    """The part of a workspace's policy that scores are made by."""

    @property
    def health(self) -> Mapping[str, Definition]: ...
    @property
    def segments(self) -> Mapping[str, Condition]: ...


@dataclass(frozen=True)
class Scored:
    """A score and how it moved since the last line of its history; `cause` is what made the newest line."""

    score: Score
    move: Move
    cause: str


async def score_account(
    db: Db,
    account: Account,
    record: Record,
    book: HasHealth,
    now: datetime,
    before: Before | None = None,
) -> dict[str, Scored]:
    """The account's scores by definition. Writes them, their moves and the events others wait for.

    `before` is how the account stood, where that was read already.
    """
    if before is None:
        before = (await stood_before(db, [account.id], book.health, now))[account.id]
    scores = {
        name: score(definition, record, now, segments=book.segments)
        for name, definition in book.health.items()
        if applies(definition, record, now, segments=book.segments)
    }
    marks = before.marks
    scored = {name: _scored(marks.get(name), found) for name, found in scores.items()}
    changes = [
        _change(account, one, marks.get(name), now)
        for name, one in scored.items()
        if _is_new(marks.get(name), one)
    ]
    await insert_many(db, changes)
    await _write(db, account, scored, marks, before.scores, now)
    for change in changes:
        told = marks[change.definition].told if change.definition in marks else None
        if change.is_told and told is not None:
            await _tell(db, account, scored[change.definition].score, told, now)
    return scored


def _scored(marks: Marks | None, found: Score) -> Scored:
    if marks is None:
        return Scored(found, moved(None, found), FIRST)
    move = moved(_score_at(marks.last, found), found)
    return Scored(found, move, move.cause or FIRST if move.is_recorded else marks.last.cause)


def _is_new(marks: Marks | None, scored: Scored) -> bool:
    """Whether the history gets a line: the first one, or one for a move that counts."""
    return marks is None or scored.move.is_recorded


def _score_at(mark: Mark, now_scored: Score) -> Score:
    """An earlier score; its factors bear the titles they have today."""
    titles = {one.name: one.title for one in now_scored.factors}
    factors = [
        FactorScore.from_json(one | {"title": titles.get(one["factor"], one["factor"])})
        for one in mark.factors
    ]
    return Score(mark.definition, mark.version, mark.score, mark.band, mark.coverage, tuple(factors))


def _change(account: Account, scored: Scored, marks: Marks | None, now: datetime) -> ScoreChange:
    found, move = scored.score, scored.move
    told = marks.told if marks else None
    is_told = moved(_score_at(told, found), found).is_told if told else True
    return ScoreChange(
        id=ids.new("hc"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        definition=found.definition,
        version=found.version,
        score=found.score,
        band=found.band,
        previous=marks.last.score if marks else None,
        coverage=found.coverage,
        cause=scored.cause,
        top=[one.as_json() for one in move.top],
        factors=[one.standing() for one in found.factors],
        is_told=is_told,
        at=now,
    )


async def _write(
    db: Db,
    account: Account,
    scored: Mapping[str, Scored],
    marks: Mapping[str, Marks],
    rows: Mapping[str, ScoreRow],
    now: datetime,
) -> None:
    """Brings the rows up to date, touching only those that differ."""
    fresh, same = [], []
    for name, one in scored.items():
        known = rows.get(name)
        row = _row(account, one, marks.get(name), known, now)
        if known is None or _says_other(known, row):
            fresh.append(row)
        else:
            same.append(row.id)
    gone = [row.id for name, row in rows.items() if name not in scored]
    if fresh:
        await health.put(db, fresh)
    if same:
        await health.seen(db, same, now)
    if gone:
        await health.drop(db, gone)


def _row(
    account: Account, scored: Scored, marks: Marks | None, known: ScoreRow | None, now: datetime
) -> ScoreRow:
    found = scored.score
    has_moved = _is_new(marks, scored)
    then = _score_then(marks, found, now, has_moved=has_moved)
    return ScoreRow(
        id=known.id if known else ids.new("hs"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        definition=found.definition,
        version=found.version,
        score=found.score,
        band=found.band,
        coverage=found.coverage,
        previous=then.score if then else None,
        factors=[one.as_json() for one in found.factors],
        top=[one.as_json() for one in explained(then, found)],
        moved_at=now if has_moved or known is None else known.moved_at,
        computed_at=now,
    )


def _score_then(marks: Marks | None, found: Score, now: datetime, *, has_moved: bool) -> Score | None:
    """The score a PERIOD ago, or the first since; None while that is all there is."""
    if marks is None:
        return None
    is_all = marks.then is marks.last and marks.then.at > now - PERIOD
    return None if is_all and not has_moved else _score_at(marks.then, found)


def _says_other(known: ScoreRow, row: ScoreRow) -> bool:
    return any(
        getattr(known, name) != getattr(row, name)
        for name in ("version", "score", "band", "coverage", "previous", "factors", "top", "moved_at")
    )


async def _tell(db: Db, account: Account, found: Score, told: Mark, now: datetime) -> None:
    """The event: what the score is now, and what it was when others last heard of it."""
    move = moved(_score_at(told, found), found)
    data: dict[str, Any] = {
        "account": {"id": account.id, "external_ids": account.external_ids},
        "definition": found.definition,
        "score": found.score,
        "band": found.band,
        "previous": told.score,
        "delta": move.delta,
        "cause": move.cause,
        "coverage": found.coverage,
        "top": await with_quotes(db, [one.as_json() for one in move.top]),
        "synthetic": account.is_synthetic,
        "link": f"/accounts/{account.id}",
    }
    await emit_event(db, account.workspace_id, "health.changed", data, now, account_id=account.id)
