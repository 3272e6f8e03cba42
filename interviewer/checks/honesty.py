"""Saying back only what was said: no invented quote, number, name or story, and never to be a person."""

from __future__ import annotations

import re
from functools import cache

from interviewer.checks.against import Sentence, asks, figures_in, quotes_in, stems
from interviewer.languages import lexicon
from interviewer.phrases import phrases
from interviewer.text import same_words

# A receipt may put things in other words; with so many that nobody used it tells a story of its own.
_NEW_WORDS, _NEW_SHARE = 4, 0.6
# Languages that write common nouns large, or have no large letters, name nobody by a capital.
_NO_NAMES = {"de", "ja"}
_CAPITALISED = re.compile(r"(?<=[\w,;] )[A-ZÀ-Þ][a-zà-ÿ]+\w*(?:[A-Z]\w*)*")


def claims_human(one: Sentence) -> bool:
    return one.says("claims_human")


def invented_quote(one: Sentence) -> bool:
    """Words in quotation marks that the respondent did not say."""
    if one.against.heard is None:
        return False
    known = same_words(one.against.known)
    return any(same_words(quote) not in known for quote in quotes_in(one.text))


def invented_number(one: Sentence) -> bool:
    """A number nobody mentioned."""
    if one.against.heard is None:
        return False
    return bool(figures_in(one.text, one.unsaid) - figures_in(one.against.known, one.unsaid))


def invented_name(one: Sentence) -> bool:
    """A name nobody mentioned."""
    if one.against.heard is None or one.against.language in _NO_NAMES:
        return False
    known = set(same_words(one.against.known).split()) | one.unsaid.capitals | set(one.unsaid.months)
    return any(name.lower() not in known for name in _CAPITALISED.findall(one.text))


def invented_story(one: Sentence) -> bool:
    """A statement in words nobody used: none of theirs in it, or mostly others. What is neither theirs nor
    a plain receipt is a comment, whatever it comments."""
    if one.against.heard is None or asks(one.text):
        return False
    new = one.stems - one.known - _plain_words(one.against.language)
    is_comment = bool(new) and not one.stems & one.known
    return is_comment or (len(new) >= _NEW_WORDS and len(new) > _NEW_SHARE * len(one.stems))


@cache
def _plain_words(language: str) -> frozenset[str]:
    """Stems of our own receipts and leads, which say nothing about anything."""
    said = (each for key, each in phrases(language).lists.items() if key.startswith(("receipt.", "lead.")))
    return frozenset().union(*(stems(" ".join(each), lexicon(language)) for each in said))
