"""All that is known about one account at one moment, as the core reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import merge

Value = str | float | bool | date
"""What a field holds. Money is in cents, shares are 0..1, dates have no time."""

EVERY = ".*"
"""`usage.*` reads every fact whose name begins with `usage.`."""


@dataclass(frozen=True, slots=True)
class Point:
    """One fact: when it was so, how much, and of what kind.

    `label` tells kinds apart under one name (a ticket's priority, a feature, an intent); `contact` is the id
    of the person it is about; `id` is the fact's row.
    """

    at: datetime
    value: float = 1.0
    label: str | None = None
    contact: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A field's value, who said so, and when it was so. `fresh_until` is when it stops being relied on."""

    value: Value
    source: str = ""
    at: datetime | None = None
    fresh_until: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        return self.fresh_until is not None and self.fresh_until < now


@dataclass(frozen=True, slots=True)
class Record:
    """One account. `fields` by name; `series` by fact name, oldest first; `scores` by definition.

    A name that is missing is unknown, which is never the same as nought.
    """

    account: str
    fields: Mapping[str, Known] = field(default_factory=dict)
    series: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)

    def points(self, name: str) -> tuple[Point, ...]:
        """The points of a fact, or of all facts under `prefix.*`, oldest first."""
        if not name.endswith(EVERY):
            return self.series.get(name, ())
        found = [points for key, points in self.series.items() if key.startswith(name[: -len("*")])]
        return found[0] if len(found) == 1 else tuple(merge(*found, key=lambda point: point.at))

    def value(self, name: str, now: datetime) -> Value | None:
        """A field that may be relied on now, else None."""
        known = self.fields.get(name)
        return None if known is None or known.is_stale(now) else known.value

    def __iter__(self) -> Iterator[str]:
        return iter(self.series)
