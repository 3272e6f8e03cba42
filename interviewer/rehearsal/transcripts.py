"""Rehearsed interviews for people to read: worst first, the offending messages marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.rehearsal.campaign import Staged
from interviewer.rubric.scoreboard import Scoreboard

# Figures of a whole interview: no single message offends them.
_OF_THE_WHOLE = {"share_of_words"}
_WHO = {"interviewer": "Interviewer", "respondent": "Respondent", "csm": "CSM"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the rubric a message offends: the rule's number and what it counts."""

    rule: int
    key: str
    counts: str


@dataclass(frozen=True)
class Reviewed:
    """An interview as the rubric saw it: rules passed of those with something to judge, the marks of its
    lines by number (from 1), and whether everything passed."""

    staged: Staged
    passed: int
    of: int
    marks: Mapping[int, tuple[Mark, ...]]

    def to_json(self) -> dict[str, Any]:
        part = self.staged.part
        return {
            "id": self.staged.name,
            "guide": self.staged.guide.name,
            "persona": part.persona,
            "story": part.story,
            "language": part.language,
            "passed": self.passed,
            "of": self.of,
            "minutes": round(self.staged.minutes, 1),
            "turns": [
                {
                    "speaker": line.speaker,
                    "action": line.action,
                    "text": line.text,
                    "meant": line.meant.kind if line.meant else None,
                    "marks": [
                        {"rule": m.rule, "key": m.key, "counts": m.counts} for m in self.marks.get(n, ())
                    ],
                }
                for n, line in enumerate(self.staged.conversation.lines, 1)
            ],
        }


def reviewed(staged: Sequence[Staged], board: Scoreboard) -> list[Reviewed]:
    """The interviews, worst first: by rules failed, then by marks. `board` is theirs, with every place."""
    marks: dict[str, dict[int, tuple[Mark, ...]]] = {}
    for measure in board.measures:
        if measure.unit == "words" or measure.key in _OF_THE_WHOLE:
            continue
        for place in measure.places:
            lines = marks.setdefault(place.conversation, {})
            lines[place.line] = (
                *lines.get(place.line, ()),
                Mark(measure.rule, measure.key, measure.counts),
            )
    fared = {one.conversation: one for one in board.passes}
    found = [
        Reviewed(one, fared[one.name].passed, fared[one.name].of, marks.get(one.name, {})) for one in staged
    ]
    return sorted(found, key=lambda one: (one.passed - one.of, -len(one.marks), one.staged.name))


def as_text(one: Reviewed) -> str:
    """A transcript to read in a terminal or a file."""
    part = one.staged.part
    head = (
        f"{one.staged.name} · {one.staged.guide.name} · {part.persona} · {part.story} ({part.language})"
        f" · {one.passed} of {one.of} rules passed · {one.staged.minutes:.0f} minutes"
    )
    lines = [head, "─" * min(len(head), 110)]
    for number, line in enumerate(one.staged.conversation.lines, 1):
        said = line.text if line.action == "say" else f"[{line.action}]"
        lines.append(f"{number:3} {_WHO[line.speaker]}: {said}")
        lines += [
            f"      ✗ rule {mark.rule}, {mark.key}: {mark.counts}" for mark in one.marks.get(number, ())
        ]
    return "\n".join(lines) + "\n"
