"""Two versions of a health definition over the same accounts, now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.database import Db
from app.queries import health_lists
from app.queries.records import records
from app.services.score_account import HasHealth
from app.success.health.compare import Comparison, Pair, compare
from app.success.health.definition import horizon_days
from app.success.health.scoring import applies, score
from app.success.health.types import Definition

MOST_ACCOUNTS = 2_000
_CHUNK = 200


async def compare_definitions(
    db: Db, book: HasHealth, one: Definition, other: Definition, now: datetime, *, limit: int = 500
) -> Comparison:
    """What going from `one` to `other` would do to the accounts worth most, `limit` of them at most."""
    named = await health_lists.weightiest(db, limit=min(limit, MOST_ACCOUNTS))
    horizon = horizon_days((one, other), book.segments)
    pairs: list[Pair] = []
    for chunk in _chunks(named):
        names = dict(chunk)
        for record in await records(db, list(names), now, horizon):
            if not any(applies(each, record, now, segments=book.segments) for each in (one, other)):
                continue
            was, would_be = (score(each, record, now, segments=book.segments) for each in (one, other))
            pairs.append(Pair(record.account, names[record.account], was, would_be))
    return compare(pairs)


def _chunks(named: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for start in range(0, len(named), _CHUNK):
        yield named[start : start + _CHUNK]
