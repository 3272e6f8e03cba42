"""A health definition against renewals that are over: what it would have said some days before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from app.database import Db
from app.queries import health_lists
from app.queries.health_lists import Renewal
from app.queries.records import records
from app.services.score_account import HasHealth
from app.success.health.back_test import KEPT, LOST, BackTest, Term, as_of, back_test
from app.success.health.definition import horizon_days
from app.success.health.scoring import applies, score
from app.success.health.types import Definition
from app.success.record import Known, Record

DAYS_BEFORE = 90
MOST_TERMS = 1_000


async def back_test_definition(
    db: Db, book: HasHealth, definition: Definition, *, days_before: int = DAYS_BEFORE
) -> BackTest:
    """Scores `days_before` days before each term ended, of the latest MOST_TERMS, against how it went."""
    found = await health_lists.renewals(db, [*KEPT, *LOST], limit=MOST_TERMS)
    horizon = horizon_days((definition,), book.segments)
    terms: list[Term] = []
    for ended_on, group in groupby(found, key=lambda renewal: renewal.ended_on):
        terms += await _terms(db, book, definition, list(group), _moment(ended_on, days_before), horizon)
    return back_test(definition, terms)


def _moment(ended_on: date, days_before: int) -> datetime:
    return datetime.combine(ended_on, time(12), UTC) - timedelta(days=days_before)


async def _terms(
    db: Db,
    book: HasHealth,
    definition: Definition,
    renewals: Sequence[Renewal],
    then: datetime,
    horizon: float,
) -> list[Term]:
    """Renewals of one day, scored as of the same moment."""
    ids = [renewal.account_id for renewal in renewals]
    known = {record.account: record for record in await records(db, ids, then, horizon)}
    terms = []
    for renewal in renewals:
        record = known.get(renewal.account_id)
        value = _score_then(book, definition, record, renewal, then) if record else None
        terms.append(
            Term(
                account=renewal.account_id,
                name=renewal.account,
                score=value,
                is_lost=renewal.outcome in LOST,
                arr_cents=renewal.arr_cents,
                outcome=renewal.outcome,
            )
        )
    return terms


def _score_then(
    book: HasHealth, definition: Definition, record: Record, renewal: Renewal, then: datetime
) -> float | None:
    days = (renewal.renews_on - then.date()).days
    known = {"renewal_on": Known(renewal.renews_on), "days_to_renewal": Known(float(days))}
    past = as_of(record, then, known)
    if not applies(definition, past, then, segments=book.segments):
        return None
    return score(definition, past, then, segments=book.segments).score
