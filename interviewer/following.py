"""Which language the next turn is in: the respondent's, wherever the guide and our phrases carry it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from interviewer.guide import Guide
from interviewer.phrases import phrase_languages
from interviewer.tongues import SCRIPTS, is_small_word, likelihoods, script_of, words_in
from interviewer.transcript import Turn

# Given a text and the language it is taken for unless it clearly is another, a language code.
Detect = Callable[[str, str], Awaitable[str]]

_SHARED_SCRIPTS = {"ARABIC", "CYRILLIC", "DEVANAGARI"}
_FEWEST_WORDS = 3
# Fewer words than this must speak more clearly (log likelihood over the language before), and hold a
# small word of the other language that is not one of those names are made of.
_ENOUGH_WORDS = 6
_CLEAR, _CLEAR_IF_SHORT = 4.0, 8.0
_IN_NAMES = frozenset(
    {"de", "la", "las", "los", "del", "van", "der", "den", "von", "di", "da", "do", "dos", "das"}
    | {"du", "le", "el", "e", "y", "al", "zu", "ter", "ten", "san"}
)
# Addresses, code and what stands in quotation marks may be in any language.
_FOREIGN = re.compile(r"https?:\S+|\S+@\S+|[“„«\"「][^“”„«»\"「」\n]*[”“»\"」]|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Followed:
    """`ours` is the language of our words, `theirs` the one they write; `lacks` is whether to say, for
    the first time, that we cannot ask in theirs."""

    ours: str
    theirs: str
    lacks: bool = False


async def follow(
    guide: Guide, began_in: str, turns: Sequence[Turn], text: str, detect: Detect | None = None
) -> Followed:
    """The languages of the next turn. `began_in` is the interview's own, `text` the answer waiting. We stay
    where we are until they clearly write another language, and change with them at once."""
    notes = [turn.note for turn in turns if turn.speaker == "interviewer" and turn.note.get("language")]
    last = notes[-1] if notes else {}
    ours = guide.language_for(str(last.get("language") or began_in))
    theirs = await written_in(text, str(last.get("respondent_language") or ours), detect)
    if guide.language_for(theirs) == theirs and theirs in phrase_languages():
        return Followed(theirs, theirs)
    told = any(note.get("lacks_language") for note in notes)
    return Followed(ours, theirs, lacks=theirs != ours and not told)


async def written_in(text: str, before: str, detect: Detect | None = None) -> str:
    """The language of a text; `before` unless it clearly is another, which a name, a number or an `ok` never
    is. `detect` is asked where another language seems to begin, for it may be none of ours."""
    own = _FOREIGN.sub(" ", text)
    script = script_of(own)
    if script:
        guess = SCRIPTS[script]
        return await detect(own, guess) if detect and script in _SHARED_SCRIPTS else guess
    tokens = _without_names(own)
    if len(tokens) < _FEWEST_WORDS:
        return before
    found = likelihoods(tokens)
    best = max(found, key=lambda code: found[code])
    clear = _CLEAR if len(tokens) >= _ENOUGH_WORDS else _CLEAR_IF_SHORT
    if best == before or (before in found and found[best] - found[before] < clear):
        return before
    if detect and len(tokens) > _FEWEST_WORDS:
        return await detect(own, best)
    return best if _is_said(tokens, best) else before


def _is_said(tokens: Sequence[str], language: str) -> bool:
    """Whether words are more than a name."""
    if len(tokens) >= _ENOUGH_WORDS:
        return True
    return any(is_small_word(token, language) for token in tokens if token not in _IN_NAMES)


def _without_names(text: str) -> list[str]:
    """The words that are no names: those with a small first letter, and the first of a sentence."""
    kept: list[str] = []
    for sentence in re.split(r"[.!?:\n]+", text):
        kept += [word for i, word in enumerate(sentence.split()) if i == 0 or not word[:1].isupper()]
    return words_in(" ".join(kept))
