"""A guide drafted by a language model: one structured call, checked, repaired once, else the template's."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from interviewer.authoring.draft import Drafted, fitting
from interviewer.authoring.findings import Finding
from interviewer.authoring.lint import grave, lint
from interviewer.authoring.model_reply import SCHEMA, guide_of
from interviewer.guide import Guide, Question, Words, words
from interviewer.guide_files import guide_from_json
from interviewer.problems import GuideInvalid
from prompts import Prompt, load

FEWEST_QUESTIONS = 3
_MOST_COMPLAINTS = 20


class AskOnce(Protocol):
    """A structured question to a language model: one JSON object back. May raise anything."""

    def __call__(
        self, *, system: str, user: str, schema: Mapping[str, Any], schema_name: str
    ) -> Awaitable[dict[str, Any]]: ...


async def draft_with_model(goal: str, fallback: Drafted, *, ask: AskOnce, product: str = "") -> Drafted:
    """A model's draft for the goal in the language and minutes of `fallback`, which comes back with a note
    when the model fails or what it wrote cannot be mended. Asks once, and once more with what was wrong."""
    base = fallback.guide
    system, first, again = (load(f"authoring/{name}") for name in ("draft", "goal", "repair"))
    told = system.render(
        language=base.languages[0], minutes=str(base.minutes), most=str(fitting(base.minutes))
    )
    fenced = {"goal": _unfenced(goal), "product": product or "{{ product }}"}

    async def asked(user: str) -> tuple[dict[str, Any], Guide | None, list[str]]:
        reply = await ask(system=told, user=user, schema=SCHEMA, schema_name="guide")
        return reply, *_judged(reply, base)

    used: tuple[Prompt, ...] = (system, first)
    try:
        reply, guide, complaints = await asked(first.render(**fenced))
    except Exception as error:  # whatever the model or its door does, the template's draft stands
        return _fallen_back(fallback, f"The model failed ({type(error).__name__})")
    tries = [guide]
    if complaints:
        wrong = "\n".join(f"- {line}" for line in complaints[:_MOST_COMPLAINTS])
        draft = _unfenced(json.dumps(reply, ensure_ascii=False, default=str))
        with suppress(Exception):  # the first draft may still be mended without the model
            _, repaired, _ = await asked(again.render(**fenced, draft=draft, complaints=wrong))
            tries, used = [repaired, guide], (*used, again)
    mended = next((made for one in tries if one and (made := _mended(one))), None)
    if mended is None:
        return _fallen_back(fallback, "What the model wrote could not be used")
    hashes = {prompt.name: prompt.sha256 for prompt in used}
    return Drafted(mended, "model", fallback.template, ("Drafted by the model.",), hashes)


def _unfenced(text: str) -> str:
    """A text that cannot end the marks it stands between."""
    return text.replace(">>>", "> > >")


def _fallen_back(fallback: Drafted, why: str) -> Drafted:
    return replace(fallback, notes=(f"{why}, so this draft comes from a template.", *fallback.notes))


def _judged(reply: object, base: Guide) -> tuple[Guide | None, list[str]]:
    """The guide in a reply, if it holds one, and what is wrong with it, a sentence each."""
    try:
        guide = guide_of(reply, base)
    except GuideInvalid as invalid:
        return None, [
            f"{problem.field} {problem.message}. {problem.suggestion}" for problem in invalid.problems
        ]
    return guide, [_complaint(finding) for finding in grave(lint(guide))]


def _complaint(finding: Finding) -> str:
    better = f" Better: {finding.better}" if finding.better else ""
    return f"{finding.place}: {finding.why}{better}"


def _mended(guide: Guide) -> Guide | None:
    """What is left with every fault replaced by its proposal or left out; None when that is too little."""
    for _ in range(2):
        faults = grave(lint(guide))
        guide = replace(
            guide,
            title=_spared(guide.title, [fault for fault in faults if fault.path == ("title",)])
            or guide.title,
            questions=tuple(
                mended
                for index, question in enumerate(guide.questions)
                if (mended := _question(question, index, faults)) is not None
            ),
        )
        if len(guide.questions) < FEWEST_QUESTIONS:
            return None
    if not any(question.must_cover for question in guide.questions):
        first = replace(guide.questions[0], must_cover=True)
        guide = replace(guide, questions=(first, *guide.questions[1:]))
    try:
        return guide_from_json(guide.to_json()) if not grave(lint(guide)) else None
    except GuideInvalid:
        return None


def _question(question: Question, index: int, faults: Sequence[Finding]) -> Question | None:
    """The question without its faults; None when its own words cannot be mended."""
    mine = [fault for fault in faults if fault.path[:2] == ("questions", index)]
    of_ask = [fault for fault in mine if fault.path[2:] == ("ask",)]
    if any(not fault.better for fault in of_ask) or any(fault.field == "objective" for fault in mine):
        return None
    language = next(iter(question.ask.by_language))
    entries = tuple(
        replace(
            entry, ask=_spared(entry.ask, [fault for fault in mine if fault.path[2:4] == ("listen_for", at)])
        )
        for at, entry in enumerate(question.listen_for)
    )
    ask = words(language, of_ask[0].better) if of_ask else question.ask
    return replace(question, ask=ask, listen_for=entries)


def _spared(text: Words | None, faults: Sequence[Finding]) -> Words | None:
    """A text without its faults; None when it cannot be mended (the interviewer then words its own)."""
    if text is None or not faults:
        return text
    return words(faults[0].language, faults[0].better) if faults[0].better else None
