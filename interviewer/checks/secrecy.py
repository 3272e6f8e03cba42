"""What must stay unsaid: what is known beforehand, what the guide wants, how the interviewer works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from interviewer.checks.against import Sentence, figures_in, runs_of, stems
from interviewer.text import same_words, words

# So many words in a row of a secret are no accident.
GIVEN_AWAY = 5
# Two telling words of a context value, this close to each other, give it away too.
_NEAR = 4
_DATE = re.compile(r"\d{4}-(\d\d)-\d\d")


def secrets_of(context: Mapping[str, object], objectives: Iterable[str]) -> list[str]:
    """What must never be said: values of the context, and the guide's objectives."""
    return [*(one for one in objectives if len(one.split()) > 3), *values_of(context)]


def values_of(context: Mapping[str, object]) -> list[str]:
    """Every value in a context, however deep, as text; what is too short to tell anything is left out."""
    found: list[str] = []
    waiting: list[object] = list(context.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
        elif len(str(value)) > 1 and value is not None and not isinstance(value, bool):
            found.append(str(value))
    return found


def leak(one: Sentence) -> bool:
    """A stretch of a secret, a part of the context, or talk of what is on file about the respondent."""
    against = one.against
    return (
        one.says_unheard("reveals")
        or _runs(one, [*against.secrets, *against.context])
        or any(_gives_away(one, value) for value in against.context)
    )


def confirms(one: Sentence) -> bool:
    """A guess of the respondent's confirmed or denied."""
    return one.says("confirms")


def guide_talk(one: Sentence) -> bool:
    """Talk of the guide, the instructions, the software behind it."""
    return one.says("guide_talk")


def _runs(one: Sentence, secrets: Sequence[str]) -> bool:
    bare, known = f" {same_words(one.text)} ", f" {same_words(one.against.known)} "
    return any(
        piece and not piece.isdigit() and f" {piece} " in bare and f" {piece} " not in known
        for secret in secrets
        for piece in runs_of(secret, GIVEN_AWAY)
    )


def _gives_away(one: Sentence, value: str) -> bool:
    """Two telling words of the value close together, its number in any form, or the month of its date."""
    figures = figures_in(value, one.unsaid) & figures_in(one.text, one.unsaid)
    if figures - figures_in(one.against.known, one.unsaid):
        return True
    date = _DATE.search(value)
    if date and 1 <= int(date[1]) <= len(one.unsaid.months):
        month = one.unsaid.months[int(date[1]) - 1]
        if month in same_words(one.text).split() and month not in same_words(one.against.known):
            return True
    telling = stems(value, one.lists) - one.known
    places = [i for i, word in enumerate(words(one.text)) if stems(word, one.lists) & telling]
    near = any(later - earlier <= _NEAR for earlier, later in pairwise(places))
    return near and len(one.stems & telling) > 1
