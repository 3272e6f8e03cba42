"""Conditions as SQL: the twin of `app/success/conditions/judging.py`. Unknown is NULL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

from psycopg import sql

from app.database import Db
from app.queries import custom_values
from app.queries.readings import Parameters, days_of_date, is_custom, read_sql
from app.success.conditions.compare import folded, kind
from app.success.conditions.fields import Kind, kind_of
from app.success.conditions.types import All, AnyOf, Condition, ForSegment, Not, Op, Reading, Scalar, Test

AsKind = Callable[[Kind], sql.Composable | None]
"""The value as one of a kind: NULL where it is of another, None where it never is of that kind."""

_SIGNS: Final[Mapping[Op, LiteralString]] = {
    "above": "{} > {}",
    "at_least": "{} >= {}",
    "below": "{} < {}",
    "at_most": "{} <= {}",
}
_UNKNOWN: Final = sql.SQL("NULL::boolean")


async def accounts_meeting(
    db: Db,
    condition: Condition,
    now: datetime,
    *,
    segments: Mapping[str, Condition],
    limit: int | None = None,
) -> list[str]:
    """The ids of the accounts for which a condition is true, by id; never of one merged into another."""
    meeting, values = where(condition, now, segments)
    statement = sql.SQL(
        "SELECT a.id FROM accounts a WHERE a.merged_into_id IS NULL AND {} ORDER BY a.id LIMIT %(most)s"
    ).format(meeting)
    rows = await (await db.execute(statement, {**values, "most": limit})).fetchall()
    return [row["id"] for row in rows]


def where(
    condition: Condition, now: datetime, segments: Mapping[str, Condition], *, prefix: str = "c"
) -> tuple[sql.Composable, dict[str, Any]]:
    """An expression over `accounts a` that is true or false, and its parameters: `now`, `today` and names
    that begin with `prefix`."""
    given = Parameters(now, prefix)
    return sql.SQL("({}) IS TRUE").format(truth(condition, given, segments)), given.values


def truth(condition: Condition, given: Parameters, segments: Mapping[str, Condition]) -> sql.Composable:
    """An expression over `accounts a` that is true, false or NULL."""
    match condition:
        case Test():
            return _test(condition, given)
        case All():
            return _joined(" AND ", "true", condition.of, given, segments)
        case AnyOf():
            return _joined(" OR ", "false", condition.of, given, segments)
        case Not():
            return sql.SQL("(NOT {})").format(truth(condition.of, given, segments))
        case ForSegment():
            return _for_segment(condition, given, segments)


def _joined(
    word: LiteralString,
    none: LiteralString,
    parts: Sequence[Condition],
    given: Parameters,
    segments: Mapping[str, Condition],
) -> sql.Composable:
    if not parts:
        return sql.SQL(none)
    return sql.SQL("({})").format(sql.SQL(word).join([truth(part, given, segments) for part in parts]))


def _for_segment(
    condition: ForSegment, given: Parameters, segments: Mapping[str, Condition]
) -> sql.Composable:
    otherwise = truth(condition.otherwise, given, segments)
    cases = [
        sql.SQL("WHEN {} THEN {}").format(truth(segments[name], given, {}), truth(case, given, segments))
        for name, case in condition.cases
        if name in segments
    ]
    if not cases:
        return otherwise
    return sql.SQL("(CASE {} ELSE {} END)").format(sql.SQL(" ").join(cases), otherwise)


# --- a test ---


def _test(test: Test, given: Parameters) -> sql.Composable:
    if is_custom(test.reading):
        return _test_custom(test, test.reading.field or "", given)
    value = read_sql(test.reading, given)
    return _tested(
        test, _known_as(value, _kind(test.reading)), sql.SQL("{} IS NOT NULL").format(value), given
    )


def _test_custom(test: Test, name: str, given: Parameters) -> sql.Composable:
    """The test within the row that holds the field, so that the field is looked up once."""
    if test.reading.measure != "latest":
        days = days_of_date(custom_values.as_kind("date"), test.reading.measure)
        known: sql.Composable = sql.SQL("{} IS NOT NULL").format(days)
        tested = _tested(test, _known_as(days, "number"), known, given)
    else:
        known = custom_values.IS_KNOWN
        tested = _tested(test, custom_values.as_kind, known, given)
    found = custom_values.of_row(name, tested, given)
    if test.op in ("known", "unknown"):
        return sql.SQL("coalesce({}, {})").format(found, sql.Literal(test.op == "unknown"))
    return found


def _kind(reading: Reading) -> Kind:
    is_plain_field = reading.field is not None and reading.measure == "latest"
    return (kind_of(reading.field or "") if is_plain_field else None) or "number"


def _known_as(value: sql.Composable, its_kind: Kind) -> AsKind:
    return lambda asked: value if asked == its_kind else None


def _tested(test: Test, as_kind: AsKind, known: sql.Composable, given: Parameters) -> sql.Composable:
    against = test.against
    several: tuple[Scalar, ...] = (
        against if isinstance(against, tuple) else () if against is None else (against,)
    )
    match test.op:
        case "known":
            return sql.SQL("({})").format(known)
        case "unknown":
            return sql.SQL("(NOT {})").format(known)
        case "is" | "one_of":
            return _among(several, as_kind, known, given)
        case "is_not" | "none_of":
            return sql.SQL("(NOT {})").format(_among(several, as_kind, known, given))
        case _:
            return _ordered(test.op, several[0], as_kind, given) if several else _UNKNOWN


def _among(
    several: Sequence[Scalar], as_kind: AsKind, known: sql.Composable, given: Parameters
) -> sql.Composable:
    """Whether the value is one of several; one of another kind is none of them."""
    same = [
        sql.SQL("coalesce({}, false)").format(_same(value, one, given))
        for one in several
        if (value := as_kind(kind(one))) is not None
    ]
    among = sql.SQL(" OR ").join(same) if same else sql.SQL("false")
    return sql.SQL("(CASE WHEN {} THEN {} END)").format(known, among)


def _same(value: sql.Composable, one: Scalar, given: Parameters) -> sql.Composable:
    if isinstance(one, str):
        return sql.SQL('(lower({} COLLATE "C") = {})').format(value, given.add(folded(one)))
    return sql.SQL("({} = {})").format(value, given.add(_number_or(one)))


def _ordered(op: Op, one: Scalar, as_kind: AsKind, given: Parameters) -> sql.Composable:
    value = as_kind(kind(one)) if kind(one) in ("number", "date") else None
    if value is None:
        return _UNKNOWN
    return sql.SQL("({})").format(sql.SQL(_SIGNS[op]).format(value, given.add(_number_or(one))))


def _number_or(one: Scalar) -> Scalar:
    """Whole numbers as the floating ones they are compared with."""
    return float(one) if kind(one) == "number" and isinstance(one, int | float) else one
