"""Thresholds: a value for all, others for segments, and what a workspace says instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.success.conditions.judging import is_in
from app.success.conditions.types import Condition
from app.success.record import Record
from app.success.toml_files import Place, Table, tables

WORKSPACE = "workspace"
BASE = "base"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number conditions may name as `$name`, with other values for some segments, the last one winning."""

    name: str
    value: float
    segments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effective:
    """The value that counts for an account, who said it (`base`, `segment enterprise`, `workspace`), and all
    that was said on the way: (who, value), from the most general to the one that counts."""

    value: float
    said_by: str
    layers: tuple[tuple[str, float], ...] = ()


def effective(
    thresholds: Iterable[Threshold],
    record: Record,
    now: datetime,
    segments: Mapping[str, Condition],
    overrides: Mapping[str, float] | None = None,
) -> dict[str, Effective]:
    """Each threshold as it counts for an account: base, then each segment it is in, in order, then the
    workspace's own word. `overrides` holds those by the threshold's name."""
    return {
        threshold.name: _effective(threshold, record, now, segments, overrides or {})
        for threshold in thresholds
    }


def _effective(
    threshold: Threshold,
    record: Record,
    now: datetime,
    segments: Mapping[str, Condition],
    overrides: Mapping[str, float],
) -> Effective:
    layers = [(BASE, threshold.value)]
    for name, value in threshold.segments.items():
        if is_in(name, record, now, segments=segments):
            layers.append((f"segment {name}", value))
    if threshold.name in overrides:
        layers.append((WORKSPACE, overrides[threshold.name]))
    said_by, value = layers[-1]
    return Effective(value, said_by, tuple(layers))


def values(effective_ones: Mapping[str, Effective]) -> dict[str, float]:
    """The bare numbers, as `resolved` takes them."""
    return {name: one.value for name, one in effective_ones.items()}


def thresholds_from(table: Table) -> tuple[Threshold, ...]:
    """Thresholds of a definition. A number is for all; a table has a base and segments:

    [thresholds]
    quiet_days = 14
    drop = {base = -30, segments = {enterprise = -20}}
    """
    return tuple(_threshold(name, table) for name in table.values)


def _threshold(name: str, table: Table) -> Threshold:
    _name_is_fit(name, table.place.at(name))
    if not isinstance(table.values[name], Mapping):
        return Threshold(name, table.number(name))
    own = table.table(name)
    own.only("base", "segments")
    by_segment = own.table("segments", needed=False)
    return Threshold(name, own.number("base"), {key: by_segment.number(key) for key in by_segment.values})


def _name_is_fit(name: str, place: Place) -> None:
    if not name.isidentifier():
        place.complain("must be letters, digits and `_`, so that conditions can name it after a `$`.")


def read_overrides(text: str, file: str) -> dict[str, dict[str, float]]:
    """What a workspace says instead, by trigger and threshold. Raises Problems.

    [usage-drop]
    drop = -40
    """
    top = tables(text, file)
    found = {name: {key: table.number(key) for key in table.values} for name, table in top.tables().items()}
    top.settle()
    return found
