"""What holds in a workspace: every definition it uses, read once for each text.

A workspace's own versions lie over those shipped; what it switched off is not in the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeAlias

import structlog

from app.database import Db
from app.queries import policies
from app.services.policy_readers import READERS
from app.success.conditions import Condition, horizon_days
from app.success.conditions.spans import reach_days
from app.success.contact_rules import Rules
from app.success.health.types import Definition
from app.success.hours import Calendar
from app.success.plays.types import Play
from app.success.reason_codes import ReasonCode
from app.success.toml_files import Problems
from app.success.triggers import trigger as trigger_files
from app.success.triggers.types import Trigger

log = structlog.get_logger()

Held: TypeAlias = tuple[str, str, str, str]
"""Kind, name, status (live or off) and text of a version that holds."""


@dataclass(frozen=True)
class Book:
    """Definitions by name. `texts` has the text of each play, which its runs keep; `overrides` the
    workspace's own thresholds by trigger; `horizon_days` how far back a look needs facts."""

    health: Mapping[str, Definition]
    triggers: Mapping[str, Trigger]
    plays: Mapping[str, Play]
    segments: Mapping[str, Condition]
    hours: Calendar
    contact: Rules
    reason_codes: Mapping[str, ReasonCode]
    overrides: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    horizon_days: float = 0.0


async def book(db: Db) -> Book:
    """What holds in this transaction's workspace."""
    return bound(tuple((row.kind, row.name, row.status, row.source) for row in await policies.holding(db)))


@lru_cache(maxsize=128)
def bound(held: tuple[Held, ...]) -> Book:
    """The shipped definitions with these over them."""
    own = {(kind, name): (status, text) for kind, name, status, text in held}
    texts = {kind: _texts(kind, own) for kind in READERS}
    found = {kind: _readable(kind, every) for kind, every in texts.items()}
    triggers = {
        name: one
        for name, one in found["trigger"].items()
        if one.is_on or own.get(("trigger", name), ("", ""))[0] == "live"
    }
    health: dict[str, Definition] = found["health"]
    return Book(
        health=health,
        triggers=triggers,
        plays=found["play"],
        segments={name: one.when for name, one in found["segment"].items()},
        hours=_only(found["hours"]),
        contact=_only(found["contact"]),
        reason_codes=_only(found["reason_codes"]),
        overrides=_merged(found["thresholds"]),
        texts={
            name: _stands(text, "play", name) for name, text in texts["play"].items() if name in found["play"]
        },
        horizon_days=max(
            trigger_files.horizon_days(triggers.values()),
            *(_reach(one) for one in health.values()),
            horizon_days(one.when for one in found["segment"].values()),
        ),
    )


def _texts(kind: str, own: Mapping[tuple[str, str], tuple[str, str]]) -> dict[str, str]:
    """Name and text of what is not switched off, shipped first."""
    texts = dict(READERS[kind].shipped())
    texts |= {name: text for (of, name), (_, text) in own.items() if of == kind}
    return {name: text for name, text in texts.items() if own.get((kind, name), ("", ""))[0] != "off"}


@cache
def _read(kind: str, name: str, text: str) -> Any:
    return READERS[kind].read(text, f"{name}.toml")


def _readable(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What can be read. A text that was good under an earlier release and no longer is must not stop every
    look: the shipped one stands in for it, or none."""
    found = {}
    for name, text in texts.items():
        try:
            found[name] = _read(kind, name, _stands(text, kind, name))
        except Problems as wrong:
            log.warning("policy.unreadable", kind=kind, name=name, problems=len(wrong.problems))
    return found


def _stands(text: str, kind: str, name: str) -> str:
    """The text itself, else the shipped one of its name where it cannot be read."""
    try:
        _read(kind, name, text)
    except Problems:
        return READERS[kind].shipped().get(name, text)
    return text


def _only(found: Mapping[str, Any]) -> Any:
    """The one definition of a kind that has one; the shipped one stands where none of its own does."""
    return list(found.values())[-1]


def _merged(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, Mapping[str, float]]:
    return {trigger: values for one in found.values() for trigger, values in one.items()}


def _reach(definition: Definition) -> float:
    """How far back a score needs facts."""
    parts = [part for factor in definition.factors for part in factor.parts]
    asked = [factor.known_when for factor in definition.factors]
    asked += [factor.left_out_when for factor in definition.factors] + [definition.applies_when]
    reach = [reach_days(one) for part in parts for one in (part.reading, part.per) if one is not None]
    return max([*reach, horizon_days(one for one in asked if one is not None)], default=0.0)
