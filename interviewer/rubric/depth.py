"""Depth: when a probe is due, when it is not, and where it goes (rules 3, 4, 5, 6 and 19)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from interviewer.guide import Limits
from interviewer.rubric.measure import Aids, Sighting
from interviewer.rubric.said import Answer, Message, Said

# No guide may allow more follow-ups on one question than this.
MOST_PROBES = 3
# The same direction so often on one question is drilling.
SAME_DIRECTION = 3
_STAYING = {"probe", "rephrase"}
_TOLD = {"substantive", "vague"}


def vague_is_probed(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per vague answer to a question or probe, while probes are left: the next message stays on it."""
    if not (said.is_ours and said.is_labelled):
        return None
    return [
        Sighting(after.line, after.move in _STAYING and after.question == before.question)
        for before, answer, after, used in _answers_on_topic(said)
        if answer.kind == "vague" and used < _cap(said)
    ]


def full_is_left(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per answer that needs nothing more: it was probed all the same."""
    if not (said.is_ours and said.is_labelled):
        return None
    return [
        Sighting(after.line, after.move == "probe")
        for _before, answer, after, _used in _answers_on_topic(said)
        if answer.meant and answer.meant.full
    ]


def probe_cap(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per probe: it is within what the guide allows on one question (2 unless it says otherwise, 3 at the
    very most)."""
    if not said.is_ours:
        return None
    return [Sighting(one.line, nth <= _cap(said)) for one, nth, _same in _probes(said)]


def no_drilling(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per probe: its direction was not tried twice before on the same question."""
    if not said.is_ours:
        return None
    return [Sighting(one.line, same < SAME_DIRECTION) for one, _nth, same in _probes(said)]


def probe_fits(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per probe on an answer whose gaps are known: it goes for one of them."""
    if not (said.is_ours and said.is_labelled):
        return None
    return [
        Sighting(after.line, after.probe in answer.meant.gaps)
        for _before, answer, after in said.replies()
        if after.move == "probe" and answer.meant and answer.meant.gaps
    ]


def concrete_case(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per topic that was answered: one particular case was told, or a probe asked for one."""
    if not said.is_ours:
        return None
    lines: dict[str, int] = {}
    held: set[str] = set()
    for before, answer, after in said.replies():
        name = before.question
        if name is None or (answer.kind or after.read_as) not in _TOLD:
            continue
        lines.setdefault(name, before.line)
        told = "concrete" in after.cues or bool(answer.meant and answer.meant.full)
        asked = after.question == name and after.probe == "example"
        if told or asked:
            held.add(name)
    return [Sighting(line, name in held) for name, line in lines.items()]


def _cap(said: Said) -> int:
    guide = said.conversation.guide
    return min(MOST_PROBES, (guide.limits if guide else Limits()).probes_per_question)


def _answers_on_topic(said: Said) -> Iterator[tuple[Message, Answer, Message, int]]:
    """Replies to a question of the guide or a probe on it, with the probes spent on it until then."""
    spent: Counter[str] = Counter()
    for before, answer, after in said.replies():
        if before.question is None:
            continue
        spent[before.question] += before.move == "probe"
        yield before, answer, after, spent[before.question]


def _probes(said: Said) -> Iterator[tuple[Message, int, int]]:
    """Each probe, the how manieth on its question it is, and the how manieth in its direction there."""
    tried: defaultdict[str | None, list[str | None]] = defaultdict(list)
    for one in said.all:
        if one.move == "probe":
            tried[one.question].append(one.probe)
            yield one, len(tried[one.question]), tried[one.question].count(one.probe)
