"""What an interview knows so far, rebuilt from its turns: nothing else is kept anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from interviewer.guide import Guide
from interviewer.moves import HANDING_MOVES, PROBE_KINDS, SILENT_MOVES, MoveName, ProbeKind
from interviewer.reading import tells_case
from interviewer.transcript import Turn

# A pause longer than this is the respondent being away, not the interview taking long.
LONGEST_ANSWER = timedelta(minutes=2)

# Kinds of answer after which a question is left alone for good.
_DROPPING = {"refusal", "skip", "dont_know"}
_ANSWERING = {"substantive", "vague"}


@dataclass(frozen=True, slots=True)
class Memory:
    """`current` is the question last asked about (None in the closing), `probes` what was tried on it,
    `covered` the listen_for ids heard, `dropped` questions declined, `said` our turns' words in order,
    `pending` the respondent's turns not yet answered, `minutes_used` time spent without long pauses,
    `is_given_back` that a person who had taken over has just left the word to us,
    `refusals` the words in which something was declined,
    `suspected` the cues for what they may have meant when our last turn told them that they may stop or
    have a person."""

    last_move: MoveName | None = None
    current: str | None = None
    asked: tuple[str, ...] = ()
    probes: tuple[ProbeKind, ...] = ()
    abouts: tuple[str, ...] = ()
    rephrased: int = 0
    covered: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    concrete: frozenset[str] = frozenset()
    closing_asked: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    pending: tuple[Turn, ...] = ()
    turns_used: int = 0
    minutes_used: float = 0.0
    is_given_back: bool = False
    suspected: frozenset[str] = frozenset()


def recall(guide: Guide, turns: Sequence[Turn], now: datetime) -> Memory:
    """The memory these turns hold. Turns are in order; notes that are missing or foreign are tolerated."""
    spoken = [turn for turn in turns if _is_ours(turn)]
    asked: list[str] = []
    covered: set[str] = set()
    dropped: set[str] = set()
    concrete: set[str] = set()
    current: str | None = None
    for turn in spoken:
        reading = _mapping(turn.note.get("reading"))
        covered.update(str(entry) for entry in reading.get("covered") or ())
        if current and reading.get("kind") in _DROPPING:
            dropped.add(current)
        if current and tells_case(reading.get("cues") or ()):
            concrete.add(current)
        if turn.note.get("move") in HANDING_MOVES:
            continue  # once given back, the conversation goes on where it was
        current = _question_of(guide, turn, asked)
        if current and current not in asked:
            asked.append(current)
    tail = _since_asked(spoken, current)
    return Memory(
        last_move=spoken[-1].note.get("move", "ask") if spoken else None,
        current=current,
        asked=tuple(asked),
        probes=tuple(kind for turn in tail if (kind := turn.note.get("probe")) in PROBE_KINDS),
        abouts=tuple(str(about) for turn in spoken if (about := turn.note.get("about"))),
        rephrased=sum(turn.note.get("move") == "rephrase" for turn in tail),
        covered=frozenset(covered),
        dropped=frozenset(dropped),
        concrete=frozenset(concrete),
        closing_asked=frozenset(str(turn.note.get("move")) for turn in spoken),
        said=tuple(turn.text for turn in spoken),
        answers=_answers(guide, turns),
        refusals=_refusals(turns),
        pending=_pending(turns),
        turns_used=len(spoken),
        minutes_used=minutes_between(turns, now),
        is_given_back=_is_given_back(turns),
        suspected=_suspected(spoken[-1]) if spoken else frozenset(),
    )


def minutes_between(turns: Sequence[Turn], now: datetime) -> float:
    """Minutes spent talking up to now; each pause counts for at most LONGEST_ANSWER."""
    times = [turn.at for turn in turns] + ([now] if turns else [])
    gaps = (min(max(later - earlier, timedelta()), LONGEST_ANSWER) for earlier, later in pairwise(times))
    return sum(gaps, timedelta()).total_seconds() / 60


def _suspected(last: Turn) -> frozenset[str]:
    """What was suspected when this turn of ours made its offer; nothing where it made none."""
    cues = _mapping(last.note.get("reading")).get("cues") or ()
    return (
        frozenset(cue for cue in map(str, cues) if cue.startswith("may_")) if "offer" in cues else frozenset()
    )


def _is_ours(turn: Turn) -> bool:
    """Whether a turn is part of the interview as we lead it; a nudge to somebody silent is not."""
    return turn.speaker == "interviewer" and turn.note.get("move") not in SILENT_MOVES


def _is_given_back(turns: Sequence[Turn]) -> bool:
    """Whether a person gave the conversation back and we have not spoken since."""
    since = next((turn for turn in reversed(turns) if turn.speaker != "respondent"), None)
    return since is not None and since.speaker == "csm" and since.action == "give_back"


def _question_of(guide: Guide, turn: Turn, asked: Sequence[str]) -> str | None:
    """The question a turn of ours asks about; without a note, the next one in the guide's order."""
    if "move" in turn.note:
        question = turn.note.get("question")
        return str(question) if question else None
    return next((q.id for q in guide.questions if q.id not in asked), None)


def _since_asked(spoken: Sequence[Turn], current: str | None) -> list[Turn]:
    """Our turns on the current question, its asking included."""
    if current is None:
        return []
    return [turn for turn in spoken if turn.note.get("question") == current]


def _pending(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    answering = (index for index, turn in enumerate(turns) if _is_ours(turn) or turn.action == "give_back")
    last = max(answering, default=-1)
    return tuple(turn for turn in turns[last + 1 :] if turn.speaker == "respondent")


def _answers(guide: Guide, turns: Sequence[Turn]) -> dict[str, tuple[str, ...]]:
    """What was said to each question by question id; only replies that were read as answers."""
    answers: dict[str, tuple[str, ...]] = {}
    asked: list[str] = []
    current: str | None = None
    waiting: list[str] = []
    for turn in turns:
        if turn.speaker == "respondent" and turn.action == "say":
            waiting.append(turn.text)
        elif _is_ours(turn):
            kind = _mapping(turn.note.get("reading")).get("kind", "substantive")
            if current and waiting and kind in _ANSWERING:
                answers[current] = (*answers.get(current, ()), *waiting)
            waiting = []
            current = _question_of(guide, turn, asked)
            if current and current not in asked:
                asked.append(current)
    return answers


def _refusals(turns: Sequence[Turn]) -> tuple[str, ...]:
    """What respondents wrote that was read as declining to speak of something, in order."""
    said: list[str] = []
    waiting: list[str] = []
    for turn in turns:
        if turn.speaker == "respondent":
            waiting.append(turn.text)
        elif _is_ours(turn):
            reading = _mapping(turn.note.get("reading"))
            if reading.get("kind") == "refusal" or "declines_part" in (reading.get("cues") or ()):
                said += waiting
            waiting = []
    return tuple(said)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
