"""What was heard, in the respondent's own words, for them to correct."""

from __future__ import annotations

import re

from interviewer.clauses import bare, clauses, holds_verb
from interviewer.guide import Guide
from interviewer.languages import Lexicon, lexicon
from interviewer.memory import Memory
from interviewer.reading import Reading
from interviewer.text import sentences, words
from interviewer.vagueness import content_words, cues_in

LINES = 3
LONGEST_LINE = 9
# A sentence stands by itself better than a part of one.
_WHOLE = 1.0


def summary_lines(guide: Guide, memory: Memory, reading: Reading, language: str) -> list[str]:
    """Up to three stretches of the respondent's words, verbatim and without their end mark, from
    different questions: what was told last, then what must be covered, then the others. Declined questions
    are left out; empty when nothing said is fit to be read back."""
    lists = lexicon(language)
    answers = _answers(memory, reading)
    order = sorted(guide.questions, key=lambda asked: (asked.id != memory.current, not asked.must_cover))
    chosen: dict[str, str] = {}
    for question in order:
        if question.id in memory.dropped or len(chosen) == LINES:
            continue
        best = _best(answers.get(question.id, ()), lists)
        if best:
            chosen[question.id] = best
    return [chosen[question.id] for question in guide.questions if question.id in chosen]


def _answers(memory: Memory, reading: Reading) -> dict[str, tuple[str, ...]]:
    """Answers by question id, the one not yet replied to included."""
    answers = dict(memory.answers)
    if memory.current and reading.kind in {"substantive", "vague"}:
        answers[memory.current] = (*answers.get(memory.current, ()), reading.text)
    return answers


def _best(answers: tuple[str, ...], lists: Lexicon) -> str | None:
    """The most telling sentence, or the most telling part of one that is too long to be read back."""
    said = [without_fillers(sentence, lists) for answer in answers for sentence in sentences(answer)]
    weights: dict[str, float] = {}
    for sentence in said:
        pieces = re.split(r"(?<=\w)[,;:] | [–—-] ", sentence)
        parts = [without_fillers(piece, lists) for piece in (*pieces, *_clauses(sentence, lists))]
        for one, whole in ((sentence, True), *((part, False) for part in parts)):
            if 4 <= len(words(one)) <= LONGEST_LINE and _is_fit(one, lists):
                line = one.rstrip(".!…,; ")
                weights.setdefault(line, _weight(line, lists) + (_WHOLE if whole else 0))
    return max(weights, key=lambda line: weights[line], default=None)


def _clauses(sentence: str, lists: Lexicon) -> list[str]:
    """Clauses that could stand by themselves, as they were typed; none where nothing parts words."""
    if not lists.spaced:
        return []
    found = (clause for clause in clauses(sentence, lists) if holds_verb(list(map(bare, clause)), lists))
    opens = lists.words["loose_starts"]
    return [" ".join(clause) for clause in found if bare(clause[0]) not in opens]


def without_fillers(sentence: str, lists: Lexicon) -> str:
    """A sentence from its first word that is not a mere connection (`but`, `so`, `well`)."""
    rest = sentence
    while (head := re.match(r"([\w'’]+)[,:]?\s+", rest)) and head[1].lower() in lists.words["fillers"]:
        rest = rest[head.end() :]
    return rest


def _is_fit(sentence: str, lists: Lexicon) -> bool:
    low = {word.lower() for word in words(sentence)}
    marks = any(sign in sentence for sign in '?？“”"@<>{}')
    return not marks and not low & lists.words["unquotable"]


def _weight(sentence: str, lists: Lexicon) -> float:
    """How telling a line is; of two that say as much, the shorter."""
    cues = {"concrete", "problem", "cause", "consequence", "praise"} & set(cues_in(sentence, lists))
    return min(len(content_words(sentence, lists)), 8) + 2 * len(cues) - 0.4 * len(words(sentence))
