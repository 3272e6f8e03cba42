"""What may come next: a pure function from what is known to the moves that are legal now."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from interviewer.guide import Guide, Question
from interviewer.languages import lexicon
from interviewer.memory import Memory
from interviewer.moves import Move, MoveName
from interviewer.probing import probes_for
from interviewer.reading import ENDING_KINDS, Kind, Reading, tells_case
from interviewer.summary import summary_lines
from interviewer.text import plain

Pressure = Literal["none", "short", "over", "out"]

# Shares of the announced minutes from which less is asked: fewer probes, then only what must be
# covered, then nothing but the closing.
SHORT, OVER, OUT = 0.75, 1.25, 2.0

# However a guide is written and whatever is known beforehand, nobody is asked more often about one thing.
MOST_PROBES = 3

_ENDS: dict[Kind, MoveName] = {"distress": "care", "legal": "escalate", "human": "hand_off", "stop": "stop"}


def legal_moves(
    guide: Guide, memory: Memory, reading: Reading, language: str, focus: str | None = None
) -> tuple[Move, ...]:
    """The moves that are legal now, never empty, the preferred one first. `focus` is the question that
    what is known beforehand points at, which may be followed up once more than the others."""
    ended = _ending(reading)
    if ended:
        return (ended,)
    if memory.last_move is None:
        return (Move("open", guide.questions[0].id),)
    onward = _onward(guide, memory, reading, language)
    question = guide.question(memory.current) if memory.current else None
    if question is None or onward.closes:
        return (onward,)
    if memory.is_given_back:
        is_open = question.id not in memory.answers and question.id not in memory.dropped
        return (Move("rephrase", question.id, about=_unused(question, memory)),) if is_open else (onward,)
    if reading.kind in {"asks_back", "off_topic", "instruction"}:
        again = memory.rephrased == 0 and pressure(guide, memory) != "out"
        return (Move("rephrase", question.id, about=_unused(question, memory)),) if again else (onward,)
    if reading.kind not in {"vague", "substantive"} or _leaves_nothing(reading):
        return (onward,)
    return _probes_or_onward(question, memory, reading, onward, probe_budget(guide, memory, question, focus))


def pressure(guide: Guide, memory: Memory) -> Pressure:
    """How short time and turns are: `none`, `short` (probe little), `over` (only what must be covered),
    `out` (close now)."""
    spent = memory.minutes_used / guide.minutes
    spare = turns_left(guide, memory) - _closing_turns(guide, memory)
    waiting = [q for q in guide.questions if q.id not in memory.asked]
    if spent >= OUT or spare <= 0:
        return "out"
    if spent >= OVER or spare < len(waiting):
        return "over"
    if spent >= SHORT or spare < 2 * len(waiting):
        return "short"
    return "none"


def probe_budget(guide: Guide, memory: Memory, question: Question, focus: str | None = None) -> int:
    """How many probes a question may have as time stands, those it had included."""
    usual = guide.limits.probes_per_question
    strain = pressure(guide, memory)
    if strain == "none":
        return min(MOST_PROBES, usual + (question.id == focus)) if usual else 0
    return min(1, usual) if strain == "short" and question.must_cover else 0


def as_meant(reading: Reading, memory: Memory) -> Reading:
    """The reading as it is to be acted on. What only may have meant an end is taken for an answer and met
    with an offer; when the same is suspected again right after that offer, it is what it seemed."""
    again = memory.suspected & set(reading.cues)
    meant = next((kind for kind in ENDING_KINDS if f"may_{kind}" in again), None)
    return replace(reading, kind=meant) if meant else reading


def in_mood(reading: Reading, question: Question | None, language: str) -> Reading:
    """The reading with the cue `wish` exactly when the guide asks for what does not exist yet: what was
    said then is followed up as a wish, whatever the last probe's words were."""
    if question is None:
        return reading
    is_wish = lexicon(language).hits("hypothetical", plain(question.ask.say(language)))
    others = tuple(cue for cue in reading.cues if cue != "wish")
    return replace(reading, cues=(*others, "wish") if is_wish else others)


