"""Readings as SQL: the twin of `app/success/conditions/reading.py`, measure by measure.

An expression is over `accounts a`; whatever a definition says arrives as a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from app.queries.account_values import moment, relied_on
from app.success import catalog
from app.success.conditions.fields import CUSTOM, kind_of
from app.success.conditions.reading import group_of
from app.success.conditions.spans import MOST_HALVINGS, Span, span, span_before
from app.success.conditions.types import Measure, Reading
from app.success.record import EVERY

NEWEST: LiteralString = 'f.at DESC, f.id COLLATE "C" DESC'
"""The order in which the first is the newest; ids decide between points of the same moment."""


class Parameters:
    """Values on their way into a statement, each under a name of its own."""

    def __init__(self, now: datetime, prefix: str = "c") -> None:
        self.now = now
        self.prefix = prefix
        self.values: dict[str, Any] = moment(now)

    def add(self, value: object) -> sql.Placeholder:
        name = f"{self.prefix}{len(self.values)}"
        self.values[name] = value
        return sql.Placeholder(name)


def is_custom(reading: Reading) -> bool:
    return reading.field is not None and reading.field.startswith(CUSTOM)


def read_sql(reading: Reading, given: Parameters) -> sql.Composable:
    """The value of a reading, NULL while unknown. Fields of a workspace's own are read in `custom_values`."""
    if reading.field is not None:
        return _field(reading)
    if reading.score is not None:
        return sql.SQL(
            "(SELECT h.score FROM health h WHERE h.account_id = a.id AND h.definition = {})"
        ).format(given.add(reading.score))
    return _MEASURES[reading.measure](reading, given)


def _field(reading: Reading) -> sql.Composable:
    kind = kind_of(reading.field or "")
    if kind is None:
        return sql.SQL("NULL")
    value = relied_on(reading.field or "")
    if reading.measure == "latest":
        cast: LiteralString = "{}::float8" if kind == "number" else "{}"
        return sql.SQL(cast).format(value)
    if kind != "date":
        return sql.SQL("NULL")
    return days_of_date(value, reading.measure)


def days_of_date(value: sql.Composable, measure: Measure) -> sql.Composable:
    if measure == "days_until":
        return sql.SQL("({} - %(today)s::date)::float8").format(value)
    return sql.SQL("(%(today)s::date - {})::float8").format(value)


# --- which facts ---


def _named(name: str, given: Parameters) -> sql.Composable:
    if name.endswith(EVERY):
        return sql.SQL("f.account_id = a.id AND starts_with(f.name, {})").format(given.add(name[: -len("*")]))
    return sql.SQL("f.account_id = a.id AND f.name = {}").format(given.add(name))


def _labelled(reading: Reading, given: Parameters) -> sql.Composable:
    if not reading.labels:
        return sql.SQL("")
    return sql.SQL(" AND f.label = ANY({})").format(given.add(list(reading.labels)))


def _facts(reading: Reading, given: Parameters, window: Span) -> sql.Composable:
    """FROM and WHERE for the facts of a window."""
    return sql.SQL("FROM facts f WHERE {}{}{}").format(
        _named(reading.fact or "", given), _labelled(reading, given), _between(window, given)
    )


def _between(window: Span, given: Parameters) -> sql.Composable:
    until = sql.SQL(" AND f.at <= {}").format(given.add(window.until))
    if window.after is None:
        return until
    return sql.SQL("{} AND f.at > {}").format(until, given.add(window.after))


def _silent(reading: Reading, given: Parameters, until: datetime) -> sql.Composable:
    """What an empty window counts as."""
    name = reading.fact or ""
    if catalog.silence(name) == "nothing":
        return sql.SQL("0::float8")
    return sql.SQL("(SELECT 0::float8 WHERE EXISTS (SELECT FROM facts f WHERE {} AND f.at <= {}))").format(
        _named(name, given), given.add(until)
    )


def _settled(value: sql.Composable) -> sql.Composable:
    return sql.SQL("(floor(({}) * 1e6::float8 + 0.5::float8) / 1e6::float8)").format(value)


def _days(earlier: sql.Composable, later: sql.Composable) -> sql.Composable:
    return sql.SQL("(extract(epoch FROM {} - {}) / 86400)::float8").format(later, earlier)


def _moment(at: datetime, given: Parameters) -> sql.Composable:
    return sql.SQL("{}::timestamptz").format(given.add(at))


# --- measures ---


def _latest(reading: Reading, given: Parameters) -> sql.Composable:
    return sql.SQL("(SELECT f.value {} ORDER BY {} LIMIT 1)").format(
        _facts(reading, given, span(reading, given.now)), sql.SQL(NEWEST)
    )


