"""How the features of a prediction read to a person, from `foresight.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import exp, expm1
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("foresight.toml")
_TIED = "\N{NO-BREAK SPACE}"


@cache
def tables() -> dict[str, Any]:
    """The shipped file, as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's title, its sentence with a gap for the value, how the value is written, and which action
    it speaks for."""

    name: str
    title: str
    form: str
    says: str
    act: str

    def sentence(self, value: float | None) -> str:
        """ "Usage is down 32 % on the twelve weeks before", or that it is not known."""
        if value is None:
            return f"{self.title}: not known"
        return self.says.format(_written(self.form, value))


@cache
def features() -> dict[str, Feature]:
    """Every feature by name."""
    return {name: Feature(name, **told) for name, told in tables()["feature"].items()}


def _written(form: str, value: float) -> str:
    if form == "change":
        percent = round(100 * expm1(value))
        return "unchanged" if percent == 0 else f"{'up' if percent > 0 else 'down'} {abs(percent)}{_TIED}%"
    if form == "share":
        return f"{round(100 * value)}{_TIED}%"
    if form in ("days", "log_days"):
        days = round(expm1(value) if form == "log_days" else value)
        return f"{days:,} {'day' if days == 1 else 'days'}"
    if form == "log_hours":
        return f"{expm1(value):,.0f} hours"
    if form == "log10":
        return f"{10**value:,.0f}"
    if form == "signed":
        return f"{value:+.1f}".replace("-", "−")
    if form == "points":
        return f"{100 * value:+.0f}".replace("-", "−")
    if form == "value":
        return f"{value:.1f}"
    return f"{exp(value) - 1 if form == 'log' else value:,.0f}"
