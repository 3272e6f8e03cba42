"""Which question an invitation's context is about: it may be followed up further, and is never spoken of."""

from __future__ import annotations

from collections.abc import Mapping

from interviewer.coverage import stems
from interviewer.guide import Guide, Question
from interviewer.languages import lexicon
from interviewer.vagueness import content_words


def focus_of(guide: Guide, context: Mapping[str, object], language: str) -> str | None:
    """The id of the one question that shares most words with what is known beforehand; None when no
    question does, or several do equally."""
    known = _stems(" ".join(_texts(context)), language)
    if not known:
        return None
    shared = {
        question.id: len(known & _stems(_about(question, language), language)) for question in guide.questions
    }
    best = max(shared.values(), default=0)
    nearest = [question_id for question_id, count in shared.items() if count == best]
    return nearest[0] if best and len(nearest) == 1 else None


def _about(question: Question, language: str) -> str:
    listened = (entry.about.say(language) for entry in question.listen_for)
    return " ".join((question.ask.say(language), question.objective, *listened))


def _stems(text: str, language: str) -> set[str]:
    return stems(content_words(text, lexicon(language)))


def _texts(value: object) -> list[str]:
    """Every text in a context, however deep it lies."""
    if isinstance(value, Mapping):
        return [text for entry in value.values() for text in _texts(entry)]
    if isinstance(value, list | tuple):
        return [text for entry in value for text in _texts(entry)]
    return [value] if isinstance(value, str) else []
