"""The craft as checks: pure functions over a sentence and over a whole message of the interviewer's.

A rule that is broken is named, and the name is kept in the turn's note. What a rule asks of a language
stands in `lexicon/unsayable/`; the numbers beside the rules are those of the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from interviewer.checks import asking, form, honesty, manner, secrecy
from interviewer.checks.against import Against, Sentence, asks, question_marks
from interviewer.checks.manner import LONGEST_MESSAGE, LONGEST_SENTENCE, room_for
from interviewer.checks.secrecy import secrets_of, values_of
from interviewer.checks.unsayable import unsayable, unsayable_languages
from interviewer.text import plain, sentences, words

__all__ = [
    "LONGEST_MESSAGE",
    "LONGEST_SENTENCE",
    "RULES",
    "Against",
    "asks",
    "message_faults",
    "opening_faults",
    "question_marks",
    "room_for",
    "secrets_of",
    "sentence_faults",
    "unsayable",
    "unsayable_languages",
    "values_of",
]

RULES: Mapping[str, Callable[[Sentence], bool]] = MappingProxyType(
    {
        "one_question": asking.one_question,  # 1
        "unmarked_question": asking.unmarked_question,  # 1
        "brief": manner.brief,  # 2
        "leading": asking.leading,  # 7
        "open_form": asking.open_form,  # 8
        "praise": manner.praise,  # 9
        "invented_quote": honesty.invented_quote,  # 10
        "invented_number": honesty.invented_number,  # 10
        "invented_name": honesty.invented_name,  # 10
        "invented_story": honesty.invented_story,  # 10
        "repeat": asking.repeat,  # 11
        "refused_topic": asking.refused_topic,  # 12
        "early_goodbye": manner.early_goodbye,  # 13
        "off_move": asking.off_move,  # 14
        "misses_topic": asking.misses_topic,  # 14
        "promise": manner.promise,  # 16
        "claims_human": honesty.claims_human,  # 17
        "closing_question": asking.closing_question,  # 18
        "leak": secrecy.leak,  # 20
        "confirms": secrecy.confirms,  # 20
        "guide_talk": secrecy.guide_talk,  # 20
        "avoided_topic": asking.avoided_topic,
        "markup": form.markup,
        "wrong_language": form.wrong_language,  # 21
    }
)


def sentence_faults(sentence: str, against: Against) -> list[str]:
    """The rules one sentence breaks, by name; empty when it may be shown."""
    one = Sentence(sentence, against)
    return [name for name, is_broken in RULES.items() if is_broken(one)]


def message_faults(text: str, against: Against) -> list[str]:
    """The rules a whole message breaks, its sentences' included; none is named twice."""
    faults = [fault for sentence in sentences(text) for fault in sentence_faults(sentence, against)]
    if question_marks(text) > 1:
        faults.append("one_question")
    if len(words(text)) > room_for(against.said):
        faults.append("brief")
    return list(dict.fromkeys(faults))


def opening_faults(text: str, sponsor: str, minutes: int, language: str) -> list[str]:
    """What an opening leaves unsaid: that it is an AI, who asks, how long, that one may skip or stop."""
    unsaid, bare = unsayable(language), plain(text)
    told = {
        "is_ai": unsaid.hits("discloses_ai", bare),
        "who_asks": plain(sponsor) in bare,
        "how_long": str(minutes) in bare,
        "may_stop": unsaid.hits("discloses_stop", bare),
    }
    return [name for name, said in told.items() if not said]
