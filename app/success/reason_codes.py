"""How a firing can end: the codes thresholds are tuned by; a workspace may add its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

from app.success.toml_files import Table, tables

Means = Literal["worked", "noise", "neutral"]
"""What a code says about the trigger: it led to something, it should not have fired, or neither."""

NAME: Final = "reason_codes"
BUILT_IN: Final = ("false_positive", "resolved", "adoption_recovered", "renewal_risk_reduced")
"""Codes that every workspace has, because reports compare them over time."""
_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One way to close a firing, in words, and what it says about the trigger."""

    name: str
    title: str
    means: Means


@cache
def shipped() -> Mapping[str, str]:
    """The text of the codes that come with the product."""
    path = Path(__file__).with_name("reason_codes.toml")
    return MappingProxyType({NAME: path.read_text(encoding="utf-8")})


def read(text: str, file: str) -> Mapping[str, ReasonCode]:
    """Codes by name, in the order of the file. Raises Problems."""
    top = tables(text, file)
    top.only("codes")
    codes = top.table("codes")
    found = {name: _code(name, table) for name, table in codes.tables().items()}
    missing = [name for name in BUILT_IN if name not in found]
    if missing:
        codes.place.complain(f"must keep {', '.join(missing)}: reports compare them over time.")
    if len(found) > _MOST:
        codes.place.complain(f"may have {_MOST} codes, this has {len(found)}. Few are chosen with care.")
    top.settle()
    return MappingProxyType(found)


def _code(name: str, table: Table) -> ReasonCode:
    table.only("title", "means")
    if not (name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= 60):
        table.place.complain("must be small letters, digits and `_`.")
    means = cast(Means, table.choice("means", get_args(Means)))
    return ReasonCode(name, table.text("title", longest=80), means)