def _whole(
    counted: LiteralString, empty_is_silent: bool = True
) -> Callable[[Reading, Parameters], sql.Composable]:
    """A measure over all points of the window; unknown, or silent, where there are none."""

    def measure(reading: Reading, given: Parameters) -> sql.Composable:
        window = span(reading, given.now)
        silent = _silent(reading, given, window.until) if empty_is_silent else sql.SQL("NULL")
        return _over(sql.SQL(counted), _facts(reading, given, window), silent)

    return measure


def _over(counted: sql.Composable, facts: sql.Composable, silent: sql.Composable) -> sql.Composable:
    return sql.SQL("(SELECT CASE WHEN count(*) > 0 THEN ({})::float8 ELSE {} END {})").format(
        counted, silent, facts
    )


def _sum_within(reading: Reading, given: Parameters, window: Span) -> sql.Composable:
    total = _settled(sql.SQL("sum(f.value)"))
    return _over(total, _facts(reading, given, window), _silent(reading, given, window.until))


def _sum(reading: Reading, given: Parameters) -> sql.Composable:
    return _sum_within(reading, given, span(reading, given.now))


def _mean(reading: Reading, given: Parameters) -> sql.Composable:
    mean = _settled(sql.SQL("sum(f.value) / count(*)::float8"))
    return _over(mean, _facts(reading, given, span(reading, given.now)), sql.SQL("NULL"))


def _change(reading: Reading, given: Parameters) -> sql.Composable:
    return sql.SQL(
        "(SELECT CASE WHEN w.before <> 0 THEN {} END FROM (SELECT {} AS after, {} AS before) w)"
    ).format(
        _settled(sql.SQL("100::float8 * (w.after - w.before) / abs(w.before)")),
        _sum_within(reading, given, span(reading, given.now)),
        _sum_within(reading, given, span_before(reading, given.now)),
    )


def _days_since(reading: Reading, given: Parameters) -> sql.Composable:
    window = span(reading, given.now)
    days = _settled(_days(sql.SQL("max(f.at)"), _moment(window.until, given)))
    return sql.SQL("(SELECT {} {})").format(days, _facts(reading, given, window))


def _days_until(reading: Reading, given: Parameters) -> sql.Composable:
    until = _moment(span(reading, given.now).until, given)
    return sql.SQL("(SELECT {} FROM facts f WHERE {}{} AND f.at > {})").format(
        _settled(_days(until, sql.SQL("min(f.at)"))),
        _named(reading.fact or "", given),
        _labelled(reading, given),
        until,
    )


def _weight(reading: Reading, given: Parameters, until: datetime, at: LiteralString) -> sql.Composable:
    if reading.half_life_days is None:
        return sql.SQL("1::float8")
    return sql.SQL("power(0.5::float8, least({} / {}::float8, {}::float8))").format(
        _days(sql.SQL(at), _moment(until, given)), given.add(reading.half_life_days), given.add(MOST_HALVINGS)
    )


def _voice(reading: Reading, given: Parameters) -> sql.Composable:
    window = span(reading, given.now)
    return sql.SQL(
        "(SELECT {mean} FROM (SELECT DISTINCT ON (f.contact_id) f.value, {weight} AS weight {facts}"
        " ORDER BY f.contact_id, {newest}) p)"
    ).format(
        mean=_settled(sql.SQL("sum(p.weight * p.value) / sum(p.weight)")),
        weight=_weight(reading, given, window.until, "f.at"),
        facts=_facts(reading, given, window),
        newest=sql.SQL(NEWEST),
    )


def _share(reading: Reading, given: Parameters) -> sql.Composable:
    window = span(reading, given.now)
    having = _facts(reading, given, window)
    heard = sql.SQL("FROM facts f WHERE {}{}").format(
        _named(group_of(reading.fact or ""), given), _between(window, given)
    )
    weight = _weight(reading, given, window.until, "max(f.at)")
    part, whole = (
        sql.SQL("(SELECT sum(p.weight) FROM (SELECT {} AS weight {} GROUP BY f.contact_id) p)").format(
            weight, facts
        )
        for facts in (having, heard)
    )
    return _settled(sql.SQL("coalesce({}, 0) / {}").format(part, whole))


_MEASURES: Mapping[Measure, Callable[[Reading, Parameters], sql.Composable]] = {
    "latest": _latest,
    "count": _whole("count(*)"),
    "sum": _sum,
    "mean": _mean,
    "least": _whole("min(f.value)", empty_is_silent=False),
    "most": _whole("max(f.value)", empty_is_silent=False),
    "people": _whole("nullif(count(DISTINCT f.contact_id), 0)"),
    "days_since": _days_since,
    "days_until": _days_until,
    "change": _change,
    "voice": _voice,
    "share": _share,
}
