"""A transcript as the page shows it: every turn cut at its statements, every reply with its why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.pages.made_with import fallback, made_with
from app.pages.marking import Mark, Run, Span, cut
from app.pages.wording import tone, words
from app.tables import StatementRow, TurnRow

_ACTIONS = {
    "skip": "Skipped the question",
    "stop": "Ended the interview",
    "human": "Asked for a person",
    "give_back": "Gave the conversation back to the interviewer",
}
_SPEAKERS = {"interviewer": "AI interviewer", "csm": "Your team"}


@dataclass(frozen=True)
class TurnView:
    """One turn. `acted` says in words what a turn without words did; `why` is empty for respondents."""

    seq: int
    speaker: str
    who: str
    at: datetime
    acted: str
    runs: tuple[Run, ...]
    why: tuple[tuple[str, str], ...]


def transcript(
    rows: Sequence[TurnRow], statements: Sequence[StatementRow], mark: Mark | None, respondent: str
) -> list[TurnView]:
    """The turns in order; `respondent` names who answered."""
    by_turn: dict[int, list[Span]] = {}
    for line in statements:
        span = Span(line.id, line.start_offset, line.end_offset, tone(line.sentiment))
        by_turn.setdefault(line.turn, []).append(span)
    return [
        TurnView(
            seq=row.seq,
            speaker=row.speaker,
            who=_who(row, respondent),
            at=row.at,
            acted=_ACTIONS.get(row.action, ""),
            runs=cut(row.text, by_turn.get(row.seq, ()), mark if mark and mark.turn == row.seq else None),
            why=why(row.note) if row.speaker == "interviewer" else (),
        )
        for row in rows
    ]


def _who(row: TurnRow, respondent: str) -> str:
    if row.speaker == "csm" and row.note.get("name"):
        return str(row.note["name"])
    return _SPEAKERS.get(row.speaker, respondent)


def why(note: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a reply's note says about it, as (name, value); what is missing is left out."""
    reading = note.get("reading") or {}
    heard = [reading.get("kind"), *reading.get("labels", ())]
    probe = " ".join(filter(None, (note.get("probe"), note.get("about"))))
    spoke = str(note.get("model") or "")
    if note.get("fallback"):
        spoke = f"{spoke}, because {fallback(note['fallback'])}"
    told = {
        "Heard": ", ".join(words(str(part)) for part in heard if part),
        "Record": "The answer amends the summary." if note.get("corrects") else "",
        "Move": words(note.get("move")),
        "Probe": words(probe),
        "Question": words(note.get("question")),
        "Checks": ", ".join(words(str(check)) for check in note.get("checks", ())),
        "Worded by": spoke,
        **made_with(note),
        "Took": f"{note['ms']:,} ms" if isinstance(note.get("ms"), int) else "",
    }
    return tuple((name, value) for name, value in told.items() if value)
