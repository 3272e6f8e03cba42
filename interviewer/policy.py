"""What may come next: a pure function from what is known to the moves that are legal now."""

from __future__ import annotations

from typing import Literal

from interviewer.guide import Guide, Question
from interviewer.memory import Memory
from interviewer.moves import Move
from interviewer.probing import probes_for
from interviewer.reading import Reading
from interviewer.summary import summary_lines

Pressure = Literal["none", "short", "over", "out"]

# Shares of the announced minutes from which less is asked: fewer probes, then only what must be
# covered, then nothing but the closing.
SHORT, OVER, OUT = 0.75, 1.25, 2.0


def legal_moves(guide: Guide, memory: Memory, reading: Reading, language: str) -> tuple[Move, ...]:
    """The moves that are legal now, never empty, the preferred one first."""
    if memory.last_move is None:
        return (Move("open", guide.questions[0].id),)
    ended = _ending(reading)
    if ended:
        return (ended,)
    onward = _onward(guide, memory, reading, language)
    question = guide.question(memory.current) if memory.current else None
    if question is None or onward.closes:
        return (onward,)
    if reading.kind in {"asks_back", "off_topic", "instruction"}:
        again = memory.rephrased == 0 and pressure(guide, memory) != "out"
        return (Move("rephrase", question.id, about=_unused(question, memory)),) if again else (onward,)
    if reading.kind not in {"vague", "substantive"} or reading.full:
        return (onward,)
    return _probes_or_onward(guide, memory, reading, question, onward)


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


def turns_left(guide: Guide, memory: Memory) -> int:
    """How many more turns the interviewer has, this one included."""
    return guide.limits.turns - memory.turns_used


def questions_left(guide: Guide, memory: Memory, heard: frozenset[str]) -> list[Question]:
    """Questions still to ask, in order of asking. What was heard in passing is not asked again; when
    time or turns are short, what must be covered comes first, and later it is all that is asked."""
    left = [
        question
        for question in guide.questions
        if question.id not in memory.asked
        and not (question.skip_if_covered and heard.issuperset(question.skip_if_covered))
    ]
    strain = pressure(guide, memory)
    if strain == "out":
        return []
    if strain == "over":
        return [question for question in left if question.must_cover]
    if strain == "short":
        return sorted(left, key=lambda question: not question.must_cover)
    return left


def _unused(question: Question, memory: Memory) -> str | None:
    """A listen_for of the question with a wording of its own that was not asked yet."""
    return next(
        (entry.id for entry in question.listen_for if entry.ask and entry.id not in memory.abouts), None
    )


def _ending(reading: Reading) -> Move | None:
    if reading.kind == "distress":
        return Move("care")
    if reading.kind == "legal":
        return Move("escalate")
    if reading.kind == "human":
        return Move("hand_off")
    if reading.kind == "stop":
        return Move("stop")
    return None


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
    guide: Guide, memory: Memory, reading: Reading, question: Question, onward: Move
) -> tuple[Move, ...]:
    """A vague answer is probed while the limits allow; one with substance but no particular case may be
    probed once, and moving on is as good."""
    strain = pressure(guide, memory)
    allowed = guide.limits.probes_per_question if strain == "none" else 0
    if strain == "short" and question.must_cover:
        allowed = min(1, guide.limits.probes_per_question)
    probes = probes_for(question, memory, reading)
    if len(memory.probes) >= allowed or not probes:
        return (onward,)
    if reading.kind == "vague":
        return probes
    return (*probes, onward) if not memory.probes else (onward, *probes)


def _closing_turns(guide: Guide, memory: Memory) -> int:
    """Turns the closing still needs, farewell included."""
    steps = (("summary", guide.closing.summary), ("anything_else", guide.closing.anything_else))
    return 1 + sum(wanted and step not in memory.closing_asked for step, wanted in steps)
