"""What was heard, in the respondent's own words, for them to correct."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from interviewer.guide import Guide
from interviewer.languages import Lexicon, lexicon
from interviewer.text import sentences, words
from interviewer.vagueness import content_words, cues_in

LINES = 3
LONGEST_LINE = 22


def summary_lines(
    guide: Guide, answers: Mapping[str, tuple[str, ...]], dropped: Collection[str], language: str
) -> list[str]:
    """Up to three sentences of the respondent's, verbatim and without their end mark, from different
    questions: what must be covered first, then in order. Declined questions are left out."""
    lists = lexicon(language)
    order = sorted(guide.questions, key=lambda question: not question.must_cover)
    chosen: dict[str, str] = {}
    for question in order:
        if question.id in dropped or len(chosen) == LINES:
            continue
        best = _best(answers.get(question.id, ()), lists)
        if best:
            chosen[question.id] = best
    return [chosen[question.id] for question in guide.questions if question.id in chosen]


def _best(answers: tuple[str, ...], lists: Lexicon) -> str | None:
    said = [sentence for answer in answers for sentence in sentences(answer)]
    fit = [one for one in said if 4 <= len(words(one)) <= LONGEST_LINE and _is_fit(one, lists)]
    if not fit:
        return None
    return max(fit, key=lambda one: _weight(one, lists)).rstrip(".!… ")


def _is_fit(sentence: str, lists: Lexicon) -> bool:
    low = {word.lower() for word in words(sentence)}
    marks = any(sign in sentence for sign in '?？“”"@<>{}')
    return not marks and not low & lists.words["unquotable"]


def _weight(sentence: str, lists: Lexicon) -> int:
    cues = {"concrete", "problem", "cause", "consequence", "praise"} & set(cues_in(sentence, lists))
    return min(len(content_words(sentence, lists)), 12) + 2 * len(cues)
