"""What simulated respondents are made of: personas, stories and sayings, read from a folder.

Sets that ship are folders beside this file; anybody's own folder of the same shape will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interviewer.rehearsal.material_reader import (
    Problems,
    read_personas,
    read_sayings,
    read_stories,
    read_table,
)
from interviewer.rehearsal.personas import Persona
from interviewer.rehearsal.stories import Story

_HERE = Path(__file__).parent


class MaterialInvalid(Exception):
    """A folder cannot be used; `problems` are sentences naming file and key."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Sayings:
    """What respondents say around their stories, with gaps. `acts` by act or moment, `leads` by aspect and
    mood, `joins` by aspect of what follows, `thin` by aspect and by what is missing, `rambles` anywhere."""

    acts: Mapping[str, tuple[str, ...]]
    leads: Mapping[str, Mapping[str, tuple[str, ...]]]
    joins: Mapping[str, tuple[str, ...]]
    thin: Mapping[str, Mapping[str, tuple[str, ...]]]
    rambles: tuple[str, ...]


@dataclass(frozen=True)
class Tongue:
    """All that can be told in one language. `stories` are the subjects respondents are cast for,
    `strengths` what anybody may like about the product, `everyday` what everybody can tell."""

    language: str
    stories: Mapping[str, Story]
    strengths: Mapping[str, Story]
    everyday: Mapping[str, Story]
    sayings: Sayings
    particulars: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Material:
    """One set: its personas in the order of their file, and its tongues by language code."""

    name: str
    personas: Mapping[str, Persona]
    tongues: Mapping[str, Tongue]

    @property
    def languages(self) -> list[str]:
        return sorted(self.tongues)


def set_names() -> list[str]:
    """The sets that ship, sorted."""
    return sorted({path.parent.parent.name for path in _HERE.glob("*/*/sayings.toml")})


def material(name: str = "first") -> Material:
    """A set that ships, by its name, or one in a folder; without personas of its own it has those of the
    first set. Raises MaterialInvalid."""
    folder = _HERE / name if name in set_names() else Path(name)
    return _read(folder.resolve())


@cache
def _read(folder: Path) -> Material:
    problems = Problems()
    if not folder.is_dir():
        raise MaterialInvalid([f"There is no set of respondents called {folder.name!r}, and no such folder."])
    own = folder / "personas.toml"
    personas = read_personas(own if own.is_file() else _HERE / "first" / "personas.toml", problems)
    tongues = {
        path.parent.name: _tongue(path.parent, problems) for path in sorted(folder.glob("*/sayings.toml"))
    }
    if not tongues:
        problems.add(folder, "", "holds no language: a folder such as en/ with a sayings.toml and stories/")
    if problems.found:
        raise MaterialInvalid(problems.found)
    return Material(folder.name, personas, tongues)


def _tongue(folder: Path, problems: Problems) -> Tongue:
    particulars = read_table(folder / "particulars.toml", problems, optional=True)
    acts, leads, joins, thin, rambles = read_sayings(folder / "sayings.toml", set(particulars), problems)
    read = {
        kind: read_stories(folder / kind, kind, set(particulars), problems)
        for kind in ("stories", "strengths", "everyday")
    }
    return Tongue(
        folder.name,
        read["stories"],
        read["strengths"],
        read["everyday"],
        Sayings(acts, leads, joins, thin, rambles),
        particulars,
    )
