"""A sentence of the interviewer's, and everything it is judged against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from interviewer.checks.unsayable import Unsayable, unsayable
from interviewer.languages import Lexicon, lexicon
from interviewer.text import plain, same_words, words
from interviewer.vagueness import content_words

# Quotation marks of all our languages; single ones only where they cannot be apostrophes.
QUOTED = re.compile(
    r"[“„«\"]([^“”„«»\"\n]*)[”“»\"]|[「『]([^」』\n]*)[」』]|(?<!\w)['‘]([^'‘’\n]{2,})['’](?!\w)"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_STEM = 6


@dataclass(frozen=True, slots=True)
class Against:
    """What a message is judged against: the language and our earlier words.

    `heard`: all the respondent said; None where unknown, and then nothing counts as invented.
    `public`: what may be said freely (the guide's own questions, names of the product and the sponsor).
    `secrets`: texts that must stay unsaid; `context`: what is known about the respondent beforehand, of
    which not even a part may be said. `topic`: the guide's texts on the question this turn is about,
    `asks_topic`: whether the turn opens it, `elsewhere`: the guide's other questions, `dropped`: those the
    respondent declined, `avoid`: subjects the guide leaves alone. `closes`: whether the turn ends the talk.
    `has_choices`: whether answers are offered.
    """

    language: str
    said: Sequence[str] = ()
    heard: str | None = None
    secrets: Sequence[str] = ()
    closes: bool = False
    has_choices: bool = False
    context: Sequence[str] = ()
    public: Sequence[str] = ()
    topic: Sequence[str] = ()
    asks_topic: bool = False
    elsewhere: Sequence[str] = ()
    dropped: Sequence[str] = ()
    avoid: Sequence[str] = ()

    @property
    def known(self) -> str:
        """All that was said in the conversation or may be said anyway."""
        return "\n".join((self.heard or "", *self.said, *self.public))


class Sentence:
    """A sentence as typed; `own` is what of it is not a quote, plain, from its first letter on."""

    def __init__(self, text: str, against: Against) -> None:
        self.text = text
        self.against = against
        self.lists: Lexicon = lexicon(against.language)
        self.unsaid: Unsayable = unsayable(against.language)
        self.own = re.sub(r"^[^\w(]+", "", plain(QUOTED.sub(" ", text)))

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems(self.text, self.lists)

    @cached_property
    def known(self) -> frozenset[str]:
        """Stems of all that may be said: heard, said before, or public."""
        return stems(self.against.known, self.lists)

    def says(self, name: str) -> bool:
        """Whether its own words match the list called `name`."""
        return self.unsaid.hits(name, self.own)

    def says_unheard(self, name: str) -> bool:
        """Whether they match it with words the respondent did not use first."""
        heard = f" {same_words(self.against.heard or '')} "
        return any(f" {same_words(piece)} " not in heard for piece in self.unsaid.found(name, self.own))


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    return sentence.rstrip("\"'”’»)」』 ").endswith(("?", "？"))


def question_marks(text: str) -> int:
    return text.count("?") + text.count("？")


def stems(text: str, lists: Lexicon) -> frozenset[str]:
    """The beginnings of a text's content words: near enough to tell whether two texts speak of the same.
    Without spaces between words, every two neighbouring characters stand for one."""
    found: set[str] = set()
    for word in content_words(text, lists):
        run = _UNSPACED.search(word)
        if run:
            found |= {run[0][i : i + 2] for i in range(len(run[0]) - 1)}
        elif len(word) > 1:
            found.add(word.removesuffix("s")[:_STEM])
    return frozenset(found)


def alike(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Share of stems two texts have in common, 0..1."""
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def figures_in(text: str, unsaid: Unsayable) -> set[str]:
    """The numbers of a text as figures: `40`, `40 %` and `forty` are the same."""
    bare = re.sub(r"(?<=\d)[.,\u202f](?=\d{3}(?!\d))", "", plain(text))
    spelled = {unsaid.numbers[word] for word in words(bare) if word in unsaid.numbers}
    return spelled | {figure.lstrip("0") or "0" for figure in re.findall(r"\d+", bare)}


def quotes_in(text: str) -> list[str]:
    """What stands in quotation marks."""
    return ["".join(part for part in found if part) for found in QUOTED.findall(text)]


def runs_of(text: str, length: int) -> Iterable[str]:
    """Every stretch of `length` words; the whole text when it is shorter."""
    run = same_words(text).split()
    return (" ".join(run[i : i + length]) for i in range(max(1, len(run) - length + 1)))
