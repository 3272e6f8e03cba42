"""Which kinds of policy there are, and who reads each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.success import contact_rules, hours, reason_codes
from app.success.conditions import segments, thresholds
from app.success.health import definition
from app.success.plays import play
from app.success.triggers import trigger


@dataclass(frozen=True)
class Reader:
    """How a kind's texts are read, and which are shipped, by name."""

    read: Callable[[str, str], Any]
    shipped: Callable[[], Mapping[str, str]]


READERS: Mapping[str, Reader] = {
    "health": Reader(definition.read, definition.shipped),
    "trigger": Reader(trigger.read, trigger.shipped),
    "play": Reader(play.read, play.shipped),
    "segment": Reader(segments.read, segments.shipped),
    "contact": Reader(contact_rules.read, contact_rules.shipped),
    "hours": Reader(hours.read, hours.shipped),
    "reason_codes": Reader(reason_codes.read, reason_codes.shipped),
    "thresholds": Reader(thresholds.read_overrides, dict),
}
