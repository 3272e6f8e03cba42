"""What is wrong with a guide as a whole: order, balance, time, doubles."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.authoring.findings import RULES, Finding
from interviewer.authoring.style import style
from interviewer.authoring.wording import rules_broken
from interviewer.checks import Against, sentence_faults
from interviewer.guide import Guide, Question
from interviewer.languages import spoken
from interviewer.text import same_words, words

# Four to six questions fill eight minutes; one with few probes takes a little over a minute.
MINUTES_PER_QUESTION = 1.2
# A guide this short has no order and no priorities worth a word.
_SHORT = 3


def of_question(guide: Guide, index: int) -> Iterator[Finding]:
    """Findings about one question among the others, judged in the guide's first language."""
    question = guide.questions[index]
    judged = {
        "sensitive": index == 0 and len(guide.questions) >= _SHORT and _is(guide, question, "sensitive"),
        "duplicate": _is_asked_before(guide, index),
        "order_score": _is(guide, question, "score_reason") and _score_comes_later(guide, index),
        "order_broad": index > 0 and _is(guide, question, "broad"),
    }
    for rule, is_broken in judged.items():
        if is_broken:
            yield _finding(guide, index, rule)
    if _is_one_sided(guide, index):
        yield _finding(guide, index, "presumes")
    if _is_too_broad(guide, question):
        path = ("questions", index, "objective")
        why = RULES["objective"].why
        yield Finding(question.id, "objective", "", "objective", why, path, question.objective)


def of_guide(guide: Guide) -> Iterator[Finding]:
    """Findings about the guide rather than any question of it."""
    count = len(guide.questions)
    if count * MINUTES_PER_QUESTION > guide.minutes and count > 1:
        fitting = max(1, int(guide.minutes / MINUTES_PER_QUESTION))
        why = (
            f"{count} questions do not fit into {guide.minutes} minutes; keep {fitting}, or allow more time."
        )
        yield Finding("", "minutes", "", "minutes", why, ("minutes",))
    if count >= _SHORT and not any(question.must_cover for question in guide.questions):
        yield Finding("", "questions", "", "must_cover", RULES["must_cover"].why, ("questions",))


def _finding(guide: Guide, index: int, rule: str) -> Finding:
    question = guide.questions[index]
    language = guide.languages[0]
    text = question.ask.say(language)
    path = ("questions", index, "ask")
    return Finding(question.id, "ask", language, rule, RULES[rule].why, path, text)


def _is(guide: Guide, question: Question, mark: str) -> bool:
    language = guide.languages[0]
    return style(language).hits(mark, question.ask.say(language))


def _is_asked_before(guide: Guide, index: int) -> bool:
    """Whether an earlier question asks the same, in these words or nearly."""
    language = guide.languages[0]
    said = [question.ask.say(language) for question in guide.questions[:index]]
    text = guide.questions[index].ask.say(language)
    if any(same_words(text) == same_words(earlier) for earlier in said):
        return True
    return language in spoken() and "repeat" in sentence_faults(text, Against(language, said=said))


def _score_comes_later(guide: Guide, index: int) -> bool:
    return any(_is(guide, question, "score") for question in guide.questions[index + 1 :])


def _is_one_sided(guide: Guide, index: int) -> bool:
    """Whether this is the first question to presume trouble, or joy, in a guide that has no room for the
    other. One side alone is fine as long as the guide asks for both."""
    language = guide.languages[0]
    every = [question.ask.say(language) for question in guide.questions]
    if len(every) < _SHORT or rules_broken(every[index], language):
        return False
    marks = style(language)
    bad = [marks.hits("dislikes", text) for text in every]
    good = [marks.hits("likes", text) for text in every]
    return bad[index] and not any(good) and bad.index(True) == index


def _is_too_broad(guide: Guide, question: Question) -> bool:
    """Objectives are in any language; what is broad is known for the guide's first one, and English."""
    told = question.objective
    if len(words(told)) < 2 or same_words(told) in {same_words(text) for text in _texts(question)}:
        return True
    return any(style(language).hits("too_broad", told) for language in {guide.languages[0], "en"})


def _texts(question: Question) -> list[str]:
    return list(question.ask.by_language.values())
