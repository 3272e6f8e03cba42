"""What respondents asked us for is part of what they told: a question is a support need, a wish for a person
or a word of lawyers an escalation. The interviewer heard it; here it joins the findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from analysis.types import Insight, Statement, Tag
from app.tables import TurnRow

SURE: Final = 0.9
"""Confidence of what a rule heard word by word."""


def with_what_was_asked_for(
    insight: Insight, rows: Sequence[TurnRow], *, denied: Collection[tuple[int, str]] = ()
) -> Insight:
    """The insight with an intent for each thing asked for, resting on the statements of those turns.

    A turn without a statement of its own adds nothing; an intent found already gains the evidence. `denied`
    are the (statement, intent) that a person took away."""
    tags = list(insight.tags)
    for name, asked in _asked(rows).items():
        found = [
            index
            for index, statement in enumerate(insight.statements)
            if statement.turn in asked and (index, name) not in denied
        ]
        if found:
            tags = _joined(tags, name, found, insight.statements)
    return replace(insight, tags=tuple(tags))


def _asked(rows: Sequence[TurnRow]) -> dict[str, set[int]]:
    """Seqs of the turns that asked for something, by intent name."""
    asked: dict[str, set[int]] = {}
    for row in rows:
        reading = row.note.get("reading") if row.speaker == "interviewer" else None
        name = _intent(reading) if isinstance(reading, Mapping) else None
        if name and row.reply_to is not None:
            asked.setdefault(name, set()).add(row.reply_to)
    return asked


def _intent(reading: Mapping[str, Any]) -> str | None:
    if reading.get("kind") in {"human", "legal"}:
        return "escalation"
    return "support_need" if "ask_support" in (reading.get("cues") or ()) else None


def _joined(tags: list[Tag], name: str, found: list[int], said: Sequence[Statement]) -> list[Tag]:
    for place, tag in enumerate(tags):
        if tag.kind == "intent" and tag.name == name:
            evidence = tuple(dict.fromkeys((*tag.evidence, *found)))
            # the turn as a whole asked for it, so the added evidence is shown whole
            spans = (*tag.spans, *((said[i].start, said[i].end) for i in evidence[len(tag.evidence) :]))
            joined = replace(tag, evidence=evidence, spans=spans if tag.spans else ())
            return [*tags[:place], joined, *tags[place + 1 :]]
    return [*tags, Tag("intent", name, "negative", SURE, tuple(found))]
