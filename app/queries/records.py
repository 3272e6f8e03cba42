"""Loading what is known about accounts, many at a time, as the success core reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import sql
from psycopg.rows import tuple_row

from app.database import Db
from app.queries.account_values import FIELDS, FRESH_UNTIL, moment, told_as
from app.queries.custom_values import value_of
from app.success.conditions.fields import CUSTOM
from app.success.record import EVERY, Known, Point, Record

__all__ = ["FIELDS", "record", "records"]

_CHUNK: Final = 500
"""Accounts read in one round trip."""
_SOURCE: Final = "earshot"
"""Who says what stands in an account's own row and no other source told."""

Series = dict[str, tuple[Point, ...]]


async def record(
    db: Db, account_id: str, now: datetime, horizon_days: float, names: Collection[str] | None = None
) -> Record | None:
    """One account's record; None where there is no such account, or it was merged into another."""
    found = await records(db, [account_id], now, horizon_days, names)
    return found[0] if found else None


async def records(
    db: Db,
    account_ids: Sequence[str],
    now: datetime,
    horizon_days: float,
    names: Collection[str] | None = None,
) -> list[Record]:
    """The records of accounts, in the order asked for; those merged into another are left out.

    Facts of the last `horizon_days` and those that lie ahead, and older than that the first of each name and
    the newest of each name and label, so that it can be told since when we hear of something and when we last
    did. `names` (`usage.*` is all under a prefix) leaves out facts of other names. A record takes about a
    quarter of a kilobyte for each fact: ask for some hundreds of accounts at a time.
    """
    found: list[Record] = []
    for start in range(0, len(account_ids), _CHUNK):
        some = list(account_ids[start : start + _CHUNK])
        values = {
            "ids": some,
            "since": now - timedelta(days=horizon_days),
            "names": None if names is None else [name for name in names if not name.endswith(EVERY)],
            "prefixes": None if names is None else [name[:-1] for name in names if name.endswith(EVERY)],
            **moment(now),
        }
        fields = await _fields(db, values)
        series = await _series(db, values)
        scores = await _scores(db, values)
        found += [
            Record(account, fields[account], series[account], scores[account])
            for account in some
            if account in fields
        ]
    return found


async def _rows(db: Db, statement: sql.SQL | sql.Composed, values: Mapping[str, Any]) -> list[Any]:
    """Rows as tuples, in binary: columns of points come as lists, which is several times faster than rows."""
    async with db.cursor(row_factory=tuple_row, binary=True) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


# --- fields ---

_VALUES: Final = sql.SQL(
    "SELECT a.id, {} FROM accounts a WHERE a.id = ANY(%(ids)s) AND a.merged_into_id IS NULL"
).format(sql.SQL(", ").join([sql.SQL(expression) for expression in FIELDS.values()]))

_TOLD: Final = sql.SQL(
    "SELECT v.account_id, v.name, v.value, v.source, v.at, {} FROM account_fields v"
    " WHERE v.account_id = ANY(%(ids)s)"
).format(sql.SQL(FRESH_UNTIL))


async def _fields(db: Db, values: Mapping[str, Any]) -> dict[str, dict[str, Known]]:
    """What each account's fields hold, with who said so where somebody did."""
    told: dict[str, dict[str, Known]] = defaultdict(dict)
    fields: dict[str, dict[str, Known]] = {}
    for account, name, kept, source, at, fresh_until in await _rows(db, _TOLD, values):
        value = value_of(kept)
        told[account][name] = Known("" if value is None else value, source, at, fresh_until)
        if value is None or not name.startswith(CUSTOM):
            continue
        fields.setdefault(account, {})[name] = told[account][name]
    found: dict[str, dict[str, Known]] = {}
    for account, *held in await _rows(db, _VALUES, values):
        found[account] = {**fields.get(account, {}), **dict(_own_fields(held, told[account]))}
    return found


def _own_fields(held: Sequence[Any], told: Mapping[str, Known]) -> Iterator[tuple[str, Known]]:
    for name, value in zip(FIELDS, held, strict=True):
        if value is not None:
            word = told.get(told_as(name))
            yield (
                name,
                Known(value, word.source, word.at, word.fresh_until) if word else Known(value, _SOURCE),
            )


async def _scores(db: Db, values: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for account, definition, score in await _rows(db, _SCORES, values):
        scores[account][definition] = score
    return scores


_SCORES: Final = sql.SQL(
    "SELECT h.account_id, h.definition, h.score FROM health h"
    " WHERE h.account_id = ANY(%(ids)s) AND h.score IS NOT NULL"
)

# --- facts ---

_WANTED: Final = sql.SQL(
    "f.account_id = ANY(%(ids)s) AND (%(names)s::text[] IS NULL OR f.name = ANY(%(names)s)"
    " OR EXISTS (SELECT FROM unnest(%(prefixes)s::text[]) p WHERE starts_with(f.name, p)))"
)

_RECENT: Final = sql.SQL(
    "SELECT f.account_id, f.name, array_agg(f.at ORDER BY f.at), array_agg(f.value ORDER BY f.at),"
    " array_agg(f.label ORDER BY f.at), array_agg(f.contact_id ORDER BY f.at), array_agg(f.id ORDER BY f.at)"
    " FROM facts f WHERE {} AND f.at > %(since)s GROUP BY f.account_id, f.name"
).format(_WANTED)

_OLDER: Final = sql.SQL(
    "(SELECT DISTINCT ON (f.account_id, f.name) {columns} FROM facts f WHERE {older}"
    " ORDER BY f.account_id, f.name, f.at)"
    " UNION"
    " (SELECT DISTINCT ON (f.account_id, f.name, f.label) {columns} FROM facts f WHERE {older}"
    ' ORDER BY f.account_id, f.name, f.label, f.at DESC, f.id COLLATE "C" DESC)'
    " ORDER BY account_id, name, at"
).format(
    columns=sql.SQL("f.account_id, f.name, f.at, f.value, f.label, f.contact_id, f.id"),
    older=sql.SQL("{} AND f.at <= %(since)s").format(_WANTED),
)


async def _series(db: Db, values: Mapping[str, Any]) -> dict[str, Series]:
    """Each account's points by name, oldest first."""
    older: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for account, name, *point in await _rows(db, _OLDER, values):
        older[account, name].append(Point(*point))
    series: dict[str, Series] = defaultdict(dict)
    one = dict[str | None, str | None]().setdefault
    for account, name, ats, amounts, labels, contacts, ids in await _rows(db, _RECENT, values):
        # the same label and person again and again: one text each
        labels = [one(label, label) for label in labels]
        contacts = [one(contact, contact) for contact in contacts]
        recent = map(Point, ats, amounts, labels, contacts, ids)
        series[account][name] = (*older.pop((account, name), ()), *recent)
    for (account, name), points in older.items():
        series[account][name] = tuple(points)
    return series
