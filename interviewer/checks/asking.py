"""How a question is put: one at a time, open, without an answer in it, not asked before, on its topic."""

from __future__ import annotations

import re
from functools import cache

from interviewer.checks.against import Sentence, alike, asks, question_marks, stems
from interviewer.languages import lexicon, spoken
from interviewer.openness import is_closed
from interviewer.phrases import phrases
from interviewer.text import same_words, sentences

# Two questions with this share of stems in common are the same question.
SAME_QUESTION = 0.7
# A declined question leaves its whole topic alone, so less is enough.
SAME_TOPIC = 0.5
_NUMBERED = re.compile(r"^\W*(?:\d+\s?[a-z]?|[a-z])[).:]\s", re.IGNORECASE)


def one_question(one: Sentence) -> bool:
    """Two question marks, a second ask without one, numbered asks."""
    if question_marks(one.text) > 1:
        return True
    head, _, rest = one.own.partition(" ")
    opens = len(head.rstrip(",")) <= 3 and not one.unsaid.hits("interrogatives", head)
    second = one.unsaid.hits("second_ask", rest if opens else one.own)  # `And what …` alone is one ask
    return asks(one.text) and (second or _NUMBERED.match(one.text) is not None)


def unmarked_question(one: Sentence) -> bool:
    """An ask that hides: `Tell me more.`"""
    return not asks(one.text) and not one.against.closes and one.says("imperative_ask")


def open_form(one: Sentence) -> bool:
    """To be answered by yes or no, or no question at all but for its mark."""
    if one.against.has_choices or not asks(one.text) or one.against.language not in spoken():
        return False
    polite = one.lists.hits("polite_opening", one.own)
    return is_closed(one.own, one.against.language) or not (one.says("interrogatives") or polite)


def leading(one: Sentence) -> bool:
    """An answer suggested, two to choose from, a judgement the respondent has not made."""
    if not asks(one.text):
        return False
    if one.says("leading") or one.says("tag_question"):
        return True
    if one.against.has_choices:
        return False
    return one.lists.hits("offers_choice", one.own) or _judges_first(one)


def _judges_first(one: Sentence) -> bool:
    """A judging word that is neither theirs nor the guide's."""
    if one.against.heard is None:
        return False
    return any(
        piece not in one.against.known.lower() and not stems(piece, one.lists) & one.known
        for piece in one.unsaid.found("valence", one.own)
    )


def repeat(one: Sentence) -> bool:
    """A question asked before, in the same words or nearly."""
    if not asks(one.text):
        return False
    bare = same_words(one.text)
    for earlier in (said for text in one.against.said for said in sentences(text) if asks(said)):
        theirs = stems(earlier, one.lists)
        if bare == same_words(earlier):
            return True
        if len(one.stems) > 1 and alike(one.stems, theirs) >= SAME_QUESTION:
            return True
    return False


def refused_topic(one: Sentence) -> bool:
    """A question the respondent declined, coming back in other words."""
    if not asks(one.text) or len(one.stems) < 2:
        return False
    own = max((alike(one.stems, stems(text, one.lists)) for text in one.against.topic), default=0.0)
    theirs = [stems(text, one.lists) for text in one.against.dropped]
    return any(alike(one.stems, each) >= SAME_TOPIC and alike(one.stems, each) > own for each in theirs)


def off_move(one: Sentence) -> bool:
    """Another question of the guide's than the one whose turn it is."""
    if not asks(one.text):
        return False
    own = max((alike(one.stems, stems(text, one.lists)) for text in one.against.topic), default=0.0)
    others = (alike(one.stems, stems(text, one.lists)) for text in one.against.elsewhere)
    return any(other >= SAME_QUESTION and other > own for other in others)


def misses_topic(one: Sentence) -> bool:
    """A new question was to be asked, and nothing of it is in the words."""
    if not asks(one.text) or not one.against.asks_topic:
        return False
    about = frozenset().union(*(stems(text, one.lists) for text in one.against.topic))
    telling = about - _general(one.against.language)
    return len(telling) > 1 and not one.stems & telling


@cache
def _general(language: str) -> frozenset[str]:
    """Stems that fit any topic: those of our own probes (`What happened the last time?`)."""
    probes = (said for key, said in phrases(language).lists.items() if key.startswith("probe."))
    return frozenset().union(*(stems(" ".join(said), lexicon(language)) for said in probes))


def closing_question(one: Sentence) -> bool:
    """A question in a goodbye."""
    return one.against.closes and question_marks(one.text) > 0


def avoided_topic(one: Sentence) -> bool:
    """A question about a subject the guide leaves alone, unless the respondent brought it up."""
    if not asks(one.text):
        return False
    subjects = frozenset().union(*(stems(text, one.lists) for text in one.against.avoid))
    return bool((one.stems & subjects) - one.known)
