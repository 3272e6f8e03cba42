"""A guide: the questions of a study, what to listen for, and the limits an interview keeps.

The shape is the same as a YAML file and as JSON over HTTP; `guide_files` reads both and refuses
what is wrong with it. Everything here is frozen: a running interview keeps the guide it began with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

Moment = Literal[
    "post_onboarding", "pre_renewal", "churn", "nps_follow_up", "adoption", "expansion", "ad_hoc"
]
MOMENTS: tuple[str, ...] = get_args(Moment)

# What `{{ name }}` may stand for in a guide's texts; a closed list, so a guide can never reach for more.
NAMES = ("sponsor", "product", "first_name")

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A text by language. The guide's first language is always there and stands in for a missing one."""

    by_language: Mapping[str, str]

    def say(self, language: str) -> str:
        """The text in `language`, else in the guide's first language."""
        return self.by_language.get(language) or next(iter(self.by_language.values()))

    def to_json(self) -> str | dict[str, str]:
        if len(self.by_language) == 1:
            return next(iter(self.by_language.values()))
        return dict(self.by_language)


def words(first_language: str, text: str, **others: str) -> Words:
    """Words with `text` in the first language and `others` by language code."""
    return Words(MappingProxyType({first_language: text, **others}))


@dataclass(frozen=True, slots=True)
class ListenFor:
    """One thing an answer should hold: a theme for the analysis, and a gap worth a probe until heard."""

    id: str
    about: Words
    ask: Words | None = None

    def to_json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "about": self.about.to_json()}
        return shape | ({"ask": self.ask.to_json()} if self.ask else {})


@dataclass(frozen=True, slots=True)
class Question:
    """The opening words of a topic and what we want to learn from it.

    `skip_if_covered` holds listen_for ids of any question: once all were heard, this one is not asked.
    """

    id: str
    ask: Words
    objective: str
    listen_for: tuple[ListenFor, ...] = ()
    must_cover: bool = False
    skip_if_covered: tuple[str, ...] = ()
    choices: tuple[Words, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "ask": self.ask.to_json(), "objective": self.objective}
        if self.choices:
            shape["choices"] = [choice.to_json() for choice in self.choices]
        if self.listen_for:
            shape["listen_for"] = [entry.to_json() for entry in self.listen_for]
        shape["must_cover"] = self.must_cover
        if self.skip_if_covered:
            shape["skip_if"] = {"covered": list(self.skip_if_covered)}
        return shape


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one interview. `turns` counts what the interviewer says, opening and farewell included."""

    probes_per_question: int = 2
    turns: int = 30
    idle_minutes: int = 30

    def to_json(self) -> dict[str, int]:
        return {
            "probes_per_question": self.probes_per_question,
            "turns": self.turns,
            "idle_minutes": self.idle_minutes,
        }


@dataclass(frozen=True, slots=True)
class Closing:
    """How an interview ends: a short summary to correct, and asking what is missing."""

    summary: bool = True
    anything_else: bool = True

    def to_json(self) -> dict[str, bool]:
        return {"summary": self.summary, "anything_else": self.anything_else}


@dataclass(frozen=True, slots=True)
class Guide:
    """A study's questions and limits. `minutes` is what the respondent is told it takes."""

    name: str
    title: Words
    questions: tuple[Question, ...]
    moment: Moment = "ad_hoc"
    languages: tuple[str, ...] = ("en",)
    minutes: int = 8
    limits: Limits = Limits()
    avoid: tuple[str, ...] = ()
    closing: Closing = Closing()

    def question(self, question_id: str) -> Question | None:
        """The question with that id, None when this guide has none such."""
        return next((q for q in self.questions if q.id == question_id), None)

    def listen_for(self) -> dict[str, ListenFor]:
        """Every entry of every question by its id (ids are unique over the guide)."""
        return {entry.id: entry for q in self.questions for entry in q.listen_for}

    def language_for(self, wanted: str) -> str:
        """`wanted` when every question can be asked in it, else the guide's first language."""
        short = wanted.lower().split("-")[0].split("_")[0]
        carried = all(short in q.ask.by_language for q in self.questions)
        return short if carried else self.languages[0]

    def to_json(self) -> dict[str, Any]:
        """The guide in the shape it is read in: `guide_from_json(guide.to_json()) == guide`."""
        return {
            "guide": self.name,
            "title": self.title.to_json(),
            "moment": self.moment,
            "languages": list(self.languages),
            "minutes": self.minutes,
            "limits": self.limits.to_json(),
            "avoid": list(self.avoid),
            "questions": [q.to_json() for q in self.questions],
            "closing": self.closing.to_json(),
        }


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """`text` with each `{{ name }}` replaced by its value; an unknown or empty one leaves no gap behind."""
    missing = [match[0] for match in PLACEHOLDER.finditer(text) if not values.get(match[1])]
    for slot in missing:
        text = re.sub(rf"[ \t]*,?[ \t]*{re.escape(slot)}(?=[,.;:?!])|{re.escape(slot)}[ \t]*", "", text)
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or "", text).strip().lstrip(",;: ")
