"""Reading a health definition from TOML; those that come with the product lie beside this file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from app.success.conditions import Condition, Reading, condition_from, reading_from
from app.success.conditions import horizon_days as horizon
from app.success.conditions.spans import reach_days
from app.success.health.bands import BAND_NAMES, DIRECTIONS, Band, BandName, Direction
from app.success.health.mappings import LEAST, MOST, Bounded, Linear, Step, ToScore
from app.success.health.sentences import placeholders
from app.success.health.types import (
    COMBINES,
    DEFAULT,
    LEAST_COVERAGE,
    TURNS,
    UNITS,
    Combine,
    Definition,
    Factor,
    Part,
    Turn,
    Unit,
)
from app.success.toml_files import Table, tables

MOST_FACTORS = 40
_MAPPINGS = ("step", "linear", "bounded")
_PART = ("read", "per", "map", "unit", "says", "floor")
_FACTOR = (
    "name", "title", "about", "weight", "combine", "known_when", "left_out_when", "fades_days", "weights",
    "parts",
)  # fmt: skip
_DEFINITION = (
    "name", "title", "about", "direction", "least_coverage", "route_below", "applies_when", "bands",
    "factors",
)  # fmt: skip


@cache
def shipped() -> Mapping[str, str]:
    """The text of every definition that comes with the product, by name, the default one first."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda path: (path.stem != DEFAULT, path.stem))
    return MappingProxyType({path.stem: path.read_text(encoding="utf-8") for path in files})


def read(text: str, file: str) -> Definition:
    """A definition from its text. Raises app.success.toml_files.Problems."""
    top = tables(text, file)
    top.only(*_DEFINITION)
    factors = tuple(_factor(one) for one in top.list_of_tables("factors", most=MOST_FACTORS))
    definition = Definition(
        name=top.identifier("name"),
        title=top.text("title", longest=80),
        about=top.text("about"),
        version=version_of(text),
        direction=cast(Direction, top.choice("direction", DIRECTIONS, default="higher_is_better")),
        least_coverage=top.number("least_coverage", least=0.0, most=1.0, default=LEAST_COVERAGE),
        factors=factors,
        bands=_bands(top),
        route_below=top.number("route_below", least=LEAST, most=MOST) if "route_below" in top else None,
        applies_when=_condition(top, "applies_when"),
    )
    _check_factors(top, factors)
    top.settle()
    return definition


