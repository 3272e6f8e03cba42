"""The catalogue of facts: what can be known about an account over time, and what silence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from app.success.record import EVERY
from app.success.toml_files import Table, tables

Silence = Literal["nothing", "unknown"]
_FILE = Path(__file__).with_name("facts.toml")
_SILENCES = ("nothing", "unknown")
_LONGEST_FRESH = 3650


@dataclass(frozen=True, slots=True)
class FactKind:
    """A name facts come under. `silence` says what no fact in a window means; after `fresh_days` without
    news the last one is no longer relied on."""

    name: str
    about: str
    group: str
    silence: Silence
    fresh_days: float | None = None


@cache
def catalogue() -> Mapping[str, FactKind]:
    """Every kind of fact we know, by name, in the order of the file."""
    return read(_FILE.read_text(encoding="utf-8"), _FILE.name)


def read(text: str, file: str) -> dict[str, FactKind]:
    """A catalogue. Raises Problems."""
    top = tables(text, file)
    found = {name: _kind(name, table) for name, table in top.tables().items()}
    top.settle()
    return found


def _kind(name: str, table: Table) -> FactKind:
    table.only("about", "group", "silence", "fresh_days")
    return FactKind(
        name,
        about=table.text("about", longest=300),
        group=table.text("group", longest=40),
        silence="nothing" if table.choice("silence", _SILENCES) == "nothing" else "unknown",
        fresh_days=table.number("fresh_days", least=1, most=_LONGEST_FRESH)
        if "fresh_days" in table
        else None,
    )


def covers(name: str, fact: str) -> bool:
    """Whether facts called `fact` are read under `name`, which may be `prefix.*`."""
    return fact.startswith(name[: -len("*")]) if name.endswith(EVERY) else fact == name


@cache
def kinds(name: str) -> tuple[FactKind, ...]:
    """The kinds under a name or `prefix.*`; none for a fact of somebody's own."""
    return tuple(kind for kind in catalogue().values() if covers(name, kind.name))


@cache
def silence(name: str) -> Silence:
    """What hearing nothing means. Under `prefix.*` one kind we would have heard of is enough; what is not in
    the catalogue is unknown while it was never heard of."""
    return "nothing" if any(kind.silence == "nothing" for kind in kinds(name)) else "unknown"


@cache
def fresh_days(name: str) -> float | None:
    """How long the last fact is relied on; the longest under `prefix.*`, None for as long as there is one."""
    days = [kind.fresh_days for kind in kinds(name)]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
