"""A workspace's own fields: what kind of value one holds is only known row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, LiteralString

from psycopg import sql

from app.queries.account_values import FRESH_UNTIL
from app.queries.readings import Parameters
from app.success.conditions.fields import Kind
from app.success.record import Value

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST: Final = 1e15
"""Numbers beyond are no numbers to us, as in facts."""

_TEXT: Final = "(v.value #>> '{}')"
_IS_DATE: Final = (
    f"(jsonb_typeof(v.value) = 'string' AND {_TEXT} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$'"
    f" AND pg_input_is_valid({_TEXT}, 'date'))"
)
# CASE within CASE, because AND promises no order and to cast another kind of value is an error
_NUMBER: Final = (
    "(CASE WHEN jsonb_typeof(v.value) = 'number' THEN"
    " CASE WHEN abs(v.value::numeric) <= 1e15 THEN v.value::float8 END END)"
)
_AS: Final[Mapping[Kind, LiteralString]] = {
    "number": _NUMBER,
    "flag": "(CASE WHEN jsonb_typeof(v.value) = 'boolean' THEN v.value::boolean END)",
    "date": f"(CASE WHEN {_IS_DATE} THEN {_TEXT}::date END)",
    "text": f"(CASE WHEN jsonb_typeof(v.value) = 'string' AND NOT {_IS_DATE} THEN {_TEXT} END)",
}
IS_KNOWN: Final = sql.SQL(
    f"(CASE jsonb_typeof(v.value) WHEN 'number' THEN {_NUMBER} IS NOT NULL"
    " WHEN 'string' THEN true WHEN 'boolean' THEN true ELSE false END)"
)
"""Whether a row of `account_fields v` holds a value we can read."""


def value_of(kept: object) -> Value | None:
    """A kept JSON value as we read it; None for what is none of ours. Dates are kept as texts."""
    if isinstance(kept, bool):
        return kept
    if isinstance(kept, int | float):
        return kept if abs(kept) <= _LARGEST else None
    if not isinstance(kept, str):
        return None
    if _DATE.fullmatch(kept):
        try:
            return date.fromisoformat(kept)
        except ValueError:
            return kept
    return kept


def as_kind(kind: Kind) -> sql.Composable:
    """The value of a row of `account_fields v` where it is of this kind, else NULL."""
    return sql.SQL(_AS[kind])


def of_row(name: str, expression: sql.Composable, given: Parameters) -> sql.Composable:
    """An expression over the field's row; NULL where there is none, or its source's word is stale."""
    return sql.SQL(
        "(SELECT {} FROM account_fields v WHERE v.account_id = a.id AND v.name = {}"
        " AND ({} < %(now)s) IS NOT TRUE)"
    ).format(expression, given.add(name), sql.SQL(FRESH_UNTIL))
