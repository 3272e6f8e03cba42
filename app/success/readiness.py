"""How far a workspace is: which of the four layers stands, what to do next, what goes wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Counts = Mapping[str, float]
"""Figures about a workspace by name; those of `readiness.toml`. One that is missing counts as nought."""
REACTIVE = "reactive"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a layer needs. `needs`: least values by figure."""

    name: str
    title: str
    needs: Mapping[str, float]
    do: str
    href: str


@dataclass(frozen=True, slots=True)
class Layer:
    name: str
    title: str
    about: str
    symptom: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """How mature the work is; `needs` may name layers as `layer_data`."""

    name: str
    title: str
    about: str
    needs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Guard:
    """A known way to fail, told when all of `when` is reached and not all of `unless`."""

    name: str
    title: str
    says: str
    do: str
    href: str
    when: Mapping[str, float]
    unless: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """`readiness.toml`, read once: layers from the ground up, stages from the lowest."""

    layers: tuple[Layer, ...]
    stages: tuple[Stage, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A check and how far it is: `missing` has the figures that fall short, as (name, value, least value)."""

    check: Check
    missing: tuple[tuple[str, float, float], ...]

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Standing:
    """A layer with its checks. `rests_on` names the layer below it that does not stand, if there is one:
    then what looks like its own fault may be that one's."""

    layer: Layer
    checks: tuple[Judged, ...]
    rests_on: str | None

    @property
    def stands(self) -> bool:
        return all(check.is_met for check in self.checks)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A guard that holds, in words."""

    guard: Guard
    says: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """The whole. `next` is what to do now, None when everything stands; `stage` is a stage's name, or
    `reactive` below the first."""

    layers: tuple[Standing, ...]
    next: Check | None
    stage: str
    diagnosis: str
    alarms: tuple[Alarm, ...]


@cache
def plan() -> Plan:
    text = (Path(__file__).parent / "readiness.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    return Plan(
        tuple(
            Layer(
                one["name"],
                one["title"],
                one["about"],
                one["symptom"],
                tuple(Check(**check) for check in one["check"]),
            )
            for one in data["layer"]
        ),
        tuple(Stage(**one) for one in data["stage"]),
        tuple(Guard(**{"unless": {}, **one}) for one in data["guard"]),
    )


def judge(counts: Counts) -> Readiness:
    """How far a workspace with these figures is."""
    layers: list[Standing] = []
    for layer in plan().layers:
        checks = tuple(Judged(check, _missing(check.needs, counts)) for check in layer.checks)
        broken = next((below.layer.name for below in layers if not below.stands), None)
        layers.append(Standing(layer, checks, broken))
    standing = {f"layer_{one.layer.name}": float(one.stands) for one in layers}
    return Readiness(
        tuple(layers),
        _next(layers),
        _stage({**counts, **standing}),
        _diagnosis(layers),
        tuple(_alarm(guard, counts) for guard in plan().guards if _holds(guard, counts)),
    )


def _missing(needs: Mapping[str, float], counts: Counts) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (name, counts.get(name, 0.0), least) for name, least in needs.items() if counts.get(name, 0.0) < least
    )


def _next(layers: list[Standing]) -> Check | None:
    """The first unmet check of the lowest layer that does not stand."""
    return next((one.check for layer in layers for one in layer.checks if not one.is_met), None)


def _stage(counts: Counts) -> str:
    reached = [stage.name for stage in plan().stages if not _missing(stage.needs, counts)]
    return reached[-1] if reached else REACTIVE


def _diagnosis(layers: list[Standing]) -> str:
    """Read downward: trouble in an upper layer is looked for in the lowest broken one."""
    lowest = next((one for one in layers if not one.stands), None)
    if lowest is None:
        return "All four layers stand."
    begun = [one for one in layers if one.rests_on and any(check.is_met for check in one.checks)]
    own = f"{lowest.layer.title} does not stand yet."
    if not begun:
        return own
    above, below = begun[-1].layer, lowest.layer.title.lower()
    seen = above.symptom.rstrip(".").lower()
    return f"{own} {above.title} is built on it: if “{seen}” is what you see, look at {below} first."


def _holds(guard: Guard, counts: Counts) -> bool:
    if _missing(guard.when, counts):
        return False
    return not guard.unless or bool(_missing(guard.unless, counts))


def _alarm(guard: Guard, counts: Counts) -> Alarm:
    return Alarm(guard, guard.says.format_map(_Figures(counts)))


class _Figure(float):
    """A figure in a sentence: `{tasks}` is "3", `{tasks:task is|tasks are}` "1 task is" or "3 tasks are"."""

    def __format__(self, words: str) -> str:
        told = f"{float(self):,.0f}"
        one, _, many = words.partition("|")
        return f"{told} {one if told == '1' else many}" if words else told


class _Figures(dict[str, _Figure]):
    """Figures as they read in a sentence; one that is missing is nought."""

    def __init__(self, counts: Counts) -> None:
        super().__init__({name: _Figure(value) for name, value in counts.items()})

    def __missing__(self, key: str) -> _Figure:
        return _Figure(0)