def version_of(text: str) -> str:
    """What tells a text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _check_factors(top: Table, factors: tuple[Factor, ...]) -> None:
    place = top.place.at("factors")
    if "factors" in top and not factors:
        place.complain("A score needs at least one factor.")
    for number, factor in enumerate(factors):
        if factor.name in {earlier.name for earlier in factors[:number]}:
            place.at(number, "name").complain("is the name of an earlier factor. Give each its own.")
    if factors and not top.place.problems and not any(factor.weight for factor in factors):
        place.complain("One factor at least must weigh something.")


def _bands(top: Table) -> tuple[Band, ...]:
    found = []
    for one in top.list_of_tables("bands"):
        one.only("name", "at_least", "action", "who")
        name = cast(BandName, one.choice("name", BAND_NAMES))
        cut = one.number("at_least", least=LEAST, most=MOST)
        found.append(Band(name, cut, one.text("action", longest=200), one.text("who", longest=80)))
    place = top.place.at("bands")
    if found and tuple(band.name for band in found) != BAND_NAMES:
        place.complain(f"must be {', '.join(BAND_NAMES)}, each once and in this order.")
    elif any(worse.at_least >= better.at_least for better, worse in pairwise(found)):
        place.complain("must begin lower from band to band.")
    elif found and found[-1].at_least != LEAST:
        place.at(len(found) - 1, "at_least").complain("must be 0, so that every score has a band.")
    return tuple(found)


def _factor(table: Table) -> Factor:
    has_parts = "parts" in table
    table.only(*_FACTOR, *(() if has_parts else _PART))
    parts = table.list_of_tables("parts", most=10) if has_parts else (table,)
    weights = table.table("weights", needed=False)
    return Factor(
        name=table.identifier("name"),
        title=table.text("title", longest=80),
        about=table.text("about"),
        weight=table.number("weight", least=0.0, most=1000.0),
        parts=tuple(part for one in parts if (part := _part(one, is_alone=not has_parts)) is not None),
        combine=cast(Combine, table.choice("combine", COMBINES, default="mean")),
        known_when=_condition(table, "known_when"),
        left_out_when=_condition(table, "left_out_when"),
        fades_days=table.number("fades_days", least=1.0, most=3650.0) if "fades_days" in table else None,
        weights=tuple((name, weights.number(name, least=0.0, most=1000.0)) for name in weights.values),
    )


def _part(table: Table, *, is_alone: bool) -> Part | None:
    if not is_alone:
        table.only(*_PART)
    reading = _reading(table, "read")
    per = _reading(table, "per") if "per" in table else None
    mapping = _mapping(table.table("map"))
    says = _says(table.table("says"), is_change=reading is not None and reading.measure == "change")
    unit = cast(Unit, table.choice("unit", UNITS))
    floor = table.number("floor", least=0.0, default=0.0)
    if reading is None or mapping is None:
        return None
    return Part(reading, mapping, unit, says, per, floor)


def _reading(table: Table, name: str) -> Reading | None:
    own = table.table(name)
    own.only(
        "field", "fact", "score", "label", "labels", "measure", "window_days", "ago_days", "half_life_days"
    )
    found = reading_from(own.values, own.place)
    if found is not None and found.score is not None:
        own.place.complain("A score is not made of scores. Read a fact or a field.")
    return found


def _says(table: Table, *, is_change: bool) -> Mapping[Turn, str]:
    table.only(*TURNS)
    needed = ("rose", "fell") if is_change else ("some",)
    for turn in needed:
        if turn not in table:
            table.place.at(turn).complain("is missing; it must be a sentence.")
    found: dict[Turn, str] = {name: table.text(name, longest=200) for name in TURNS if name in table}
    for name, sentence in found.items():
        wrong = placeholders(sentence) - {"value", "now", "before", "of"}
        if wrong:
            table.place.at(name).complain("may name {value}, {now}, {before} and {of}, nothing else.")
    return MappingProxyType(found)


def _condition(table: Table, name: str) -> Condition | None:
    if name not in table:
        return None
    own = table.table(name)
    return condition_from(own.values, own.place)


def _mapping(table: Table) -> ToScore | None:
    kind = table.choice("kind", _MAPPINGS)
    if kind != table.values.get("kind"):
        return None
    if kind == "linear":
        table.only("kind", "zero_at", "full_at")
        zero, full = table.number("zero_at"), table.number("full_at")
        if zero != full:
            return Linear(zero, full)
        if "zero_at" in table and "full_at" in table:
            table.place.at("full_at").complain("must differ from `zero_at`.")
        return None
    name = "steps" if kind == "step" else "points"
    table.only("kind", name, *(("below",) if kind == "step" else ()))
    pairs = _pairs(table, name)
    if not pairs:
        return None
    return Step(pairs, table.number("below", least=LEAST, most=MOST)) if kind == "step" else Bounded(pairs)


def _pairs(table: Table, name: str) -> tuple[tuple[float, float], ...]:
    """[value, score] pairs whose values rise and whose scores are scores."""
    found, place = table.values.get(name), table.place.at(name)
    if not isinstance(found, list) or not found or not all(map(_is_pair, found)):
        place.complain("must be pairs of a value and a score, as in [[0, 20], [10, 80]].")
        return ()
    pairs = tuple((float(value), float(score)) for value, score in found)
    if any(later[0] <= earlier[0] for earlier, later in pairwise(pairs)):
        place.complain("The values must rise from pair to pair.")
    elif not all(LEAST <= score <= MOST and abs(value) <= 1e15 for value, score in pairs):
        place.complain("Scores must be from 0 to 100, values between -1e15 and 1e15.")
    else:
        return pairs
    return ()


def _is_pair(given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) == 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in given)
    )


def horizon_days(definitions: Iterable[Definition], segments: Mapping[str, Condition]) -> float:
    """How far back scores need facts, their segments' conditions counted in."""
    given = tuple(definitions)
    asked = [condition for one in given for condition in _conditions(one)]
    looked_at = [reading for one in given for reading in _readings(one)]
    return max(horizon(asked), horizon(segments.values()), *map(reach_days, looked_at), 0.0)


def _conditions(definition: Definition) -> Iterator[Condition]:
    """Every condition of a definition, its factors' included."""
    of_factors = ((factor.known_when, factor.left_out_when) for factor in definition.factors)
    for condition in (definition.applies_when, *chain.from_iterable(of_factors)):
        if condition is not None:
            yield condition


def _readings(definition: Definition) -> Iterator[Reading]:
    for factor in definition.factors:
        for part in factor.parts:
            yield part.reading
            if part.per is not None:
                yield part.per
