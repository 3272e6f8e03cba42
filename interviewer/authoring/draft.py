"""A guide drafted from a goal in one sentence, out of the templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from interviewer.authoring.goal import Kind, read_goal
from interviewer.authoring.lint import grave, lint
from interviewer.authoring.order import MINUTES_PER_QUESTION
from interviewer.guide import Guide, Limits, ListenFor, Question, Words, words
from interviewer.guide_files import guide_from_json, parse_guide, template_text
from interviewer.languages import lexicon
from interviewer.vagueness import content_words

LONGEST_GOAL = 500
MOST_QUESTIONS = 6
_FEWEST_TURNS = 12
_TURNS_PER_QUESTION = 6
_SLUG = 60


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and where it comes from. `template` is the nearest one, also of a model's draft; `notes` are
    sentences for people; `prompts` are the hashes of the prompts used."""

    guide: Guide
    source: Literal["template", "model"]
    template: str
    notes: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


def draft(
    goal: str, *, language: str = "en", minutes: int = 8, product: str = "", nearest: str = ""
) -> Drafted:
    """A guide for a goal, from the nearest template: the questions that serve it, and what it is about worded
    as a question where that is safe. In one language, valid, without errors or warnings of the linter, the
    same for the same goal. `nearest` is the template to take where the goal's words decide for none."""
    read = read_goal(goal, language, product=product, nearest=nearest)
    template = parse_guide(template_text(read.template), f"{read.template}.yaml")
    notes: tuple[str, ...] = ()
    if language not in template.languages:
        notes = (f"There is no template in this language ({language}); the draft is in English.",)
        language = template.languages[0]
    most = fitting(minutes)
    own = () if notes else _own_questions(read.kind, read.topic, language, most)
    guide = _assembled(read.told, template, read.kind, own, language, minutes, most)
    if own and read.kind and read.kind.title:
        guide = replace(guide, title=words(language, read.kind.title.format(topic=read.topic)))
    if own and grave(lint(guide)):  # a topic that reads badly in a question is left to the template
        guide = _assembled(read.told, template, None, (), language, minutes, most)
        own = ()
    return Drafted(
        guide_from_json(guide.to_json()), "template", read.template, (*notes, _told(read.template, own))
    )


def fitting(minutes: int) -> int:
    """How many questions fit, 1 to 6."""
    return max(1, min(MOST_QUESTIONS, int(minutes / MINUTES_PER_QUESTION)))


def slug(text: str, otherwise: str = "guide") -> str:
    """A text as an id: lower-case letters and digits with hyphens, cut at a word; else `otherwise`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(made) > _SLUG:
        made = made[:_SLUG].rpartition("-")[0] or made[:_SLUG]
    return made.strip("-") or otherwise


def limits_for(questions: int) -> Limits:
    return Limits(turns=max(_FEWEST_TURNS, _TURNS_PER_QUESTION * questions))


def _own_questions(kind: Kind | None, topic: str, language: str, most: int) -> tuple[Question, ...]:
    """The questions a goal's topic gives, at most half of what fits so that the template keeps its say."""
    if kind is None or not topic:
        return ()
    return tuple(_own(entry, topic, language) for entry in kind.questions[: max(1, most // 2)])


def _own(entry: Mapping[str, object], topic: str, language: str) -> Question:
    def say(text: object) -> Words:
        return words(language, str(text).replace("{topic}", topic))

    heard = entry.get("listen_for")
    listed = heard if isinstance(heard, list) else []
    return Question(
        id=str(entry["id"]),
        ask=say(entry["ask"]),
        objective=str(entry["objective"]).replace("{topic}", topic),
        listen_for=tuple(
            ListenFor(f"topic_{one['id']}", say(one["about"]), say(one["ask"]) if "ask" in one else None)
            for one in listed
        ),
        must_cover=bool(entry.get("must_cover")),
    )


def _assembled(
    goal: str,
    template: Guide,
    kind: Kind | None,
    own: Sequence[Question],
    language: str,
    minutes: int,
    most: int,
) -> Guide:
    replaced = kind.replaces if kind and own else ()
    taken = {question.id for question in own} | set(replaced)
    left = [question for question in template.questions if question.id not in taken]
    kept = _serving(goal, left, language, most - len(own))
    at = min(kind.position, len(kept)) if kind else 0
    questions = [*kept[:at], *own, *kept[at:]]
    known = {entry.id for question in questions for entry in question.listen_for}
    return replace(
        template,
        name=slug(goal, f"{template.name}-draft"),
        title=_only(template.title, language),
        questions=tuple(_in_language(question, language, known) for question in questions),
        languages=(language,),
        minutes=minutes,
        limits=limits_for(len(questions)),
    )


def _serving(goal: str, questions: Sequence[Question], language: str, most: int) -> list[Question]:
    """Those that share most words with the goal, then what must be covered, in the template's order. The
    first one stays: a template opens easily, and later questions lean on it."""
    lists = lexicon(language)
    wanted = set(content_words(goal, lists))

    def weight(question: Question) -> tuple[bool, int, bool]:
        abouts = (entry.about.say(language) for entry in question.listen_for)
        told = " ".join((question.ask.say(language), question.objective, *abouts))
        shared = len(wanted & set(content_words(told, lists)))
        return question is questions[0], shared, question.must_cover

    ranked = sorted(range(len(questions)), key=lambda index: weight(questions[index]), reverse=True)
    return [questions[index] for index in sorted(ranked[: max(0, most)])]


def _in_language(question: Question, language: str, known: set[str]) -> Question:
    return replace(
        question,
        ask=_only(question.ask, language),
        listen_for=tuple(
            replace(
                entry,
                about=_only(entry.about, language),
                ask=_only(entry.ask, language) if entry.ask else None,
            )
            for entry in question.listen_for
        ),
        choices=tuple(_only(choice, language) for choice in question.choices),
        skip_if_covered=question.skip_if_covered if set(question.skip_if_covered) <= known else (),
    )


def _only(text: Words, language: str) -> Words:
    return words(language, text.say(language))


def _told(template: str, own: Sequence[Question]) -> str:
    made = f"Drafted from the template {template}"
    if not own:
        return f"{made}."
    return f"{made}, with {len(own)} question{'' if len(own) == 1 else 's'} worded from your goal."
