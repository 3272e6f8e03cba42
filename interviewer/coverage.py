"""Which of the things we listen for an answer speaks to: by words, and by meaning given an encoder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from operator import mul

from interviewer.guide import Guide, ListenFor, Question
from interviewer.languages import Lexicon, lexicon
from interviewer.reading import Reading
from interviewer.text import plain, sentences
from interviewer.unspaced import LETTERS
from interviewer.vagueness import content_words

# Texts in, one unit row each out, same order.
Encode = Callable[[Sequence[str]], Awaitable[Iterable[Iterable[float]]]]

# Cosine of an answer's sentence with an `about` from which it counts, for the question asked and for others.
NEAR = 0.42
NEAR_ELSEWHERE = 0.58
# Below this a word-list match is taken for a coincidence.
FAR = 0.10
# An answer this near to everything at once is in a language the encoder knows little of (an English one
# finds any two Japanese sentences at 0.5): only what stands out above that is near.
NEAR_TO_ALL = 0.35

_MOST_SENTENCES = 6


def by_words(reading: Reading, guide: Guide, question: Question | None, language: str) -> tuple[str, ...]:
    """The listen_for ids an answer speaks to by its words: freely for the question asked, and only on a
    clear overlap of words for the others."""
    lists = lexicon(language)
    bare = plain(reading.text)
    heard = stems(content_words(reading.text, lists))
    if len(heard) < 3:
        return ()
    own = {entry.id for entry in question.listen_for} if question else set()
    return tuple(
        entry.id
        for entry in guide.listen_for().values()
        if (entry.id in own and _facet(entry, bare, language, lists))
        or _overlap(entry, heard, language, lists) >= (2 if entry.id in own else 3)
    )


async def by_meaning(
    reading: Reading,
    guide: Guide,
    question: Question | None,
    language: str,
    encode: Encode,
    known: dict[str, Row],
) -> tuple[str, ...]:
    """As `by_words`, with nearness in meaning. `known` keeps the rows of guides' texts between turns."""
    spoken = sentences(reading.text)[:_MOST_SENTENCES]
    entries = list(guide.listen_for().values())
    if not spoken or not entries:
        return by_words(reading, guide, question, language)
    abouts = [entry.about.say(language) for entry in entries]
    missing = [about for about in dict.fromkeys(abouts) if about not in known]
    rows = [tuple(float(value) for value in row) for row in await encode([*spoken, *missing])]
    known.update(zip(missing, rows[len(spoken) :], strict=True))
    own = {entry.id for entry in question.listen_for} if question else set()
    worded = set(by_words(reading, guide, question, language))
    nearness = [max(_dot(row, known[about]) for row in rows[: len(spoken)]) for about in abouts]
    blur = max(0.0, sum(nearness) / len(nearness) - NEAR_TO_ALL)
    covered = []
    for entry, blurred in zip(entries, nearness, strict=True):
        near = blurred - blur
        if near >= (NEAR if entry.id in own else NEAR_ELSEWHERE) or (entry.id in worded and near >= FAR):
            covered.append(entry.id)
    return tuple(covered)


Row = tuple[float, ...]


def _facet(entry: ListenFor, bare: str, language: str, lists: Lexicon) -> bool:
    """Whether the answer speaks to at least half of what the entry is about (a cause, a time, people, …)."""
    about = plain(entry.about.say(language))
    meant = [answers for abouts, answers in lists.facets.values() if abouts.search(about)]
    met = sum(bool(answers.search(bare)) for answers in meant)
    return bool(meant) and met * 2 >= len(meant)


def _overlap(entry: ListenFor, heard: set[str], language: str, lists: Lexicon) -> int:
    return len(stems(content_words(entry.about.say(language), lists)) & heard)


def stems(content: Iterable[str]) -> set[str]:
    """Words cut to five letters: enough to match `export` with `exports` in the languages we ship. Two of
    the letters of a script without spaces say as much as four of another."""
    return {word[:5] for word in content if len(word) > (1 if LETTERS.match(word) else 3)}


def _dot(left: Row, right: Row) -> float:
    return float(sum(map(mul, left, right)))
