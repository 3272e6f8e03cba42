"""What a rehearsal found: the scoreboard, hints about the guides, and the interviews, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.conversation import Encode
from interviewer.reading import Kind
from interviewer.rehearsal.campaign import Staged
from interviewer.rehearsal.hints import Hint, hints
from interviewer.rehearsal.questions import is_strange
from interviewer.rehearsal.transcripts import Reviewed, reviewed
from interviewer.rubric.conversation import Conversation
from interviewer.rubric.measure import Detect
from interviewer.rubric.scoreboard import Scoreboard, scoreboard

# More offending lines than a scoreboard shows: every one is marked in its transcript.
_EVERY_PLACE = 1_000_000
_PLACES_SHOWN = 10
# What an answer must have meant for the interviewer to end or hand over with this move.
_ASKED_FOR: Mapping[str, Kind] = {
    "stop": "stop",
    "hand_off": "human",
    "care": "distress",
    "escalate": "legal",
}


@dataclass(frozen=True)
class Outcome:
    """`hints` by the guide's name; `interviews` worst first; `unasked` names those that were ended or
    handed over though the respondent had not asked for it nor given cause."""

    board: Scoreboard
    hints: dict[str, list[Hint]]
    interviews: list[Reviewed]
    unasked: list[str]

    @property
    def is_flawless(self) -> bool:
        """Whether every target was reached and nobody was sent away."""
        return not self.board.failed and not self.unasked

    def to_json(self, transcripts: int) -> dict[str, Any]:
        """As JSON, with that many of the worst transcripts."""
        board = self.board.to_json()
        for measure in board["measures"]:
            measure["places"] = measure["places"][:_PLACES_SHOWN]
        del board["passes"]
        return {
            "interviews": len(self.interviews),
            "unasked": self.unasked,
            "scoreboard": board,
            "hints": {name: [hint.to_json() for hint in found] for name, found in self.hints.items()},
            "worst": [one.to_json() for one in self.interviews[:transcripts]],
        }


async def outcome_of(
    staged: Sequence[Staged],
    *,
    encode: Encode | None = None,
    detect: Detect | None = None,
    all_known: bool = False,
) -> Outcome:
    """The outcome of these interviews. `encode` and `detect` as for the scoreboard; `all_known` says that
    the respondents can answer any question, as those played by a model can."""
    board = await scoreboard(
        [one.conversation for one in staged], encode=encode, detect=detect, most_places=_EVERY_PLACE
    )
    by_guide: dict[str, list[Staged]] = {}
    for one in staged:
        by_guide.setdefault(one.guide.name, []).append(one)
    found = {}
    for name, some in by_guide.items():
        guide = some[0].guide
        strange = [] if all_known else [question.id for question in guide.questions if is_strange(question)]
        minutes = [one.minutes for one in some]
        found[name] = hints(guide, [one.conversation for one in some], minutes, strange)
    unasked = [one.name for one in staged if is_sent_away(one.conversation)]
    return Outcome(board, found, reviewed(staged, board), unasked)


def is_sent_away(conversation: Conversation) -> bool:
    """Whether it was ended or handed over after an answer that meant nothing of the kind."""
    last = conversation.lines[-1]
    asked_for = _ASKED_FOR.get(str(last.note.get("move")))
    meant = next((line.meant for line in reversed(conversation.lines) if line.meant), None)
    return bool(asked_for and meant and meant.kind != asked_for)
