"""The form of a message: one ask, brief, not leading, open (rules 1, 2, 7 and 8)."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.checks import question_marks
from interviewer.openness import is_closed
from interviewer.rubric.measure import Aids, Sighting
from interviewer.rubric.said import Message, Said, length
from interviewer.text import without_quotes

# Moves that put a question of the guide, by whose opening words rule 8 is judged.
_TOPIC_MOVES = {"open", "ask"}


def one_question_mark(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per message: at most one question mark."""
    return [_counted(one, question_marks(one.text) <= 1) for one in said.messages]


def one_ask(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per message: at most one question mark, and no second ask behind an "and what …"."""
    if not said.has_word_lists:
        return None
    return [_counted(one, _asks_once(one)) for one in said.messages]


def clean_interview(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per interview: no message of two question marks or more."""
    if not said.messages:
        return []
    multiple = [one for one in said.messages if question_marks(one.text) > 1]
    return [Sighting((multiple or said.messages)[0].line, not multiple)]


def message_length(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per message but the first and the last: its words."""
    return [Sighting(one.line, True, length(one.text, one.language)) for one in said.inner]


def share_of_words(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per utterance, weighted by its words: the interviewer's, the first and the last left out."""
    language = said.conversation.language
    heard = [
        Sighting(number, False, length(line.text, language))
        for number, line in enumerate(said.conversation.lines, 1)
        if line.speaker == "respondent" and line.text
    ]
    return [*message_length(said, _), *heard] if said.inner else []


def not_leading(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per message that asks: no options offered with "or" outside declared choices, no tag question, no
    leading opening."""
    if not said.has_word_lists:
        return None
    return [_counted(one, "leading" not in one.faults) for one in said.messages if one.asked]


def open_form(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per message that puts a question of the guide without declared choices (in foreign transcripts: per
    message that asks): its last question cannot be answered by yes or no."""
    if not said.has_word_lists:
        return None
    return [
        _counted(one, not is_closed(without_quotes(one.asked[-1]), one.language))
        for one in said.messages
        if one.asked and _puts_topic(said, one)
    ]


def _asks_once(message: Message) -> bool:
    return question_marks(message.text) <= 1 and "one_question" not in message.faults


def _puts_topic(said: Said, message: Message) -> bool:
    if not said.is_ours:
        return True
    topic = said.topic(message)
    return message.move in _TOPIC_MOVES and not (topic and topic.choices)


def _counted(message: Message, good: bool) -> Sighting:
    return Sighting(message.line, good)
