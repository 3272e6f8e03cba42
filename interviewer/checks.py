"""The craft as checks: pure functions over a sentence and over a whole message of the interviewer's.

One ask, brief, neutral, open, no verdict, no repetition, no promise, nothing leaked, a close without a
question; a check that fires is named in the turn's note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.languages import Lexicon, lexicon
from interviewer.openness import is_closed
from interviewer.text import plain, same_words, sentences, without_quotes, words
from interviewer.vagueness import content_words

LONGEST_SENTENCE = 34
LONGEST_MESSAGE = 60
# Two questions with this share of content words in common are the same question.
SAME_QUESTION = 0.8


@dataclass(frozen=True, slots=True)
class Against:
    """What a message is judged against: the language, our earlier words, the respondent's, texts that
    must stay unsaid (objectives, context), and whether the turn closes the interview."""

    language: str
    said: Sequence[str] = ()
    heard: str = ""
    secrets: Sequence[str] = ()
    closes: bool = False
    has_choices: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as typed, and `own`: what of it is not a quote, plain."""

    text: str
    own: str
    lists: Lexicon
    against: Against


def sentence_faults(sentence: str, against: Against) -> list[str]:
    """The rules one sentence breaks, by name; empty when it may be shown."""
    one = _Sentence(sentence, plain(without_quotes(sentence)), lexicon(against.language), against)
    return [name for name, breaks in _RULES.items() if breaks(one)]


def message_faults(text: str, against: Against) -> list[str]:
    """The rules a whole message breaks, its sentences' included; none is named twice."""
    faults = [fault for sentence in sentences(text) for fault in sentence_faults(sentence, against)]
    asked = question_marks(text)
    if asked > 1:
        faults.append("one_question")
    if len(words(text)) > LONGEST_MESSAGE:
        faults.append("brief")
    return list(dict.fromkeys(faults))


def opening_faults(text: str, sponsor: str, minutes: int, language: str) -> list[str]:
    """What an opening leaves unsaid: that it is an AI, who asks, how long, that one may skip or stop."""
    lists, bare = lexicon(language), plain(text)
    told = {
        "is_ai": lists.hits("discloses_ai", bare),
        "who_asks": plain(sponsor) in bare,
        "how_long": str(minutes) in bare,
        "may_stop": lists.hits("discloses_stop", bare),
    }
    return [name for name, said in told.items() if not said]


def question_marks(text: str) -> int:
    return text.count("?") + text.count("？")


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    return sentence.rstrip("\"'”’»)」 ").endswith(("?", "？"))


def secrets_of(context: Mapping[str, object], objectives: Iterable[str]) -> list[str]:
    """What must never be said: values of the context, and the guide's objectives."""
    found = [objective for objective in objectives if len(objective.split()) > 3]
    waiting: list[object] = list(context.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
        elif len(str(value)) > 2 and not isinstance(value, bool):
            found.append(str(value))
    return found


def _one_question(one: _Sentence) -> bool:
    return question_marks(one.text) > 1 or (asks(one.text) and one.lists.hits("second_ask", one.own))


def _brief(one: _Sentence) -> bool:
    return len(words(one.text)) > LONGEST_SENTENCE


def _neutral(one: _Sentence) -> bool:
    leads = one.lists.hits("leading", one.own) or one.lists.hits("tag_question", one.own)
    offers = not one.against.has_choices and one.lists.hits("offers_choice", one.own)
    return asks(one.text) and (leads or offers)


def _open_form(one: _Sentence) -> bool:
    return not one.against.has_choices and is_closed(without_quotes(one.text), one.against.language)


def _praise(one: _Sentence) -> bool:
    return one.lists.hits("evaluates", one.own)


def _repeat(one: _Sentence) -> bool:
    if not asks(one.text):
        return False
    mine, bare = set(content_words(one.text, one.lists)), same_words(one.text)
    for earlier in (said for text in one.against.said for said in sentences(text) if asks(said)):
        theirs = set(content_words(earlier, one.lists))
        shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
        if bare == same_words(earlier) or (len(mine) > 1 and shared >= SAME_QUESTION):
            return True
    return False


def _promise(one: _Sentence) -> bool:
    return one.lists.hits("promises", one.own)


def _leak(one: _Sentence) -> bool:
    bare, heard = f" {same_words(one.text)} ", f" {same_words(one.against.heard)} "
    for secret in one.against.secrets:
        run = same_words(secret).split()
        pieces = [" ".join(run[i : i + 5]) for i in range(max(1, len(run) - 4))]
        if any(piece and f" {piece} " in bare and f" {piece} " not in heard for piece in pieces):
            return True
    return False


def _closing_question(one: _Sentence) -> bool:
    return one.against.closes and question_marks(one.text) > 0


_RULES: dict[str, Callable[[_Sentence], bool]] = {
    "one_question": _one_question,  # 1
    "brief": _brief,  # 2
    "leading": _neutral,  # 7
    "open_form": _open_form,  # 8
    "praise": _praise,  # 9
    "repeat": _repeat,  # 11
    "promise": _promise,  # 16
    "closing_question": _closing_question,  # 18
    "leak": _leak,  # 20
}
