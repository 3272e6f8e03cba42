"""What a rehearsal says about the guide: which question stays thin, comes too late, is refused.

Pure functions over conversations; what an answer was is taken from its label where it has one, else from
how it was read.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from interviewer.guide import Guide, Question, fill
from interviewer.rubric.conversation import Conversation, Line

HintKind = Literal[
    "thin", "unreached", "unheard", "sensitive", "unclear", "repeats", "skipped", "long", "strange"
]

# Fewer interviews than this show nothing, and what fewer than so many did may be chance.
FEWEST, FEWEST_CASES = 5, 3
# An answer of this many words or fewer is thin whatever it says (the bound of the published counts).
THIN_WORDS = 8
# From these shares on a question is worth a word.
_THIN, _UNREACHED, _HEARD, _DECLINED = 0.4, 0.9, 0.1, 0.2
# Some respondents are thin with everybody: a question must be so much worse than the others.
_WORSE = 1.3
# So much longer than announced is too long.
_OVERTIME = 1.25


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at. `question` is its id, None for the guide as a whole; `count` of `of` interviews
    or answers showed it."""

    kind: HintKind
    question: str | None
    count: int
    of: int
    text: str

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "question": self.question,
            "count": self.count,
            "of": self.of,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """One time a question was put: the words of the first answer, what it was, and what was heard until
    the next question came."""

    question: str
    words: int
    kind: str
    covered: frozenset[str]


