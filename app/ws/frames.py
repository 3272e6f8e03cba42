"""Everything that may travel on the interview socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

LONGEST_TEXT = 4_000
LONGEST_ID = 200
LARGEST_MESSAGE = 65_536  # bytes; 4,000 characters escaped as \uXXXX pairs still fit
RATINGS = range(1, 6)

ErrorCode = Literal[
    "bad_frame", "too_long", "consent_needed", "rate_limited", "busy", "closed", "unknown_link"
]


class BadFrame(Exception):
    """A frame we cannot take; `code` and `message` go back to the client as they are."""

    def __init__(self, message: str, code: ErrorCode = "bad_frame") -> None:
        super().__init__(message)
        self.message = message
        self.code: ErrorCode = code


@dataclass(frozen=True, slots=True)
class Resume:
    after: int


@dataclass(frozen=True, slots=True)
class Say:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """`skip`, `stop` and `human`: turns without words."""

    id: str
    action: Literal["skip", "stop", "human"]


@dataclass(frozen=True, slots=True)
class Consent:
    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Rate:
    id: str
    score: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Typing:
    is_on: bool


ClientFrame = Resume | Say | Act | Consent | Rate | Typing


def parse(raw: str) -> ClientFrame:
    """One frame from a client's message. Raises BadFrame with a sentence that never repeats the message."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError) as bad:
        raise BadFrame("The message is not JSON.") from bad
    if not isinstance(frame, dict):
        raise BadFrame("A message must be a JSON object with a type.")
    kind = frame.get("type")
    if not isinstance(kind, str) or kind not in _READERS:
        raise BadFrame(f"The type must be one of {', '.join(_READERS)}.")
    return _READERS[kind](frame)


def _resume(frame: Mapping[str, Any]) -> Resume:
    after = frame.get("after", 0)
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 2**31:
        raise BadFrame("after must be the last seq you have seen, 0 at first.")
    return Resume(after)


def _say(frame: Mapping[str, Any]) -> Say:
    text = _text(frame, "text")
    if not text.strip():
        raise BadFrame("The answer is empty.")
    return Say(_id(frame), text)


def _act(frame: Mapping[str, Any]) -> Act:
    return Act(_id(frame), frame["type"])


def _consent(frame: Mapping[str, Any]) -> Consent:
    version = frame.get("version")
    if not isinstance(version, str) or not 0 < len(version) <= LONGEST_ID:
        raise BadFrame("version must be the version of the consent text you were shown.")
    return Consent(_id(frame), version)


def _rate(frame: Mapping[str, Any]) -> Rate:
    score = frame.get("score")
    if not isinstance(score, int) or isinstance(score, bool) or score not in RATINGS:
        raise BadFrame("score must be a whole number from 1 to 5.")
    reason = None if frame.get("reason") is None else _text(frame, "reason")
    return Rate(_id(frame), score, reason)


def _typing(frame: Mapping[str, Any]) -> Typing:
    if not isinstance(frame.get("on"), bool):
        raise BadFrame("on must be true or false.")
    return Typing(frame["on"])


_READERS: Mapping[str, Callable[[Mapping[str, Any]], ClientFrame]] = {
    "resume": _resume,
    "say": _say,
    "skip": _act,
    "stop": _act,
    "human": _act,
    "consent": _consent,
    "rate": _rate,
    "typing": _typing,
}


def _id(frame: Mapping[str, Any]) -> str:
    name = frame.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
        raise BadFrame(f"id must be a string of 1 to {LONGEST_ID} characters, new for each message.")
    return _storable(name, "id")


def _text(frame: Mapping[str, Any], field: str) -> str:
    text = frame.get(field)
    if not isinstance(text, str):
        raise BadFrame(f"{field} must be a string.")
    if len(text) > LONGEST_TEXT:
        raise BadFrame(
            f"That is longer than {LONGEST_TEXT:,} characters. Please send it in parts.", "too_long"
        )
    return _storable(text, field)


def _storable(text: str, field: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadFrame(f"{field} has a character that cannot be stored (NUL or half of a surrogate pair).")
    return text


# --- what the server sends ---


def turn(
    seq: int, speaker: str, text: str, at: datetime, action: str = "say", name: str | None = None
) -> dict[str, Any]:
    """A turn as it travels, inside `welcome` and `turn` frames; `action` tells a skip from words, `name` is
    there for a person alone."""
    shown = {"seq": seq, "speaker": speaker, "text": text, "at": at.isoformat(), "action": action}
    return shown if name is None else shown | {"name": name}


def error(code: ErrorCode, message: str, retry_after: float | None = None) -> dict[str, Any]:
    """An `error` frame; `retry_after` in seconds only where waiting helps."""
    frame: dict[str, Any] = {"type": "error", "code": code, "message": message}
    if retry_after is not None:
        frame["retry_after"] = retry_after
    return frame
