"""Other people's figures for the rubric's rules, each with the corpus it was counted on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.rubric.measure import Unit

_FILE = Path(__file__).with_name("anchors.toml")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where a figure comes from. `letter` marks it in tables; `own_code` that our rules counted it."""

    letter: str
    name: str
    source: str
    note: str
    own_code: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A figure to compare with, a share (0..1) or words; None where a source only `says` something."""

    key: str
    corpus: Corpus
    figure: float | None
    says: str
    note: str

    def to_json(self) -> dict[str, Any]:
        return {
            "corpus": self.corpus.name,
            "source": self.corpus.source,
            "own_code": self.corpus.own_code,
            "figure": self.figure,
            "says": self.says,
            "note": self.note,
        }


def anchors(key: str) -> tuple[Anchor, ...]:
    """The anchors of a rule's line, in the file's order."""
    return tuple(one for one in all_anchors() if one.key == key)


@cache
def all_anchors() -> tuple[Anchor, ...]:
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    corpora = {letter: Corpus(letter, **fields) for letter, fields in raw["corpora"].items()}
    return tuple(
        Anchor(
            one["key"],
            corpora[one["corpus"]],
            one.get("figure"),
            one.get("says", ""),
            one.get("note", ""),
        )
        for one in raw["anchor"]
    )


def shown(value: float | None, unit: Unit) -> str:
    """A figure as people read it: `39.2 %`, `52`; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:g}" if unit == "words" else f"{100 * value:.3g} %"
