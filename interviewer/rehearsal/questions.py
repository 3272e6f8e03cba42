"""Which part of a story a question asks for, and who of a respondent's stories tells it: `aspects.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.guide import Guide, Question
from interviewer.moves import ProbeKind
from interviewer.text import sentences

# What a question asks for that nothing in the table knows.
ANYTHING = "clarify"
CLOSING = {"summary": "closing", "anything_else": "else"}


@dataclass(frozen=True)
class Telling:
    """How an aspect is told: by whom (`roles`), as what (`aspects`, the first that has something left),
    with what in the same breath (`companions`, in the order they are told), and which story is talked
    about from then on. `is_fact` where a short answer says all there is."""

    roles: tuple[str, ...]
    aspects: tuple[str, ...]
    companions: tuple[str, ...]
    leads_to: str
    is_fact: bool


def aspect_of(question_text: str) -> str:
    """The part of a story an English question asks for, by the words of its last sentence."""
    asked = (sentences(question_text) or [""])[-1].lower()
    table = _table()
    order: list[str] = table["order"]
    return next(name for name in order if any(re.search(one, asked) for one in table["patterns"][name]))


def aspect_asked(text: str, note: Mapping[str, Any], guide: Guide | None, language: str) -> str:
    """The part of a story a turn of the interviewer's asks for. In English its words say so; where they
    are unknown, the turn's note does, with the guide's English wording of the question if there is one."""
    known = aspect_of(text) if language == "en" else ANYTHING
    if known != ANYTHING or not note.get("move"):
        return known
    move = str(note["move"])
    if move in CLOSING:
        return CLOSING[move]
    if move == "rephrase":
        return "again"
    question = guide.question(str(note.get("question"))) if guide else None
    if move == "probe" and note.get("probe") != "detail":
        return str(_table()["probes"].get(note.get("probe"), ANYTHING))
    entry = guide.listen_for().get(str(note.get("about"))) if guide and move == "probe" else None
    asked = entry.ask if entry else question.ask if question else None
    english = asked.by_language.get("en") if asked else None
    return aspect_of(english) if english else ANYTHING


def is_strange(question: Question) -> bool:
    """Whether no story here answers a guide's question: its English wording is unknown, or it has none."""
    english = question.ask.by_language.get("en")
    return english is None or aspect_of(english) == ANYTHING


def telling(aspect: str) -> Telling:
    """How `aspect` is told."""
    table = _table()
    return Telling(
        tuple(table["told_by"].get(aspect, ("subject", "main"))),
        tuple(table["stands_for"].get(aspect, (aspect,))),
        tuple(table["companions"].get(aspect, table["companions"]["other"])),
        table["leads_to"].get(aspect, ""),
        aspect in table["facts"],
    )


def is_new_topic(aspect: str) -> bool:
    """Whether a question for `aspect` begins something, rather than following the last answer up."""
    return aspect in _table()["told_by"]


def aspect_names() -> frozenset[str]:
    """Every aspect a story may have accounts of."""
    table = _table()
    return frozenset((*table["order"], *table["stands_for"], "situation", "vague"))


def gap_kinds() -> tuple[str, ...]:
    """What a thin answer may be missing, by name."""
    return tuple(_table()["gaps"]["thin"])


def thin_gaps(kind: str) -> tuple[ProbeKind, ...]:
    """The probes that fit a thin answer of this kind."""
    return tuple(_table()["gaps"]["thin"][kind])


def open_gaps(aspect: str, is_strength: bool) -> tuple[ProbeKind, ...]:
    """The probes that could fit an answer to `aspect` of which nothing more was told."""
    gaps = _table()["gaps"]
    return tuple(gaps["of"].get(aspect, gaps["strength" if is_strength else "trouble"]))


def filled_by(aspect: str) -> tuple[ProbeKind, ...]:
    """The probes that have nothing left to ask once `aspect` was told."""
    return tuple(_table()["gaps"]["filled_by"].get(aspect, ()))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("aspects.toml").read_text(encoding="utf-8"))
