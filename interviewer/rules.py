"""Kinds of answer told by word lists alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from interviewer.languages import Lexicon, lexicon, spoken
from interviewer.reading import Kind
from interviewer.text import plain, sentences, words
from interviewer.unspaced import LETTERS
from interviewer.vagueness import content_words

# A command to us is short; in a long sentence the same words tell a story ("we had to stop using it").
_COMMAND_WORDS = 16
# An answer this short is looked up in every language.
_FEW_WORDS = 5
# With this much said besides, a question to us is a remark within an answer.
_ANSWER_WORDS = 10

_TOPICS = ("ask_meaning", "ask_privacy", "ask_identity", "ask_why", "ask_length", "ask_support", "ask_back")
_SAFETY: tuple[Kind, ...] = ("distress", "legal", "human", "instruction", "stop", "abuse")
# Heard in an answer of any length; the others only in a short sentence of it.
_ANYWHERE = {"distress", "legal", "human", "instruction"}
_QUESTION = ("?", "？")


def legible(text: str) -> str:
    """A text without what cannot be seen: control, zero-width, direction and tag characters."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf"})


def safety_kind(text: str, language: str) -> Kind | None:
    """Kinds heard in any language we have lists for that the text may be in."""
    whole = plain(text)
    short = [one for one in map(plain, sentences(text)) if len(words(one)) <= _COMMAND_WORDS]
    lists = [lexicon(code) for code in _languages(words(whole), language)]
    return next((kind for kind in _SAFETY if any(_says(kind, whole, short, one) for one in lists)), None)


def _languages(said: Sequence[str], language: str) -> list[str]:
    """The interview's language, and others an answer may be in: any for a few words, else those of which
    it holds enough small words."""
    needed = max(2, len(said) // 8)
    others = [code for code in spoken() if code != language]
    if len(said) <= _FEW_WORDS:
        return [language, *others]
    return [language, *(code for code in others if _small_words(said, lexicon(code)) >= needed)]


def _small_words(said: Sequence[str], lists: Lexicon) -> int:
    """How many of the words are articles, pronouns and the like; in Japanese, how many are written in it."""
    if not lists.spaced:
        return sum(bool(LETTERS.search(word)) for word in said)
    return sum(word in lists.words["function"] for word in said)


def _says(kind: Kind, whole: str, short: Sequence[str], lists: Lexicon) -> bool:
    said = [whole] if kind in _ANYWHERE else short
    return any(lists.hits(kind, one) and not lists.hits(f"not_{kind}", one) for one in said)


def spoken_kind(text: str, lists: Lexicon, in_closing: bool) -> Kind | None:
    """The kinds of the interview's own language, in the order of how much they bind us."""
    parts = [plain(sentence) for sentence in sentences(text)]
    if not parts:
        return None
    if in_closing and all(lists.hits("nothing_more", part) for part in parts):
        return "nothing_more"
    if any(lists.hits("skip", part) for part in parts):
        return "skip"
    if _alone("refusal", parts, lists, room=6):
        return "refusal"
    if _alone("already_said", parts, lists, room=4):
        return "already_said"
    if topics(text, lists) and told_besides(text, lists) < _ANSWER_WORDS:
        return "asks_back"
    if _alone("dont_know", parts, lists, room=5):
        return "dont_know"
    if all(lists.hits("noise", part) for part in parts) or lists.hits("off_topic", plain(text)):
        return "off_topic"
    return None


def _alone(kind: str, parts: Sequence[str], lists: Lexicon, room: int) -> bool:
    """Whether a sentence is of this kind and fewer than `room` content words were said besides."""
    saying = [part for part in parts if lists.hits(kind, part)]
    others = [part for part in parts if part not in saying]
    told = sum(len(content_words(part, lists)) for part in others)
    long_winded = sum(len(content_words(part, lists)) for part in saying) >= 2 * room
    return bool(saying) and told < room and not long_winded


def topics(text: str, lists: Lexicon) -> tuple[str, ...]:
    """What a question to us is about (`ask_privacy`, …), empty when there is none."""
    for sentence in sentences(text):
        bare = plain(sentence)
        asks = bare.rstrip("\"')").endswith(_QUESTION)
        for topic in _TOPICS:
            if lists.hits(topic, bare) and (asks or (topic == "ask_meaning" and len(words(bare)) <= 12)):
                return (topic,)
        if asks and len(words(bare)) <= 25:
            return ("ask_back",)
    return ()


def told_besides(text: str, lists: Lexicon) -> int:
    """How many content words stand outside of questions."""
    parts = [plain(sentence) for sentence in sentences(text)]
    return sum(
        len(content_words(part, lists)) for part in parts if not part.rstrip("\"')").endswith(_QUESTION)
    )


def declines_part(text: str, lists: Lexicon) -> bool:
    """Whether some sentence of an answer refuses something."""
    return any(lists.hits("refusal", plain(sentence)) for sentence in sentences(text))


def heard(text: str, lists: Lexicon) -> tuple[str, ...]:
    """The names of the word lists for kinds and questions that match anywhere in a text."""
    whole = plain(text)
    names = (*_SAFETY, "skip", "refusal", "already_said", "dont_know", "nothing_more", "noise", "off_topic")
    return tuple(name for name in (*names, *_TOPICS) if lists.hits(name, whole))
