"""Which part of a story a question asks for, and who of a respondent's stories tells it: `aspects.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.text import sentences


@dataclass(frozen=True)
class Telling:
    """How an aspect is told: by whom (`roles`), as what (`aspects`, the first that has something left),
    with what in the same breath (`companions`), and which story is talked about from then on."""

    roles: tuple[str, ...]
    aspects: tuple[str, ...]
    companions: tuple[str, ...]
    leads_to: str


def aspect_of(question_text: str) -> str:
    """The part of a story a question asks for, by the words of its last sentence."""
    asked = (sentences(question_text) or [""])[-1].lower()
    table = _table()
    order: list[str] = table["order"]
    return next(name for name in order if any(re.search(one, asked) for one in table["patterns"][name]))


def telling(aspect: str) -> Telling:
    """How `aspect` is told."""
    table = _table()
    return Telling(
        tuple(table["told_by"].get(aspect, ("subject", "main"))),
        tuple(table["stands_for"].get(aspect, (aspect,))),
        tuple(table["companions"].get(aspect, ())),
        table["leads_to"].get(aspect, ""),
    )


def is_new_topic(aspect: str) -> bool:
    """Whether a question for `aspect` begins something, rather than following the last answer up."""
    return aspect in _table()["told_by"]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("aspects.toml").read_text(encoding="utf-8"))
