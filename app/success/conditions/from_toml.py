"""Conditions and readings as people write them in TOML.

    when.all = [
        { fact = "usage.*", measure = "change", window_days = 7, below = "$drop" },
        { field = "segment", one_of = ["enterprise", "mid-market"] },
        { not = { fact = "asked_for_human", measure = "count", window_days = 30, above = 0 } },
    ]

What is wrong is noted at its place; whoever reads the file raises it all at once with `settle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeGuard

from app.success import catalog
from app.success.conditions.fields import CUSTOM, KINDS, Kind, kind_of
from app.success.conditions.spans import LONGEST_DAYS
from app.success.conditions.types import (
    ALWAYS,
    MEASURES,
    NEVER,
    OPS,
    All,
    AnyOf,
    Condition,
    ForSegment,
    Measure,
    Not,
    Op,
    Reading,
    Scalar,
    Test,
)
from app.success.conditions.walk import is_threshold
from app.success.record import EVERY
from app.success.toml_files import Place, Table, meant

_SUBJECTS = ("field", "fact", "score")
_JOINS = ("all", "any", "not", "for_segment", "segment")
READING_FIELDS = (
    *_SUBJECTS, "label", "labels", "measure", "window_days", "ago_days", "half_life_days"
)  # fmt: skip
"""What a table may hold that describes a reading, beside whatever else it holds."""
_ORDERED: tuple[Op, ...] = ("above", "at_least", "below", "at_most")
_SEVERAL: tuple[Op, ...] = ("one_of", "none_of")
_OF_DATES: tuple[Measure, ...] = ("days_since", "days_until")
_WITH_HALF_LIFE: tuple[Measure, ...] = ("voice", "share")
_OTHERWISE = "otherwise"
_OWN = f" Names of your own begin with `{CUSTOM}`."
DEEPEST = 8
MOST_PARTS = 50


def condition_from(tree: Mapping[str, Any], where: Place, *, depth: int = 0) -> Condition:
    """The condition a table holds. Faults are noted at `where`; a faulty part is one that never holds."""
    if depth > DEEPEST:
        where.complain(f"Conditions may stand {DEEPEST} deep within each other, this is deeper.")
        return NEVER
    joins = [name for name in _JOINS if name in tree]
    if not joins:
        return _test(Table(tree, where))
    if len(tree) > 1:
        where.complain(f"holds `{joins[0]}` beside something else. Put both into one `all` or `any`.")
        return NEVER
    return _joined(joins[0], tree[joins[0]], where.at(joins[0]), depth)


def _joined(join: str, found: Any, where: Place, depth: int) -> Condition:
    match join:
        case "all":
            return All(_parts(found, where, depth))
        case "any":
            return AnyOf(_parts(found, where, depth))
        case "segment":
            return _in_segment(found, where)
    if not isinstance(found, Mapping):
        where.complain("must be a table in { }.")
        return NEVER
    if join == "not":
        return Not(condition_from(found, where, depth=depth + 1))
    return _for_segment(found, where, depth)


def _parts(found: Any, where: Place, depth: int) -> tuple[Condition, ...]:
    if not isinstance(found, list) or not found:
        where.complain("must be a list of conditions, as in [{…}, {…}].")
        return ()
    if len(found) > MOST_PARTS:
        where.complain(f"may have {MOST_PARTS} conditions, this has {len(found)}.")
    parts = []
    for number, part in enumerate(found[:MOST_PARTS]):
        if isinstance(part, Mapping):
            parts.append(condition_from(part, where.at(number), depth=depth + 1))
        else:
            where.at(number).complain("must be a condition in { }.")
    return tuple(parts)


def _in_segment(found: Any, where: Place) -> Condition:
    names = [found] if isinstance(found, str) else found
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        where.complain("must be the name of a segment, or a list of names.")
        return NEVER
    return ForSegment(tuple((name, ALWAYS) for name in names), NEVER)


def _for_segment(found: Mapping[str, Any], where: Place, depth: int) -> Condition:
    cases = []
    otherwise: Condition = NEVER
    for name, case in found.items():
        if not isinstance(case, Mapping):
            where.at(name).complain("must be a condition in { }.")
            continue
        condition = condition_from(case, where.at(name), depth=depth + 1)
        if name == _OTHERWISE:
            otherwise = condition
        else:
            cases.append((name, condition))
    if not cases:
        where.complain("names no segment.")
    return ForSegment(tuple(cases), otherwise)


# --- a test ---


def _test(table: Table) -> Condition:
    table.only(*READING_FIELDS, *OPS, *(_JOINS if not table.values else ()))
    reading = reading_from(table.values, table.place)
    ops = [op for op in OPS if op in table.values]
    if len(ops) != 1:
        said = "compares with nothing" if not ops else "compares twice; put two tests into one `all`"
        table.place.complain(f"{said}. Give one of {', '.join(OPS)}.")
        return NEVER
    if reading is None:
        return NEVER
    return _compared(reading, ops[0], table.values[ops[0]], table.place.at(ops[0]))


def _compared(reading: Reading, op: Op, found: Any, where: Place) -> Condition:
    if op in ("known", "unknown"):
        if found is not True:
            where.complain(
                f"must be true. For the opposite write `{'unknown' if op == 'known' else 'known'}`."
            )
        return Test(reading, op)
    kind = kind_read(reading)
    if op in _SEVERAL:
        if not isinstance(found, list) or not found or not all(map(_is_scalar, found)):
            where.complain("must be a list of values, as in [1, 2].")
            return NEVER
        for number, one in enumerate(found):
            _check_kind(kind, one, where.at(number))
        return Test(reading, op, tuple(found))
    if not _is_scalar(found):
        where.complain("must be one value: a number, a text in quotes, true or false, or a date.")
        return NEVER
    if op in _ORDERED and kind not in ("number", "date", "any"):
        where.complain("compares by size, which this field has none of. Use `is` or `one_of`.")
    else:
        _check_kind(kind, found, where)
    return Test(reading, op, found)


def _is_scalar(value: object) -> TypeGuard[Scalar]:
    return isinstance(value, str | float | int | bool | date) and not isinstance(value, datetime)


def _check_kind(kind: Kind, against: Scalar, where: Place) -> None:
    """Notes a value that can never be met."""
    if isinstance(against, float | int) and not abs(against) <= 1e15:
        where.complain("must be a number between -1e15 and 1e15.")
    if isinstance(against, str) and "\x00" in against:
        where.complain("holds a character that cannot be stored (NUL).")
    is_named = is_threshold(against)
    if kind == "any" or (kind == "number" and is_named):
        return
    fits = {
        "text": isinstance(against, str),
        "number": isinstance(against, int | float) and not isinstance(against, bool),
        "flag": isinstance(against, bool),
        "date": isinstance(against, date),
    }
    if not fits[kind]:
        shown = {"text": "a text in quotes", "number": "a number", "flag": "true or false"}
        where.complain(f"must be {shown.get(kind, 'a date without quotes, as in 2026-12-24')}.")


# --- a reading ---


def reading_from(tree: Mapping[str, Any], where: Place) -> Reading | None:
    """The reading a table describes; other fields of the table are left to whoever knows them."""
    table = Table(tree, where)
    subjects = [name for name in _SUBJECTS if name in tree]
    if len(subjects) != 1:
        where.complain("must name exactly one of field, fact, score.")
        return None
    name = table.text(subjects[0], longest=120)
    if not name:
        return None
    labels = (*table.texts("labels", default=()), *table.texts("label", default=()))
    measure = next(one for one in MEASURES if one == table.choice("measure", MEASURES, default="latest"))
    reading = Reading(
        field=name if subjects[0] == "field" else None,
        fact=name if subjects[0] == "fact" else None,
        score=name if subjects[0] == "score" else None,
        labels=labels,
        measure=measure,
        window_days=_days(table, "window_days"),
        ago_days=_days(table, "ago_days", least=0.0) or 0.0,
        half_life_days=_days(table, "half_life_days", least=1.0),
    )
    _check_name(reading, where.at(subjects[0]))
    _check_measure(reading, table)
    return reading


def _days(table: Table, name: str, *, least: float = 1 / 24) -> float | None:
    return table.number(name, least=least, most=LONGEST_DAYS) if name in table else None


def _check_name(reading: Reading, where: Place) -> None:
    if reading.field is not None and kind_of(reading.field) is None:
        where.complain(f"is not a field we know.{meant(reading.field, list(KINDS))}{_OWN}")
    if reading.fact is not None and not _is_fact(reading.fact):
        known = [*catalog.catalogue(), *_families()]
        where.complain(f"is not a fact we know.{meant(reading.fact, known)}{_OWN}")


def _is_fact(name: str) -> bool:
    return name.startswith(CUSTOM) or bool(catalog.kinds(name))


def _families() -> list[str]:
    """Every `prefix.*` of the catalogue."""
    return sorted({name.split(".")[0] + EVERY for name in catalog.catalogue() if "." in name})


def _check_measure(reading: Reading, table: Table) -> None:
    place = table.place
    if reading.fact is None:
        for name in ("label", "labels", "window_days", "ago_days", "half_life_days"):
            if name in table:
                place.at(name).complain("belongs to facts; a field or a score has none.")
    if reading.score is not None and reading.measure != "latest":
        place.at("measure").complain("belongs to facts; a score is read as it is.")
    if reading.field is not None and reading.measure != "latest":
        if reading.measure not in _OF_DATES:
            place.at("measure").complain(
                "belongs to facts; a field is read as it is, or by days_since or days_until."
            )
        elif kind_of(reading.field) not in ("date", "any", None):
            place.at("measure").complain("counts days, but this field holds no date.")
    if reading.measure == "change" and reading.window_days is None:
        place.complain("A change needs `window_days`: how long the two windows are that it compares.")
    if reading.measure == "share" and not reading.labels:
        place.complain("A share needs `label`: what those counted have.")
    if reading.measure == "days_until" and reading.window_days is not None:
        place.at("window_days").complain("has no meaning for days_until, which looks ahead.")
    if reading.half_life_days is not None and reading.measure not in _WITH_HALF_LIFE:
        place.at("half_life_days").complain("belongs to the measures voice and share.")


def kind_read(reading: Reading) -> Kind:
    """What kind of value a reading finds."""
    if reading.field is None or reading.measure in _OF_DATES:
        return "number"
    return kind_of(reading.field) or "any"
