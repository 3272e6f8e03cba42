"""What models cost, from a file the operator writes: prices change too often to be shipped.

    currency = "EUR"

    [models."some-model"]
    input = 2.00
    cached_input = 0.50
    output = 8.00

Prices are for a million tokens. `cached_input` is for prompt tokens the server had kept; without it they
cost what others do.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_CACHED = "cached_input"
_NEEDED = ("input", "output")
_MOST = 1_000_000


class PricesProblem(ValueError):
    """A price file cannot be used; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Price:
    """Of a million tokens of each sort, in the file's currency."""

    input: float
    cached_input: float
    output: float


@dataclass(frozen=True)
class Prices:
    """Prices by model name. `currency` is an ISO 4217 code, empty when no prices are known."""

    currency: str = ""
    models: Mapping[str, Price] = field(default_factory=dict)

    def micros(
        self, model: str, *, prompt_tokens: int, cached_tokens: int, completion_tokens: int
    ) -> int | None:
        """Millionths of the currency, rounded up; None for a model without a price."""
        price = self.models.get(model)
        if price is None:
            return None
        fresh = prompt_tokens - cached_tokens
        cost = fresh * price.input + cached_tokens * price.cached_input + completion_tokens * price.output
        return math.ceil(round(cost, 6))


def read_prices(path: Path) -> Prices:
    """The prices in a TOML file. Raises PricesProblem, naming the table and field."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise PricesProblem("The file of model prices cannot be read.") from None
    except ValueError:
        raise PricesProblem("The file of model prices is not TOML.") from None
    currency = given.get("currency")
    if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise PricesProblem('Model prices: currency must be three capital letters, such as "EUR".')
    models = given.get("models")
    if not isinstance(models, dict) or not models:
        raise PricesProblem('Model prices: there must be a table [models."name"] for at least one model.')
    if unknown := sorted(given.keys() - {"currency", "models"}):
        raise PricesProblem(f"Model prices: there is no field {unknown[0]}.")
    return Prices(currency, {name: _price(name, table) for name, table in models.items()})


def _price(name: str, table: object) -> Price:
    where = f'Model prices, [models."{name}"]'
    if not isinstance(table, dict):
        raise PricesProblem(f"{where}: must be a table.")
    if unknown := sorted(table.keys() - {*_NEEDED, _CACHED}):
        raise PricesProblem(f"{where}: there is no field {unknown[0]}.")
    if missing := [key for key in _NEEDED if key not in table]:
        raise PricesProblem(f"{where}: {missing[0]} is missing.")
    for key, value in table.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value < _MOST:
            raise PricesProblem(f"{where}: {key} must be a number from 0 up, for a million tokens.")
    cached = table[_CACHED] if _CACHED in table else table["input"]
    return Price(float(table["input"]), float(cached), float(table["output"]))
