"""The rubric counted over conversations: a figure per rule, and where it failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.checks import question_marks
from interviewer.coverage import Encode, Row
from interviewer.rubric.conversation import Conversation
from interviewer.rubric.listening import texts_to_embed
from interviewer.rubric.measure import Aids, Detect, Measure, Place, Rule, Sighting
from interviewer.rubric.rules import RULES
from interviewer.rubric.said import Said

MOST_PLACES = 10
# Texts embedded in one call, so that a large corpus does not sit in memory twice.
_BATCH = 64

Progress = Callable[[int, int], None]
_Sightings = Sequence[Sequence[Sighting] | None]


@dataclass(frozen=True, slots=True)
class Passes:
    """How one conversation fared: rules passed of those that had something to judge, and the keys of the
    lines that failed."""

    conversation: str
    passed: int
    of: int
    failed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "conversation": self.conversation,
            "passed": self.passed,
            "of": self.of,
            "failed": list(self.failed),
        }


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """`measures` in the rubric's order, `passes` worst conversation first; `messages` are the
    interviewer's that were counted, `question_marks` how many of them hold so many."""

    conversations: int
    messages: int
    question_marks: Mapping[int, int]
    measures: tuple[Measure, ...]
    passes: tuple[Passes, ...]

    def measure(self, key: str) -> Measure:
        """The line of that key. Raises KeyError."""
        found = next((one for one in self.measures if one.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def failed(self) -> tuple[Measure, ...]:
        return tuple(one for one in self.measures if one.passed is False)

    def to_json(self) -> dict[str, Any]:
        return {
            "conversations": self.conversations,
            "messages": self.messages,
            "question_marks": {str(marks): count for marks, count in self.question_marks.items()},
            "measures": [one.to_json() for one in self.measures],
            "passes": [one.to_json() for one in self.passes],
        }


async def scoreboard(
    conversations: Sequence[Conversation],
    *,
    encode: Encode | None = None,
    detect: Detect | None = None,
    keep_ends: bool = False,
    most_places: int = MOST_PLACES,
    progress: Progress | None = None,
) -> Scoreboard:
    """Every rule over these conversations. `encode` adds repeats in other words, `detect` (text to an ISO
    639-1 code, None if unsure) the language rule; without them those are not measurable. `keep_ends`
    counts the first and last message of foreign transcripts too; `progress` is told texts embedded, all."""
    laid_out = [Said(conversation, keep_ends) for conversation in conversations]
    rows = await _rows(laid_out, encode, progress) if encode else None
    return counted(laid_out, Aids(rows, detect), most_places)


def counted(laid_out: Sequence[Said], aids: Aids, most_places: int = MOST_PLACES) -> Scoreboard:
    """As `scoreboard`, awaiting nothing."""
    conversations = [said.conversation for said in laid_out]
    seen: dict[str, _Sightings] = {rule.key: [rule.look(said, aids) for said in laid_out] for rule in RULES}
    passes = [
        _passes(one.id, {rule.key: seen[rule.key][number] for rule in RULES})
        for number, one in enumerate(conversations)
    ]
    marks = Counter(question_marks(one.text) for said in laid_out for one in said.messages)
    return Scoreboard(
        conversations=len(conversations),
        messages=marks.total(),
        question_marks=dict(sorted(marks.items())),
        measures=tuple(_measure(rule, conversations, seen[rule.key], most_places) for rule in RULES),
        passes=tuple(sorted(passes, key=lambda one: (one.passed - one.of, one.conversation))),
    )


def _measure(
    rule: Rule, conversations: Sequence[Conversation], seen: _Sightings, most_places: int
) -> Measure:
    together = [one for some in seen for one in some or ()]
    value = rule.value(together)
    return Measure(
        rule=rule.number,
        key=rule.key,
        counts=rule.counts,
        hits=sum(one.counted for one in together),
        of=len(together),
        value=value,
        unit=rule.unit,
        target=rule.target,
        passed=None if value is None else rule.target.is_met(value),
        is_measurable=any(some is not None for some in seen),
        needs=rule.needs,
        places=_worst(rule, conversations, seen)[:most_places],
    )


def _worst(rule: Rule, conversations: Sequence[Conversation], seen: _Sightings) -> tuple[Place, ...]:
    """Offending lines: the largest first, then those of conversations that offend most."""
    found = [
        (one.size, conversation.id, one.line)
        for conversation, some in zip(conversations, seen, strict=True)
        for one in some or ()
        if rule.offends(one)
    ]
    often = Counter(name for _, name, _ in found)
    found.sort(key=lambda case: (-case[0], -often[case[1]], case[1], case[2]))
    return tuple(Place(name, line) for _, name, line in found)


def _passes(name: str, seen: dict[str, Sequence[Sighting] | None]) -> Passes:
    """A rule of several lines passes when each of its lines does."""
    judged: dict[int, bool] = {}
    failed = []
    for rule in RULES:
        value = rule.value(seen[rule.key] or ())
        if value is None:
            continue
        passed = rule.target.is_met(value)
        judged[rule.number] = judged.get(rule.number, True) and passed
        if not passed:
            failed.append(rule.key)
    return Passes(name, sum(judged.values()), len(judged), tuple(failed))


async def _rows(laid_out: Sequence[Said], encode: Encode, progress: Progress | None) -> dict[str, Row]:
    texts = list(dict.fromkeys(text for said in laid_out for text in texts_to_embed(said)))
    rows: dict[str, Row] = {}
    for start in range(0, len(texts), _BATCH):
        some = texts[start : start + _BATCH]
        found = await encode(some)
        rows.update((text, tuple(map(float, row))) for text, row in zip(some, found, strict=True))
        if progress:
            progress(len(rows), len(texts))
    return rows
