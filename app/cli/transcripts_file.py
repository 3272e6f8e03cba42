"""Interviews in a file: our export, the API's answer, or anybody's transcripts as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from analysis.transcripts import parse
from app.cli.rows import TableError, decoded, read_table
from interviewer.rubric.conversation import Conversation, Line
from interviewer.rubric.exports import BadTranscript, conversation_from_json

TEXT, ID = "text", "transcript_id"


def read_conversations(path: Path, language: str, sponsor: str) -> list[Conversation]:
    """The interviews of a JSONL, JSON or CSV file, .gz too; `language` and `sponsor` hold where the file
    does not say. Raises TableError, naming the line or row."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        found = [
            _from_json(value, place, str(number), language, sponsor)
            for number, (place, value) in enumerate(_objects(path, one_a_line=not name.endswith(".json")), 1)
        ]
    else:
        found = _from_csv(path, language, sponsor)
    _refuse_doubles(path.name, found)
    return found


def _objects(path: Path, *, one_a_line: bool) -> Iterator[tuple[str, object]]:
    """Each JSON value with how to name its place in an error."""
    text = decoded(path)
    if not text.strip():
        raise TableError(f"{path.name} is empty.")
    if not one_a_line:
        whole = _json(text, path.name)
        if isinstance(whole, list):
            yield from ((f"{path.name}, entry {number}", value) for number, value in enumerate(whole, 1))
        else:
            yield path.name, whole
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = f"{path.name}, line {number}"
            yield place, _json(line, place)


def _json(text: str, place: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableError(f"{place}: not JSON.") from error


def _from_json(value: object, place: str, name: str, language: str, sponsor: str) -> Conversation:
    if not isinstance(value, dict):
        raise TableError(f"{place}: not a JSON object.")
    try:
        return conversation_from_json({"language": language, "sponsor": sponsor} | value, name)
    except BadTranscript as bad:
        raise TableError(f"{place}: {bad}.") from bad


def _from_csv(path: Path, language: str, sponsor: str) -> list[Conversation]:
    table = read_table(path)
    texts = table.texts(TEXT)
    ids = table.texts(ID) if ID in table.columns else [str(number + 1) for number in range(len(texts))]
    found = []
    for number, (name, text) in enumerate(zip(ids, texts, strict=True), 1):
        turns = parse(text)
        if not any(turn.speaker == "interviewer" for turn in turns):
            raise TableError(
                f"{path.name}, row {number}: no turn of the interviewer's; "
                "each begins with AI: or Assistant: on a new line, the respondent's with User:."
            )
        lines = tuple(Line(turn.speaker, turn.text) for turn in turns)
        found.append(Conversation(name or str(number), lines, language=language, sponsor=sponsor))
    return found


def _refuse_doubles(name: str, found: list[Conversation]) -> None:
    seen: set[str] = set()
    for number, one in enumerate(found, 1):
        if one.id in seen:
            raise TableError(f"{name}: interview {number} has the same id as one before it.")
        seen.add(one.id)
