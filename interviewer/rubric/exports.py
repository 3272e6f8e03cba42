"""Interviews as JSON objects, one per line of a file: written by an export, read to be scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from interviewer.checks import secrets_of
from interviewer.guide import Guide
from interviewer.guide_files import guide_from_json
from interviewer.moves import PROBE_KINDS
from interviewer.problems import GuideInvalid
from interviewer.reading import KINDS
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.transcript import Action, Speaker

_SPEAKERS: tuple[str, ...] = get_args(Speaker)
_ACTIONS: tuple[str, ...] = get_args(Action)


class BadTranscript(ValueError):
    """An object that is no interview; the message is one sentence naming the field."""


def conversation_to_json(conversation: Conversation) -> dict[str, Any]:
    """One interview as an export holds it; what must stay unsaid is left out of it."""
    shape: dict[str, Any] = {
        "id": conversation.id,
        "language": conversation.language,
        "sponsor": conversation.sponsor,
        "status": "closed" if conversation.has_ended else "open",
        "turns": [_turn_to_json(line) for line in conversation.lines],
    }
    return shape | ({"guide": conversation.guide.to_json()} if conversation.guide else {})


def conversation_from_json(value: Mapping[str, Any], name: str = "interview") -> Conversation:
    """The interview in an object of an export, or as the API shows one. `name` stands in for a missing id.
    Raises BadTranscript."""
    turns = value.get("turns")
    if not isinstance(turns, list) or not turns:
        raise BadTranscript("'turns' must be a list with at least one turn")
    guide = _guide(value.get("guide"))
    objectives = [question.objective for question in guide.questions] if guide else []
    return Conversation(
        id=_text(value, "id", name),
        lines=tuple(_line(turn, number) for number, turn in enumerate(turns, 1)),
        guide=guide,
        language=_text(value, "language", "en").split("-")[0].lower(),
        sponsor=_text(value, "sponsor", ""),
        secrets=tuple(secrets_of({}, objectives)),
        has_ended=_text(value, "status", "closed") == "closed" and value.get("reason") != "expired",
    )


def _turn_to_json(line: Line) -> dict[str, Any]:
    shape: dict[str, Any] = {"speaker": line.speaker, "text": line.text, "action": line.action}
    if line.note:
        shape["note"] = dict(line.note)
    if line.meant:
        shape["meant"] = {
            "kind": line.meant.kind,
            "full": line.meant.full,
            "gaps": list(line.meant.gaps),
        }
    return shape


def _line(turn: object, number: int) -> Line:
    if not isinstance(turn, dict):
        raise BadTranscript(f"turn {number} must be an object")
    if turn.get("speaker") not in _SPEAKERS:
        raise BadTranscript(f"'speaker' of turn {number} must be one of {', '.join(_SPEAKERS)}")
    action = turn.get("action", "say")
    if action not in _ACTIONS:
        raise BadTranscript(f"'action' of turn {number} must be one of {', '.join(_ACTIONS)}")
    text, note = turn.get("text", ""), turn.get("note") or {}
    if not isinstance(text, str):
        raise BadTranscript(f"'text' of turn {number} must be a text")
    if not isinstance(note, dict):
        raise BadTranscript(f"'note' of turn {number} must be an object")
    return Line(turn["speaker"], text, action, note, _meant(turn.get("meant"), number))


def _meant(value: object, number: int) -> Meant | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("kind") not in KINDS:
        raise BadTranscript(f"'meant.kind' of turn {number} must be one of {', '.join(KINDS)}")
    gaps = value.get("gaps") or []
    if not isinstance(gaps, list) or any(gap not in PROBE_KINDS for gap in gaps):
        raise BadTranscript(f"'meant.gaps' of turn {number} must list some of {', '.join(PROBE_KINDS)}")
    return Meant(value["kind"], bool(value.get("full")), tuple(gaps))


def _guide(value: object) -> Guide | None:
    if value is None:
        return None
    try:
        return guide_from_json(value)
    except GuideInvalid as invalid:
        first = invalid.problems[0]
        raise BadTranscript(f"'guide' is not a guide: {first.field} {first.message}".strip()) from invalid


def _text(value: Mapping[str, Any], field: str, default: str) -> str:
    found = value.get(field)
    if found is None:
        return default
    if not isinstance(found, str):
        raise BadTranscript(f"'{field}' must be a text")
    return found
