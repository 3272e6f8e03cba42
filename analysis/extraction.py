"""A model's reading of an interview, checked: only allowed names, only quotes somebody really said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import prompts
from analysis import intents, quotes, sentiment, summary, tagging
from analysis.corrections import NOTHING, Taught, obeyed
from analysis.drivers import direction
from analysis.extraction_schema import schema
from analysis.signals.detector import Hit
from analysis.types import Answer, Ask, Insight, KnownTheme, Provenance, Sentiment, SummaryLine, Tag

_LINE_CHARS: Final = 240
_MODEL_CONFIDENCE: Final = 0.9


async def refine(
    insight: Insight,
    answers: Sequence[Answer],
    *,
    themes: Sequence[KnownTheme],
    ask: Ask,
    drivers: Sequence[str],
    taught: Taught = NOTHING,
) -> Insight:
    """The insight with a model's sentiments, themes, intents, drivers and summary in place of the rules'.

    Whatever the model gets wrong is dropped mark by mark; when it fails altogether, or nothing it
    says holds, the insight comes back as it was, with a note.
    """
    allowed = {theme.id: theme.label for theme in themes}
    system = prompts.load("analysis/extract")
    user = prompts.load("analysis/extract_user")
    try:
        reply = await ask(
            system=system.render(
                intents=", ".join(intents.NAMES),
                drivers=", ".join(drivers),
                themes="; ".join(f"{key} ({label})" for key, label in allowed.items()) or "none",
            ),
            user=user.render(statements=_numbered(insight, answers)),
            schema=schema(intents.NAMES, drivers, tuple(allowed)),
            schema_name="interview_marks",
        )
    except Exception as error:  # whatever the model or its door does, the rules' reading stands
        return _unchanged(insight, f"the model failed ({type(error).__name__})")
    if not isinstance(reply, Mapping):
        return _unchanged(insight, "the model gave no object")
    hashes = {prompt.name: prompt.sha256 for prompt in (system, user)}
    return _merged(insight, reply, themes, drivers, hashes, taught)


def _merged(
    insight: Insight,
    reply: Mapping[str, Any],
    themes: Sequence[KnownTheme],
    drivers: Sequence[str],
    hashes: Mapping[str, str],
    taught: Taught,
) -> Insight:
    reading = _Reading(insight)
    feelings = reading.sentiments(reply.get("sentiments"))
    theme_ids = reading.themes(reply.get("themes"), {theme.id for theme in themes})
    announced = reading.hits(reply.get("intents"), set(intents.NAMES))
    pushes = reading.hits(reply.get("drivers"), set(drivers))
    lines = reading.summary(reply.get("summary"))
    if reading.kept == 0:
        return _unchanged(insight, "nothing the model said could be tied to a statement")
    overall = sentiment.overall(feelings, [len(s.text) ** 0.5 for s in insight.statements])
    said, kept = insight.statements, taught.corrections
    announced = obeyed("intent", announced, said, kept, lambda name, _: intents.polarity(name))
    pushes = obeyed("driver", pushes, said, kept, lambda _, index: direction(feelings[index]))
    sure = [_MODEL_CONFIDENCE] * len(theme_ids)
    tags: list[Tag] = [
        *tagging.theme_tags(theme_ids, sure, feelings, themes),
        *tagging.sentiment_tag(feelings, overall),
        *tagging.intent_tags(announced, said, languages=insight.languages, own=taught.own),
        *tagging.driver_tags(pushes, said),
    ]
    notes = (f"{reading.dropped} of the model's marks were dropped",) if reading.dropped else ()
    return replace(
        insight,
        sentiments=feelings,
        themes=theme_ids,
        sentiment=overall,
        tags=tuple(tags),
        quotes=quotes.worth_showing(insight.statements, feelings, tags, count=len(insight.quotes) or 1),
        summary=lines or summary.summarise(insight.statements, feelings, overall, tags),
        provenance=Provenance(insight.provenance.language, "model", hashes, notes),
    )


class _Reading:
    """Reads a reply mark by mark, keeping what holds and counting what was dropped."""

    def __init__(self, insight: Insight) -> None:
        self._insight = insight
        self.kept = 0
        self.dropped = 0

    def sentiments(self, marks: object) -> tuple[Sentiment | None, ...]:
        values = list(self._insight.sentiments)
        for index, mark in self._marks(marks, quoted=False):
            value = _number(mark.get("value"), -1, 1)
            if value is None:
                self._drop()
                continue
            confidence = _number(mark.get("confidence"), 0, 1)
            values[index] = Sentiment(
                round(value, 3), _MODEL_CONFIDENCE if confidence is None else confidence
            )
        return tuple(values)

    def themes(self, marks: object, allowed: set[str]) -> tuple[str | None, ...]:
        ids = list(self._insight.themes)
        for index, mark in self._marks(marks, quoted=False):
            if isinstance(mark.get("id"), str) and mark["id"] in allowed:
                ids[index] = str(mark["id"])
            else:
                self._drop()
        return tuple(ids)

    def hits(self, marks: object, allowed: set[str]) -> list[list[Hit]]:
        found: list[list[Hit]] = [[] for _ in self._insight.statements]
        directions = {"toward": "positive", "against": "negative"}
        for index, mark in self._marks(marks, quoted=True):
            if not isinstance(mark.get("name"), str) or mark["name"] not in allowed:
                self._drop()
                continue
            confidence = _number(mark.get("confidence"), 0, 1)
            polarity = directions.get(
                str(mark.get("direction")),
                intents.polarity(mark["name"]) if mark["name"] in intents.NAMES else "neutral",
            )
            found[index].append(
                Hit(mark["name"], polarity, _MODEL_CONFIDENCE if confidence is None else confidence)
            )
        return found

    def summary(self, marks: object) -> tuple[SummaryLine, ...]:
        lines = []
        for mark in marks if isinstance(marks, list) else []:
            text = mark.get("text") if isinstance(mark, Mapping) else None
            rows = mark.get("statements") if isinstance(mark, Mapping) else None
            found = map(self._index, rows if isinstance(rows, list) else [])
            evidence = tuple(dict.fromkeys(index for index in found if index is not None))
            if isinstance(text, str) and 0 < len(text.strip()) <= _LINE_CHARS and evidence:
                lines.append(SummaryLine(" ".join(text.split()), evidence))
                self.kept += 1
            else:
                self.dropped += 1
        return tuple(lines[: summary.LINES])

    def _marks(self, marks: object, *, quoted: bool) -> list[tuple[int, Mapping[str, Any]]]:
        good = []
        for mark in marks if isinstance(marks, list) else []:
            index = self._index(mark.get("statement")) if isinstance(mark, Mapping) else None
            if index is None or (quoted and not self._was_said(mark.get("quote"), index)):
                self.dropped += 1
            else:
                self.kept += 1
                good.append((index, mark))
        return good

    def _index(self, number: object) -> int | None:
        """Statements are numbered from 1 in the prompt."""
        if (
            isinstance(number, int)
            and not isinstance(number, bool)
            and 1 <= number <= len(self._insight.statements)
        ):
            return number - 1
        return None

    def _was_said(self, quote: object, index: int) -> bool:
        return (
            isinstance(quote, str) and bool(quote.strip()) and quote in self._insight.statements[index].text
        )

    def _drop(self) -> None:
        self.kept -= 1
        self.dropped += 1


def _numbered(insight: Insight, answers: Sequence[Answer]) -> str:
    """Statements as the model sees them, under the question they answer."""
    questions = {answer.turn: " ".join(answer.question.split()) for answer in answers}
    lines: list[str] = []
    turn: int | None = None
    for number, statement in enumerate(insight.statements, 1):
        if statement.turn != turn:
            turn = statement.turn
            lines.append(f"Asked: {questions.get(turn, '')}")
        lines.append(f"{number}. {statement.text}")
    return "\n".join(lines)


def _number(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return float(value)


def _unchanged(insight: Insight, note: str) -> Insight:
    return replace(insight, provenance=replace(insight.provenance, notes=(note,)))
