"""What a model is asked to fill in for a draft, and the guide in its reply. Ids and limits are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interviewer.authoring.draft import fitting, limits_for, slug
from interviewer.guide import MOMENTS, Guide
from interviewer.guide_files import guide_from_json
from interviewer.problems import GuideInvalid, Problem

MOST_HEARD = 4
MOST_AVOIDED = 6
_ID_WORDS = 4


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


_TEXT = {"type": "string"}

SCHEMA: dict[str, Any] = _object(
    title=_TEXT,
    moment={"type": "string", "enum": list(MOMENTS)},
    avoid={"type": "array", "items": _TEXT},
    questions={
        "type": "array",
        "items": _object(
            ask=_TEXT,
            objective=_TEXT,
            listen_for={"type": "array", "items": _object(about=_TEXT, ask=_TEXT)},
            must_cover={"type": "boolean"},
        ),
    },
)


def guide_of(reply: object, base: Guide) -> Guide:
    """The guide in a model's reply, with the name, language and minutes of `base`, limits and ids made here.
    Questions beyond what fits are left out from the end, must-covers last. Raises GuideInvalid."""
    if not isinstance(reply, Mapping) or not isinstance(reply.get("questions"), list):
        raise GuideInvalid([Problem("draft", None, "questions", "must be a list of questions")])
    taken: set[str] = set()
    questions = [_question(entry, taken) for entry in reply["questions"] if isinstance(entry, Mapping)]
    questions = _fitting(questions, fitting(base.minutes))
    avoided = reply.get("avoid")
    shape = base.to_json() | {
        "title": reply.get("title"),
        "moment": reply.get("moment") if reply.get("moment") in MOMENTS else base.moment,
        "avoid": _texts(avoided)[:MOST_AVOIDED],
        "limits": limits_for(len(questions)).to_json(),
        "questions": questions,
    }
    return guide_from_json(shape, "draft", judges_wording=False)


def _question(entry: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    heard = entry.get("listen_for")
    listed = [one for one in heard if isinstance(one, Mapping)] if isinstance(heard, list) else []
    return {
        "id": _id(entry.get("objective"), "question", taken),
        "ask": entry.get("ask"),
        "objective": entry.get("objective"),
        "listen_for": [_heard(one, taken) for one in listed[:MOST_HEARD]],
        "must_cover": entry.get("must_cover") is True,
    }


def _heard(entry: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    ask = entry.get("ask")
    shape = {"id": _id(entry.get("about"), "point", taken), "about": entry.get("about")}
    return shape | ({"ask": ask} if isinstance(ask, str) and ask.strip() else {})


def _id(text: object, otherwise: str, taken: set[str]) -> str:
    """An id from a text's first words, with a number where it is taken."""
    told = " ".join(text.split()[:_ID_WORDS]) if isinstance(text, str) else ""
    made = base = slug(told, otherwise).replace("-", "_")[:50]
    count = 1
    while made in taken:
        count += 1
        made = f"{base}_{count}"
    taken.add(made)
    return made


def _fitting(questions: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    spare = len(questions) - most
    for question in reversed(list(questions)):
        if spare > 0 and not question["must_cover"]:
            questions.remove(question)
            spare -= 1
    return questions[:most]


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one.strip()] if isinstance(value, list) else []
