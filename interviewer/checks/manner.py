"""How the interviewer behaves: brief, no praise, no verdict, no promise, no early goodbye."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from interviewer.checks.against import Sentence
from interviewer.text import words

LONGEST_SENTENCE = 30
LONGEST_MESSAGE = 45
# Once half of our messages are longer than this, none may be until they are not.
MEDIAN_MESSAGE = 30


def brief(one: Sentence) -> bool:
    return len(words(one.text)) > LONGEST_SENTENCE


def room_for(said: Sequence[str]) -> int:
    """How many words a message may have after these of ours; the opening discloses and does not count."""
    lengths = [len(words(text)) for text in said[1:]]
    return MEDIAN_MESSAGE if lengths and median(lengths) > MEDIAN_MESSAGE else LONGEST_MESSAGE


def praise(one: Sentence) -> bool:
    """Praise of the answer, thanks with a verdict, a judgement the respondent did not make."""
    return one.says("praises") or one.says_unheard("judges")


def promise(one: Sentence) -> bool:
    """A promise, advice, a price, something sold or defended."""
    return one.says_unheard("promises")


def early_goodbye(one: Sentence) -> bool:
    """Taking leave, or announcing it, while the interview goes on."""
    return not one.against.closes and one.says("farewells")
