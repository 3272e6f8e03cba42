"""Whether a question is open: it asks for an account, not for a yes or a no."""

from __future__ import annotations

import re

from interviewer.languages import lexicon, spoken
from interviewer.text import plain, sentences


def is_closed(text: str, language: str) -> bool:
    """True when the question in `text` can be answered by yes or no. A polite opening that asks for an
    account ("Can you tell me …") counts as open. Languages without word lists are taken as open."""
    if language not in spoken():
        return False
    lists = lexicon(language)
    asked = [sentence for sentence in sentences(text) if sentence.rstrip("\"'”’»)").endswith(("?", "？"))]
    return any(
        lists.hits("closed_opening", bare) and not lists.hits("polite_opening", bare)
        for sentence in asked
        for bare in [_without_lead(plain(sentence))]
    )


def _without_lead(sentence: str) -> str:
    """A question after its lead-in: `Thinking of last week, did you …` is judged from `did`."""
    bare = re.sub(r"^[^\w]+", "", sentence)
    head, comma, rest = bare.rpartition(", ")
    return rest if comma and len(head.split()) <= 8 else bare
