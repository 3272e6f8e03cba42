"""Listening: receipts, the respondent's own words, no question twice (rules 9, 10 and 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import mul

from interviewer.checks import asks
from interviewer.checks.against import quotes_in, stems
from interviewer.coverage import Row
from interviewer.languages import lexicon
from interviewer.rubric.measure import Aids, Sighting
from interviewer.rubric.said import Message, Said, length
from interviewer.rubric.words import speaks_of
from interviewer.text import same_words, sentences

# A receipt longer than this is a speech; an answer no longer than that needs none.
LONGEST_RECEIPT = 15
SHORT_ANSWER = 8
# Two messages ask the same when their questions are this near in meaning, and the whole of them this near:
# "How was that before?" may follow two different answers.
SAME_QUESTION, SAME_MESSAGE = 0.84, 0.70
_TOLD = {"substantive", "vague"}
_STAYING = {"probe", "rephrase"}


def receipt(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per message after an answer of more than 8 words: it begins with a short acknowledgement, 15 words or
    fewer, that is not a question."""
    return [Sighting(one.line, _has_receipt(one)) for one in said.messages if _follows_substance(one)]


def praise(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per message: it judges the answer or the respondent."""
    if not said.has_word_lists:
        return None
    return [Sighting(one.line, "praise" in one.faults) for one in said.messages]


def mirrors(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per message that asks, after an answer of substance (more than 8 words): a content word of the answer
    returns in it."""
    if not said.has_word_lists:
        return None
    return [
        Sighting(
            one.line,
            bool(stems(one.answer.text, lexicon(one.language)) & stems(one.text, lexicon(one.language))),
        )
        for one in said.messages
        if one.asked and one.answer and _follows_substance(one) and _was_told(one)
    ]


def quotes_exactly(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per message with a quote of two words or more: each was said before in the conversation, or is the
    guide's own. One word in marks may be irony."""
    found = []
    for one in said.messages:
        quotes = [same_words(quote) for quote in quotes_in(one.text) if len(quote.split()) > 1]
        if quotes:
            known = f" {same_words(said.known_before(one))} "
            found.append(Sighting(one.line, all(f" {quote} " in known for quote in quotes)))
    return found


def verbatim_repeat(said: Said, _: Aids) -> Sequence[Sighting]:
    """Per message that asks: one of its questions was asked before in the same words."""
    earlier: set[str] = set()
    found = []
    for one in said.messages:
        mine = {same_words(sentence) for sentence in one.asked}
        if mine:
            found.append(Sighting(one.line, bool(mine & earlier)))
        earlier |= mine
    return found


def semantic_repeat(said: Said, aids: Aids) -> Sequence[Sighting] | None:
    """Per message that asks: an earlier one asked the same in other words, by nearness in meaning."""
    if aids.rows is None:
        return None
    asking = [one for one in said.messages if one.asked]
    return [
        Sighting(one.line, any(_same(one, before, aids.rows) for before in asking[:number]))
        for number, one in enumerate(asking)
    ]


def already_said(said: Said, _: Aids) -> Sequence[Sighting] | None:
    """Per "I told you already": a short apology, and another ask than the one it was said to."""
    if not said.is_labelled:
        return None
    return [
        Sighting(after.line, speaks_of("sorry", after.text, after.language) and _asks_anew(before, after))
        for before, answer, after in said.replies()
        if answer.kind == "already_said"
    ]


def texts_to_embed(said: Said) -> list[str]:
    """What `semantic_repeat` wants rows for: each message that asks, whole, and its questions alone."""
    return [text for one in said.messages if one.asked for text in (one.text, _questions(one))]


def _follows_substance(message: Message) -> bool:
    answer = message.answer
    return answer is not None and length(answer.text, message.language) > SHORT_ANSWER


def _has_receipt(message: Message) -> bool:
    first = sentences(message.text)[:1]
    return bool(first) and not asks(first[0]) and length(first[0], message.language) <= LONGEST_RECEIPT


def _was_told(message: Message) -> bool:
    """Whether the answer before it told something; taken for granted where nobody knows."""
    answer = message.answer
    kind = (answer.kind if answer else None) or message.read_as
    return kind is None or kind in _TOLD


def _asks_anew(before: Message, after: Message) -> bool:
    if after.question is not None and after.question == before.question and after.move in _STAYING:
        return False
    return not {same_words(text) for text in before.asked} & {same_words(text) for text in after.asked}


def _questions(message: Message) -> str:
    return " ".join(message.asked)


def _same(one: Message, other: Message, rows: Mapping[str, Row]) -> bool:
    questions = _dot(rows[_questions(one)], rows[_questions(other)])
    return questions >= SAME_QUESTION and _dot(rows[one.text], rows[other.text]) >= SAME_MESSAGE


def _dot(left: Row, right: Row) -> float:
    return float(sum(map(mul, left, right)))
