"""The form of a message: plain text in the interview's language, nothing hidden in it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from interviewer.checks.against import Sentence
from interviewer.languages import lexicon, spoken

# Markup, links, addresses, code, identifiers: none of it is said in a conversation.
_MARKUP = re.compile(
    r"</?[a-z!][^>]*>|&#?\w+;|https?:|www\.|\S@\S|\w\.(?:com|org|net|io|xyz|info|biz|co|ru|cn|de|fr)\b(?!\.\w)"
    r"|[`{}<>\\|^~]|\*\*|__|\[[^\]]*\]|\]\(|^\s*(?:#+|[-*•–—]|\d+[.)])\s|\b[a-z]+(?:_[a-z0-9]+)+\b"
    r"|\b(?:probe|ask|rephrase|farewell|hand_off|stop):\w",
    re.IGNORECASE,
)
# Joiners that some scripts need, and the space French puts before a question mark.
_HARMLESS = {"\u200c", "\u200d", "\n"}
_SCRIPTS = {
    "ja": ("HIRAGANA", "KATAKANA", "CJK", "FULLWIDTH"),
    "zh": ("CJK", "FULLWIDTH"),
    "ko": ("HANGUL", "CJK"),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "el": ("GREEK",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ur": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "th": ("THAI",),
}
_FEW_LETTERS = 6
# A sentence with fewer of its own language's small words than this is suspect.
_OWN_SHARE = 0.3


def markup(one: Sentence) -> bool:
    """Markup, links, code, emoji, or characters that cannot be seen."""
    return _MARKUP.search(one.text) is not None or any(_is_odd(sign) for sign in one.text)


def wrong_language(one: Sentence) -> bool:
    """Another language than the interview's: by its letters, else by its small words."""
    language = one.against.language
    if language not in _SCRIPTS and language not in spoken():
        return False
    letters = [letter for letter in one.text if letter.isalpha()]
    scripts = _SCRIPTS.get(language, ("LATIN", "FEMININE", "MASCULINE"))
    ours = sum(_name(letter).startswith(scripts) for letter in letters)
    if len(letters) >= _FEW_LETTERS and ours < len(letters) / (4 if language in _SCRIPTS else 2):
        return True
    if language in _SCRIPTS:
        return False
    tokens = re.findall(r"[^\W\d_]+", one.own)
    own, others = _small_words(tokens, language), [_small_words(tokens, code) for code in _latin(language)]
    return own < _OWN_SHARE * len(tokens) and max(others, default=0) >= max(2, own + 1)


def _is_odd(sign: str) -> bool:
    kind = unicodedata.category(sign)
    hidden = kind in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} and sign not in _HARMLESS
    return hidden or kind in {"So", "Sk"} or "\ufe00" <= sign <= "\ufe0f"


def _small_words(tokens: list[str], language: str) -> int:
    return sum(token in lexicon(language).words["function"] for token in tokens)


@cache
def _latin(language: str) -> tuple[str, ...]:
    """The other languages written like this one that we have word lists for."""
    return tuple(code for code in spoken() if code != language and code not in _SCRIPTS)


@cache
def _name(letter: str) -> str:
    return unicodedata.name(letter, "")