def turns_left(guide: Guide, memory: Memory) -> int:
    """How many more turns the interviewer has, this one included."""
    return guide.limits.turns - memory.turns_used


def questions_left(guide: Guide, memory: Memory, heard: frozenset[str]) -> list[Question]:
    """Questions still to ask, in order of asking. What was heard in passing is not asked again; when
    time or turns are short, what must be covered comes first, and later it is all that is asked."""
    left = [
        question
        for question in guide.questions
        if question.id not in memory.asked and not _is_answered_in_passing(question, heard)
    ]
    strain = pressure(guide, memory)
    if strain == "out":
        return []
    if strain == "over":
        return [question for question in left if question.must_cover]
    if strain == "short":
        return sorted(left, key=lambda question: not question.must_cover)
    return left


def _leaves_nothing(reading: Reading) -> bool:
    """Whether an answer needs no probe: full, and where it holds anything particular, that is a case."""
    return reading.full and ("concrete" not in reading.cues or tells_case(reading.cues))


def _is_answered_in_passing(question: Question, heard: frozenset[str]) -> bool:
    """Whether a question need not be asked: what its guide says makes it needless was heard, or all of
    several things it listens for."""
    own = tuple(entry.id for entry in question.listen_for)
    needed = question.skip_if_covered or (own if len(own) > 1 else ())
    return bool(needed) and heard.issuperset(needed)


def _unused(question: Question, memory: Memory) -> str | None:
    """A listen_for of the question with a wording of its own that was not asked yet."""
    return next(
        (entry.id for entry in question.listen_for if entry.ask and entry.id not in memory.abouts), None
    )


def _ending(reading: Reading) -> Move | None:
    move = _ENDS.get(reading.kind)
    return Move(move) if move else None


def _onward(guide: Guide, memory: Memory, reading: Reading, language: str) -> Move:
    """The next topic: a question, or the next step of the closing."""
    if memory.current is not None:
        left = questions_left(guide, memory, memory.covered | set(reading.covered))
        if left:
            return Move("ask", left[0].id)
    if turns_left(guide, memory) > 1:
        if _sums_up(guide, memory, reading, language):
            return Move("summary")
        if guide.closing.anything_else and "anything_else" not in memory.closing_asked:
            return Move("anything_else")
    return Move("farewell")


def _sums_up(guide: Guide, memory: Memory, reading: Reading, language: str) -> bool:
    """Whether a summary is due, and there is something to sum up."""
    due = guide.closing.summary and not {"summary", "anything_else"} & memory.closing_asked
    return due and bool(summary_lines(guide, memory, reading, language))


def _probes_or_onward(
    question: Question, memory: Memory, reading: Reading, onward: Move, budget: int
) -> tuple[Move, ...]:
    """A vague answer is probed while the budget lasts; one with substance but no particular case may be
    probed once, and moving on is as good. What must be covered is not left without a case, or one try
    at getting one: the last probe is kept for it."""
    left = budget - len(memory.probes)
    probes = probes_for(question, memory, reading)
    if left <= 0 or not probes:
        return (onward,)
    lacks_case = question.id not in memory.concrete and not tells_case(reading.cues)
    if lacks_case and "example" not in memory.probes and (left == 1 or memory.probes):
        probes = tuple(sorted(probes, key=lambda move: move.probe != "example"))
    if reading.kind == "vague" or not memory.probes:
        return probes if reading.kind == "vague" else (*probes, onward)
    owes_case = question.must_cover and lacks_case and probes[0].probe == "example"
    return (*probes, onward) if owes_case else (onward, *probes)


def _closing_turns(guide: Guide, memory: Memory) -> int:
    """Turns the closing still needs, farewell included."""
    steps = (("summary", guide.closing.summary), ("anything_else", guide.closing.anything_else))
    return 1 + sum(wanted and step not in memory.closing_asked for step, wanted in steps)
