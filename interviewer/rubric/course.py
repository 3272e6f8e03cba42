"""The course of an interview: its opening, its goals, its close, its language (rules 13, 14, 17, 18, 21)."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.checks import opening_faults, question_marks
from interviewer.guide import Question
from interviewer.rubric.measure import Aids, Sighting
from interviewer.rubric.said import Said
from interviewer.rubric.words import speaks_of


def goals_covered(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per must-cover question of a completed interview: asked, answered in passing, or declined."""
    guide = said.conversation.guide
    if guide is None or not said.is_ours:
        return None
    if not said.is_completed:
        return []
    end = said.all[-1].line
    return [Sighting(end, _is_settled(said, one)) for one in guide.questions if one.must_cover]


def no_early_farewell(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per completed interview: no must-cover question was left when the interviewer said goodbye."""
    goals = goals_covered(said, _)
    if not goals:
        return goals
    return [Sighting(goals[0].line, all(one.counted for one in goals))]


def honest_opening(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per interview: before the first answer it said that it is an AI, who asks, why, how long, how the
    answers are used, and that one may skip or stop."""
    if not said.has_word_lists:
        return None
    return [Sighting(said.all[0].line, not opening_gaps(said))] if said.all else []


def opening_gaps(said: Said) -> list[str]:
    """What the opening leaves unsaid: `is_ai`, `who_asks`, `why`, `how_long`, `how_used`, `may_stop`."""
    conversation, text, language = said.conversation, said.all[0].text, said.all[0].language
    minutes = conversation.guide.minutes if conversation.guide else 0
    gaps = set(opening_faults(text, conversation.sponsor, minutes, language))
    if conversation.guide is None:
        gaps -= {"how_long"}
        gaps |= set() if speaks_of("minutes", text, language) else {"how_long"}
    if not conversation.sponsor and not speaks_of("who_asks", text, language):
        gaps.add("who_asks")
    gaps |= set() if speaks_of("told_why", text, language) else {"why"}
    gaps |= set() if speaks_of("told_use", text, language) else {"how_used"}
    return sorted(gaps)


def asks_what_is_missing(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per completed interview (whose guide does not rule it out): it asked what was missing."""
    guide = said.conversation.guide
    if guide and not guide.closing.anything_else:
        return []
    return _once(said, "anything_else", "asks_missing")


def offers_summary(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per completed interview (whose guide does not rule it out): it offered a summary to correct."""
    guide = said.conversation.guide
    if guide and not guide.closing.summary:
        return []
    return _once(said, "summary", "sums_up")


def says_what_next(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per completed interview: the last message says what happens to the answers now."""
    if not said.is_completed:
        return []
    last = said.all[-1]
    return [Sighting(last.line, speaks_of("says_next", last.text, last.language))]


def ends_without_question(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per ended interview: the last message holds no question mark."""
    if not said.all or not said.conversation.has_ended:
        return []
    return [Sighting(said.all[-1].line, question_marks(said.all[-1].text) == 0)]


def same_language(said: Said, aids: Aids) -> Sequence[Sighting] | None:
    """Per message after an answer whose language is clear and is one of the guide's: it is in that
    language."""
    if aids.detect is None:
        return None
    guide = said.conversation.guide
    found = []
    for one in said.messages:
        theirs = aids.detect(one.answer.text) if one.answer else None
        mine = aids.detect(one.text)
        if theirs and mine and (guide is None or theirs in guide.languages):
            found.append(Sighting(one.line, theirs == mine))
    return found


def _is_settled(said: Said, question: Question) -> bool:
    """Whether a question was asked, or what it listens for was heard before it came up."""
    if any(one.question == question.id for one in said.all):
        return True
    heard = {entry for one in said.all for entry in one.covered}
    wanted = question.skip_if_covered or tuple(entry.id for entry in question.listen_for)
    return bool(wanted) and heard.issuperset(wanted)


def _once(said: Said, move: str, words: str) -> list[Sighting]:
    """Whether a completed interview holds a message with that move, or in foreign ones with such words."""
    if not said.is_completed:
        return []
    found = any(
        one.move == move if said.is_ours else speaks_of(words, one.text, one.language) for one in said.all[1:]
    )
    return [Sighting(said.all[-1].line, found)]