def hints(
    guide: Guide,
    conversations: Sequence[Conversation],
    minutes: Sequence[float],
    strange: Collection[str] = (),
) -> list[Hint]:
    """What these interviews with `guide` say about it, in the order of its questions, the guide as a whole
    last. `minutes` are their lengths; `strange` are questions the respondents had no story for, about
    whose answers nothing is said. Fewer than five interviews say nothing."""
    told = [asked_in(conversation) for conversation in conversations]
    ended = [_is_completed(one) for one in conversations]
    # left to themselves: neither stopped nor handed over
    full = [asked for asked, is_full in zip(told, ended, strict=True) if is_full]
    everything = [one for asked in told for one in asked]
    found: list[Hint | None] = []
    for number, question in enumerate(guide.questions, 1):
        own = [one for one in everything if one.question == question.id]
        rest = [one for one in everything if one.question != question.id]
        name = f"Question {number} “{_short(question)}”"
        if question.id in strange:
            found.append(_strange(question, name, own))
        else:
            found.append(_thin(question, name, own, rest))
            found += _unheard(question, name, told)
        found.append(_declined(question, name, own, number <= len(guide.questions) // 2))
        found += [_met_with(question, name, own, reaction) for reaction in _REACTIONS]
        found.append(_unreached(question, name, full))
    found.append(_long(guide, [one for one, is_full in zip(minutes, ended, strict=True) if is_full]))
    return [hint for hint in found if hint is not None]


def asked_in(conversation: Conversation) -> list[Asked]:
    """The questions put in one interview, in order, each with what came of it."""
    found: list[Asked] = []
    lines = list(conversation.lines)
    for index, line in enumerate(lines):
        question = line.note.get("question")
        if line.speaker != "interviewer" or not question:
            continue
        answers = _until_ours(lines, index + 1)
        reply = next((one for one in lines[index + 1 :] if one.speaker == "interviewer"), None)
        reading = (reply.note.get("reading") if reply else None) or {}
        covered = frozenset(str(entry) for entry in reading.get("covered") or ())
        if line.note.get("move") in {"open", "ask"} and answers:
            length = sum(len(one.text.split()) for one in answers)
            found.append(Asked(str(question), length, _kind(answers[-1], reading), covered))
        elif found and found[-1].question == question:
            last = found[-1]
            found[-1] = Asked(last.question, last.words, last.kind, last.covered | covered)
    return found


def _until_ours(lines: Sequence[Line], start: int) -> list[Line]:
    answers = []
    for line in lines[start:]:
        if line.speaker == "interviewer":
            break
        answers.append(line)
    return answers


def _kind(answer: Line, reading: Mapping[str, Any]) -> str:
    if answer.action != "say":
        return answer.action
    return answer.meant.kind if answer.meant else str(reading.get("kind", "substantive"))


def _is_completed(conversation: Conversation) -> bool:
    last = conversation.lines[-1] if conversation.lines else None
    return bool(last and last.note.get("move") == "farewell")


def _is_thin(one: Asked) -> bool:
    return one.kind == "vague" or (one.kind == "substantive" and one.words <= THIN_WORDS)


def _thin(question: Question, name: str, own: Sequence[Asked], rest: Sequence[Asked]) -> Hint | None:
    answered = [one for one in own if one.kind in {"vague", "substantive"}]
    others = [one for one in rest if one.kind in {"vague", "substantive"}]
    count = sum(map(_is_thin, answered))
    if len(answered) < FEWEST or count < _THIN * len(answered):
        return None
    elsewhere = sum(map(_is_thin, others)) / len(others) if others else 0.0
    if count / len(answered) < _WORSE * elsewhere:
        return None
    text = (
        f"{name} yields thin answers in {_of(count, len(answered))}"
        f" ({elsewhere:.0%} elsewhere): ask for a situation rather than an opinion, one thing at a time."
    )
    return Hint("thin", question.id, count, len(answered), text)


def _declined(question: Question, name: str, own: Sequence[Asked], is_early: bool) -> Hint | None:
    count = sum(one.kind == "refusal" for one in own)
    if len(own) < FEWEST or count < max(FEWEST_CASES, _DECLINED * len(own)):
        return None
    advice = "move it later" if is_early else "say why you ask"
    text = f"{name} is refused by {_of(count, len(own))}: it is sensitive, {advice}."
    return Hint("sensitive", question.id, count, len(own), text)


@dataclass(frozen=True, slots=True)
class _Reaction:
    """How a question is met, and what to make of it."""

    kind: HintKind
    is_met: Callable[[Asked], bool]
    text: str


_REACTIONS = (
    _Reaction(
        "unclear",
        lambda one: one.kind == "asks_back",
        "is answered with a question by {count}: its wording leaves something open.",
    ),
    _Reaction(
        "repeats",
        lambda one: one.kind == "already_said",
        "is met with “I said that already” by {count}: it overlaps with an earlier one.",
    ),
    _Reaction(
        "skipped",
        lambda one: one.kind in {"skip", "dont_know"},
        "is skipped or met with “I don't know” by {count}: ask for something they lived through.",
    ),
)


def _met_with(question: Question, name: str, own: Sequence[Asked], reaction: _Reaction) -> Hint | None:
    count = sum(map(reaction.is_met, own))
    if len(own) < FEWEST or count < max(FEWEST_CASES, _DECLINED * len(own)):
        return None
    text = f"{name} {reaction.text.format(count=_of(count, len(own)))}"
    return Hint(reaction.kind, question.id, count, len(own), text)


def _unreached(question: Question, name: str, full: Sequence[Sequence[Asked]]) -> Hint | None:
    """Not put in completed interviews, and not since it had been answered in passing."""
    wanted = question.skip_if_covered or tuple(entry.id for entry in question.listen_for)
    due = []
    for asked in full:
        heard = {entry for one in asked for entry in one.covered}
        was_put = any(one.question == question.id for one in asked)
        if was_put or not (wanted and heard.issuperset(wanted)):
            due.append(was_put)
    count = sum(due)
    if len(due) < FEWEST or count >= _UNREACHED * len(due):
        return None
    text = (
        f"{name} was reached in {count / len(due):.0%} of the interviews before time or turns ran out:"
        " move it forward, or take another out."
    )
    return Hint("unreached", question.id, count, len(due), text)


def _unheard(question: Question, name: str, told: Sequence[Sequence[Asked]]) -> list[Hint | None]:
    """What the question listens for, heard in next to none of the interviews that came to it."""
    own = [asked for asked in told if any(one.question == question.id for one in asked)]
    if len(own) < FEWEST:
        return []
    found: list[Hint | None] = []
    for entry in question.listen_for:
        count = sum(any(entry.id in one.covered for one in asked) for asked in own)
        if count < _HEARD * len(own):
            heard = f"was heard in {count} of {len(own)} interviews" if count else "was never heard"
            advice = "" if entry.ask else "; give it an “ask” of its own"
            text = f"{name} listens for “{entry.id}”, which {heard}{advice}."
            found.append(Hint("unheard", question.id, count, len(own), text))
    return found


def _strange(question: Question, name: str, own: Sequence[Asked]) -> Hint | None:
    text = f"{name} is about something these respondents have no story for: their answers to it say little."
    return Hint("strange", question.id, len(own), len(own), text) if own else None


def _long(guide: Guide, minutes: Sequence[float]) -> Hint | None:
    if len(minutes) < FEWEST or statistics.median(minutes) <= _OVERTIME * guide.minutes:
        return None
    median = statistics.median(minutes)
    over = sum(one > guide.minutes for one in minutes)
    text = f"The median interview takes {median:.0f} minutes against {guide.minutes} announced."
    return Hint("long", None, over, len(minutes), text)


def _of(count: int, whole: int) -> str:
    """`7 of 10`: as counted while that is readable, else in tenths."""
    return f"{count} of {whole}" if whole <= 20 else f"{round(10 * count / whole)} of 10"


def _short(question: Question) -> str:
    asked = fill(question.ask.say("en"), {"product": "the product", "sponsor": "you", "first_name": None})
    return asked if len(asked) <= 70 else asked[:69].rsplit(" ", 1)[0] + " …"
