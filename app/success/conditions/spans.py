"""From when to when a reading looks; both readers of conditions ask here."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from app.success import catalog
from app.success.conditions.types import Reading

REACH_DAYS = 400.0
"""How far back a reading without a window looks: a year, and what arrives late."""
LONGEST_DAYS = 3650.0
MOST_HALVINGS = 60.0
"""A weight halves at most so often; it is nothing by then, and no reader stumbles over numbers too small."""


class Span(NamedTuple):
    """Points with after < at <= until; `after` None reaches back to the first."""

    after: datetime | None
    until: datetime


def span(reading: Reading, now: datetime) -> Span:
    """The window of a reading of facts."""
    until = now - timedelta(days=reading.ago_days)
    days = window_days(reading)
    return Span(None if days is None else until - timedelta(days=days), until)


def span_before(reading: Reading, now: datetime) -> Span:
    """The window just before, which `change` compares with."""
    after, until = span(reading, now)
    if after is None:  # a change always has a window
        return Span(None, until)
    return Span(after - (until - after), after)


def window_days(reading: Reading) -> float | None:
    """How long the window is. Without one, `latest` relies on a fact while it is fresh and `days_since`
    looks back for as long as there is anything, both only from now; all others look back REACH_DAYS."""
    if reading.window_days is not None:
        return reading.window_days
    if reading.ago_days == 0 and reading.measure == "days_since":
        return None
    if reading.ago_days == 0 and reading.measure == "latest" and reading.fact is not None:
        return catalog.fresh_days(reading.fact)
    return REACH_DAYS


def reach_days(reading: Reading) -> float:
    """How old a point may be and still matter to a reading, beside the first and newest of each name."""
    if reading.fact is None:
        return 0.0
    if reading.measure == "days_until":
        return reading.ago_days
    days = window_days(reading)
    if days is None:
        return 0.0
    return reading.ago_days + days * (2 if reading.measure == "change" else 1)


def today(now: datetime) -> date:
    """The day it is, in UTC: dates of contracts carry no zone."""
    return now.astimezone(UTC).date()


def days_between(earlier: datetime, later: datetime) -> float:
    return (later - earlier) / timedelta(days=1)


def settled(value: float) -> float:
    """A computed value to six decimals, so that the order of adding up decides no comparison."""
    return math.floor(value * 1e6 + 0.5) / 1e6
