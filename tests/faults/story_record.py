"""What a story left behind: every row, with what differs from run to run taken out, so that two compare.

Ids become their kind, moments only whether there is one, addresses lose their port and tokens. Numbers that
fade by the second compare within a hundredth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from psycopg import sql

from app.database import Database

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""By table its rows, in an order of their own content."""

LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "accounts": frozenset(),
    "contacts": frozenset({"unsubscribe_token"}),
    "contracts": frozenset(),
    "facts": frozenset(),
    "health": frozenset(),
    "score_changes": frozenset(),
    "trigger_states": frozenset(),
    "firings": frozenset(),
    "play_runs": frozenset({"source"}),
    "run_steps": frozenset(),
    "tasks": frozenset(),
    "touches": frozenset({"clicked_at"}),
    "touch_links": frozenset({"token", "clicks"}),
    "mails": frozenset({"html", "message_id"}),
    "studies": frozenset({"slug"}),
    "interviews": frozenset({"token", "fence", "leased_by", "seen_at"}),
    "statements": frozenset(),
    "tags": frozenset(),
    "insights": frozenset(),
    "events": frozenset(),
}
"""The tables compared, and columns that say how a process went about it rather than what came of it."""

_CLOSE: Final = 0.01
_ID = re.compile(r"\b([a-z]{2,5})_[0-9a-hjkmnp-tv-z]{20,}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)?")
_ADDRESS = re.compile(r"(?:http://127\.0\.0\.1:\d+)?/([iru])/[0-9a-z]{20,}")


async def record(database: Database, workspace_id: str) -> Rows:
    """All of a workspace's rows as they compare."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    async with database.workspace(workspace_id) as db:
        for table, left_out in LEFT_OUT.items():
            cursor = await db.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            plain = [_plain(row, left_out) for row in await cursor.fetchall() if _counts(table, row)]
            found[table] = sorted(plain, key=_order)
    return found


def differences(one: Rows, other: Rows) -> list[str]:
    """What is not the same, a line each; empty when the two ended alike."""
    lines: list[str] = []
    for table in one:
        before, after = one[table], other[table]
        if len(before) != len(after):
            lines.append(f"{table}: {len(before)} rows and {len(after)}")
            lines += [f"  only in the second: {row}" for row in after if row not in before]
        for number, (left, right) in enumerate(zip(before, after, strict=False)):
            lines += _apart(f"{table}[{number}]", left, right)
    return lines


def _counts(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a link's visit counts depends on how long after the mail it came: a matter of the clock."""
    return not (table == "facts" and row["name"] == "touch.email_clicked")


def _plain(row: Mapping[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if name not in left_out}


def _value(value: Any) -> Any:
    match value:
        case datetime() | date():
            return "then"
        case str():
            return _ADDRESS.sub(r"\1/…", _MOMENT.sub("then", _ID.sub(r"\1", value)))
        case dict():
            return {name: _value(each) for name, each in value.items()}
        case list():
            return [_value(each) for each in value]
        case _:
            return value


def _order(row: Mapping[str, Any]) -> str:
    """By all its words, and where these are the same by its numbers."""
    return json.dumps(_shape(row), sort_keys=True) + json.dumps(row, sort_keys=True, default=str)


def _shape(value: Any) -> Any:
    match value:
        case float():
            return None
        case dict() | Mapping():
            return {name: _shape(each) for name, each in value.items()}
        case list():
            return [_shape(each) for each in value]
        case _:
            return value


def _apart(place: str, left: Any, right: Any) -> list[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return [
            line
            for name in sorted({*left, *right})
            for line in _apart(f"{place}.{name}", left.get(name), right.get(name))
        ]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            line
            for number, (one, other) in enumerate(zip(left, right, strict=True))
            for line in _apart(f"{place}[{number}]", one, other)
        ]
    if isinstance(left, float) and isinstance(right, float) and abs(left - right) <= _CLOSE:
        return []
    return [] if left == right else [f"{place}: {left!r} and {right!r}"]
