"""Segments: named conditions over accounts, one TOML file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.success.conditions.from_toml import condition_from
from app.success.conditions.types import Condition
from app.success.conditions.walk import segments_in, thresholds_in
from app.success.toml_files import Table, tables

_FOLDER = Path(__file__).parent.parent / "segments"


@dataclass(frozen=True, slots=True)
class Segment:
    """Accounts that satisfy a condition, now."""

    name: str
    title: str
    about: str
    when: Condition


@cache
def shipped() -> Mapping[str, str]:
    """The text of every segment that comes with Earshot, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.toml"))}


def read(text: str, file: str) -> Segment:
    """A segment. Raises Problems."""
    top = tables(text, file)
    segment = _segment(top)
    top.settle()
    return segment


def _segment(top: Table) -> Segment:
    top.only("name", "title", "about", "when")
    when = condition_from(top.table("when").values, top.place.at("when"))
    if segments_in(when):
        top.place.at("when").complain("may not ask for another segment. Write out what that one asks for.")
    if thresholds_in(when):
        top.place.at("when").complain("may not name a threshold. Write the number.")
    return Segment(
        top.identifier("name"), top.text("title", longest=80), top.text("about", longest=400), when
    )
