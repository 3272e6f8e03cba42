"""Which follow-up fits the gap an answer leaves."""

from __future__ import annotations

from interviewer.guide import Question
from interviewer.memory import Memory
from interviewer.moves import Move, ProbeKind
from interviewer.reading import Reading, tells_case
from interviewer.text import words

# A direction is worth at most this many tries on one question, and never twice running.
TRIES = 2

# From so many words on an answer claims something; fewer are a keyword.
A_CLAIM = 4

# What makes a direction pointless: the answer holds it already.
_HELD: dict[ProbeKind, str] = {
    "cause": "cause",
    "consequence": "consequence",
    "comparison": "comparison",
    "who": "people_named",
}


def _is_held(kind: ProbeKind, reading: Reading) -> bool:
    return tells_case(reading.cues) if kind == "example" else _HELD.get(kind) in reading.cues


def probes_for(question: Question, memory: Memory, reading: Reading) -> tuple[Move, ...]:
    """Probes on the last answer, the best fitting first; empty when every direction is used up."""
    missing = [
        entry.id
        for entry in question.listen_for
        if entry.ask
        and entry.id not in memory.covered | set(reading.covered)
        and entry.id not in memory.abouts
    ]
    moves = []
    for kind in dict.fromkeys(_by_gap(reading, bool(missing))):
        if memory.probes[-1:] == (kind,) or memory.probes.count(kind) >= TRIES:
            continue
        if kind == "detail":
            moves += [Move("probe", question.id, "detail", about) for about in missing[:1]]
        elif not _is_held(kind, reading):
            moves.append(Move("probe", question.id, kind))
    return tuple(moves)


def _by_gap(reading: Reading, has_detail: bool) -> list[ProbeKind]:
    """Directions in order of fit. A generalisation asks for the last time; a bare judgement for what
    is meant; a difficulty for its cause, then its consequence; praise for what it makes possible."""
    labels, cues = set(reading.labels), set(reading.cues)
    if "wish" in cues:
        wishes: list[ProbeKind] = ["detail", "clarify", "ladder", "example"]
        return wishes if has_detail else wishes[1:]
    fits: list[ProbeKind] = []
    if "generalising" in labels or ("concrete" in cues and not tells_case(cues)):
        fits.append("example")
    if "it_depends" in labels or "unclear_pronoun" in labels:
        fits.append("clarify")
    if "evaluative_only" in labels:
        fits += ["example", "clarify"] if "praise" in cues else ["clarify", "example"]
    if has_detail and labels and not fits:
        claims = len(words(reading.text)) >= A_CLAIM and not {"problem", "change", "praise"} & cues
        fits += ["example", "detail"] if claims else ["detail"]
    if "problem" in cues:
        fits += ["cause", "consequence"]
    if "change" in cues:
        fits.append("comparison")
    if "praise" in cues:
        fits.append("ladder")
    if has_detail:
        fits.append("detail")
    if "nothing_concrete" in labels or "concrete" not in cues:
        fits.append("example")
    if "people" in cues and "few_words" not in labels:
        fits.append("who")
    return [*fits, "consequence", "example", "clarify"]
