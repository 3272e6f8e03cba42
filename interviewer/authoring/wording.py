"""Which rules the wording of one question breaks."""

from __future__ import annotations

from interviewer.authoring.style import Style, style
from interviewer.checks import Against, asking
from interviewer.checks.against import Sentence
from interviewer.languages import spoken
from interviewer.openness import is_closed
from interviewer.text import words

# A question is read on a phone after an acknowledgement, and thirty words are the most a message should have.
LONGEST = 25
# Japanese and Chinese put no spaces between words, so their questions are measured in characters.
LONGEST_UNSPACED = 60


WORDING = frozenset(
    {
        "double",
        "closed",
        "leading",
        "choices",
        "presumes",
        "negative",
        "jargon",
        "long",
        "vague",
        "hypothetical",
    }
)
"""Rules about the wording of one question; the others are about the guide."""


def rules_broken(text: str, language: str, *, has_choices: bool = False) -> list[str]:
    """Names of the rules a question's wording breaks, the gravest first; no rule twice."""
    marks = style(language)
    judged = {
        "double": _is_double(text, language, marks),
        "closed": not has_choices and (is_closed(text, language) or marks.hits("closed", text)),
        "leading": _leads(text, language, marks),
        "choices": not has_choices and _offers(text, language),
        "presumes": marks.hits("presuming", text),
        "negative": marks.hits("negative", text),
        "jargon": bool(jargon_in(text, language)),
        "long": _is_long(text),
        "vague": marks.hits("vague", text),
        "hypothetical": marks.hits("hypothetical", text),
    }
    if judged["leading"]:
        judged["presumes"] = judged["choices"] = False
    return [rule for rule, is_broken in judged.items() if is_broken]


def jargon_in(text: str, language: str) -> list[str]:
    """The words of the trade in a text, as they stand there."""
    found = (pattern.search(text) for pattern, _ in style(language).jargon)
    return [match[0] for match in found if match]


def _is_double(text: str, language: str, marks: Style) -> bool:
    if text.count("?") + text.count("？") > 1 or marks.hits("double", text):
        return True
    return language in spoken() and asking.one_question(Sentence(text, Against(language)))


def _leads(text: str, language: str, marks: Style) -> bool:
    return marks.hits("leading", text) or _is_leading(text, language, has_choices=True)


def _offers(text: str, language: str) -> bool:
    """What leads only as long as no choices are declared offers them."""
    return _is_leading(text, language, has_choices=False) and not _is_leading(
        text, language, has_choices=True
    )


def _is_leading(text: str, language: str, *, has_choices: bool) -> bool:
    """By what the interviewer's own messages are held to; only languages with word lists can be judged."""
    return language in spoken() and asking.leading(Sentence(text, Against(language, has_choices=has_choices)))


def _is_long(text: str) -> bool:
    count = len(words(text))
    return count > LONGEST or (count <= 3 and len(text) > LONGEST_UNSPACED)
