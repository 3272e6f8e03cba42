"""The most that language models may cost: an interview, a study, a day of the workspace.

Caps are JSON, `{"interview": {"tokens": 60000}, "study": {"cost": 200}, "day": {"tokens": 5000000}}`, each
part optional. They come from the settings, the workspace and the study; the tightest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Scope = Literal["interview", "study", "day"]
SCOPES: tuple[Scope, ...] = ("interview", "study", "day")
UNITS = ("tokens", "cost")
MICROS = 1_000_000
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens asked and answered, and their cost in millionths of the currency as far as prices are known."""

    tokens: int = 0
    micros: int = 0


@dataclass(frozen=True, slots=True)
class Cap:
    """None caps nothing. Zero means that no model is asked at all."""

    tokens: int | None = None
    micros: int | None = None

    def share(self, spent: Spent) -> float:
        """How much of it is spent: 1.0 and more is reached; 0.0 where there is no cap."""
        pairs = ((spent.tokens, self.tokens), (spent.micros, self.micros))
        return max((used / cap if cap else 1.0 for used, cap in pairs if cap is not None), default=0.0)

    def told(self, currency: str) -> str:
        """In words, "" where nothing is capped."""
        parts = [
            "" if self.tokens is None else f"{self.tokens:,} tokens",
            "" if self.micros is None else f"{self.micros / MICROS:,.2f} {currency}".strip(),
        ]
        return " or ".join(filter(None, parts))


@dataclass(frozen=True)
class Caps:
    """One cap for each scope."""

    by_scope: Mapping[Scope, Cap] = field(default_factory=dict)

    def __getitem__(self, scope: Scope) -> Cap:
        return self.by_scope.get(scope, Cap())

    def reached(self, spent: Mapping[Scope, Spent]) -> Scope | None:
        """The first scope whose cap is reached, None while all have room."""
        return next((s for s in SCOPES if s in spent and self[s].share(spent[s]) >= 1.0), None)


def tightest(*all_caps: Caps) -> Caps:
    """The smallest of each cap."""
    return Caps(
        {
            scope: Cap(
                _smallest(caps[scope].tokens for caps in all_caps),
                _smallest(caps[scope].micros for caps in all_caps),
            )
            for scope in SCOPES
        }
    )


def read_caps(given: object, scopes: tuple[Scope, ...] = SCOPES) -> Caps:
    """Caps from their JSON form. Raises ValueError with a sentence that names the field."""
    if not isinstance(given, Mapping):
        raise ValueError("caps must be an object")
    if any(name not in scopes for name in given):
        raise ValueError(f"caps are of {', '.join(scopes)} and nothing else")
    return Caps({scope: _cap(scope, given[scope]) for scope in scopes if scope in given})


def _cap(scope: Scope, given: Any) -> Cap:
    if not isinstance(given, Mapping) or any(unit not in UNITS for unit in given):
        raise ValueError(f"{scope} must be an object with tokens, cost or both")
    for unit, value in given.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= _MOST or (unit == "tokens" and value != int(value)):
            raise ValueError(f"{scope}.{unit} must be a {'whole ' * (unit == 'tokens')}number from 0 up")
    tokens, cost = given.get("tokens"), given.get("cost")
    return Cap(
        None if tokens is None else int(tokens),
        None if cost is None else round(cost * MICROS),
    )


def _smallest(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)
