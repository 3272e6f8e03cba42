"""What a turn's prompt tells, read as a model would: the answer, the legal moves, what to listen for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TurnPrompt:
    """Parts of a conversation as sent. Whatever a prompt does not hold is empty.

    answer: what the respondent typed, or the whole last message. legal: moves in order of preference.
    listened: ids to listen for that were not heard yet. objectives: what the guide wants to learn.
    context: values of what is known beforehand. last: the question asked last. text: all of it.
    """

    text: str
    answer: str
    legal: tuple[str, ...]
    listened: tuple[str, ...]
    objectives: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    last: str = ""

    def question(self, question_id: str) -> str | None:
        """The guide's question of this id, from the line that begins with it."""
        found = re.search(rf"^\W*{re.escape(question_id)}\b\W+([^\n?]{{8,300}}\?)", self.text, re.MULTILINE)
        return found.group(1) if question_id and found else None


def read(messages: Sequence[Mapping[str, Any]]) -> TurnPrompt:
    """Reads the messages of one request."""
    text = "\n".join(str(message.get("content") or "") for message in messages)
    last = str(messages[-1].get("content") or "") if messages else ""
    between = re.search(r"<<<\n(.*?)\n?>>>", last, re.DOTALL)
    moves = re.search(r"^Legal moves[^\n]*\n((?:- [^\n]*\n)+)", last, re.MULTILINE)
    heard = re.search(r"^Heard so far[^:\n]*: ([^\n]*)", last, re.MULTILINE)
    known = set(re.findall(r"[\w-]+", heard.group(1))) if heard else set()
    lists = re.findall(r"Listen for: ([^\n]*)", text)
    ids = [name for entries in lists for name in re.findall(r"(?:^|; )([\w-]+) = ", entries)]
    known_about = re.search(r"knows beforehand[^\n]*\n(\{[^\n]*)", text)
    last_question = re.search(r"^Your last question: ([^\n]*\?)", last, re.MULTILINE)
    return TurnPrompt(
        text=text,
        answer=between.group(1) if between else last,
        legal=tuple(re.findall(r"^- (\S+)", moves.group(1), re.MULTILINE)) if moves else (),
        listened=tuple(name for name in ids if name not in known),
        objectives=tuple(re.findall(r"Objective: (.*?)\. Listen for:", text)),
        context=tuple(re.findall(r': "?([^"{}\[\]]{3,}?)"?[,}]', known_about.group(1)))
        if known_about
        else (),
        last=last_question.group(1) if last_question else "",
    )
