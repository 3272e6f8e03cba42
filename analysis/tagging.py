"""Findings per statement gathered into tags: one per theme, intent and driver, each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from analysis import drivers, intents
from analysis.competitors import competitor_name
from analysis.signals.clauses import clause_around
from analysis.signals.detector import Hit
from analysis.types import KnownTheme, Polarity, Sentiment, Statement, Tag

_CERTAIN: Final = 0.97
_MIXED_SHARE: Final = 0.25


def theme_tags(
    themes: Sequence[str | None],
    confidences: Sequence[float],
    sentiments: Sequence[Sentiment | None],
    known: Sequence[KnownTheme],
) -> list[Tag]:
    """One tag per theme voiced, the most voiced first."""
    labels = {theme.id: theme.label for theme in known}
    voiced: dict[str, list[int]] = {}
    for index, theme in enumerate(themes):
        if theme is not None:
            voiced.setdefault(theme, []).append(index)
    tags = [
        Tag(
            "theme",
            labels[theme],
            polarity([sentiments[i] for i in rows]),
            round(max(confidences[i] for i in rows), 3),
            tuple(sorted(rows, key=lambda i: (-confidences[i], i))),
            theme=theme,
        )
        for theme, rows in voiced.items()
    ]
    return sorted(tags, key=lambda tag: (-len(tag.evidence), tag.name))


def intent_tags(
    hits: Sequence[Sequence[Hit]],
    statements: Sequence[Statement],
    *,
    languages: Sequence[str] | None = None,
    own: Collection[str] = (),
) -> list[Tag]:
    """One tag per intent, a competitor with its name where a statement gives one; surest first.

    languages: of the statements, English where not given. own: names of ours, never a competitor.
    """
    tags = []
    for name, rows in _gather(hits).items():
        named = _competitors(rows, statements, languages, own) if name == "competitor" else []
        about = next((competitor for competitor in named if competitor), None)
        words = [intents.wording(name, languages[i] if languages else "en") for i in range(len(statements))]
        tags.append(_shown(_tag("intent", name, rows, about=about), statements, words))
    return sorted(tags, key=lambda tag: (-tag.confidence, tag.name))


def driver_tags(hits: Sequence[Sequence[Hit]], statements: Sequence[Statement]) -> list[Tag]:
    """One tag per driver; pushed both ways by different statements it is mixed."""
    tags = [
        _shown(_tag("driver", name, rows), statements, [drivers.wording(name)] * len(statements))
        for name, rows in _gather(hits).items()
    ]
    return sorted(tags, key=lambda tag: (-tag.confidence, tag.name))


def sentiment_tag(sentiments: Sequence[Sentiment | None], overall: Sentiment | None) -> list[Tag]:
    """The interview's feeling, with the three statements that show it most."""
    if overall is None:
        return []
    known = [(i, s) for i, s in enumerate(sentiments) if s is not None]
    feeling = polarity([s for _, s in known])
    sign = {"positive": 1, "negative": -1}.get(overall.label)
    known.sort(key=lambda pair: -(pair[1].value * sign if sign else abs(pair[1].value)) * pair[1].confidence)
    name = feeling if overall.label == "neutral" and feeling == "mixed" else overall.label
    return [Tag("sentiment", "overall", name, overall.confidence, tuple(i for i, _ in known[:3]))]


def polarity(sentiments: Iterable[Sentiment | None]) -> Polarity:
    """What several statements feel together: mixed when at least a quarter goes each way."""
    labels = [s.label for s in sentiments if s is not None]
    good, bad = labels.count("positive"), labels.count("negative")
    if not good and not bad:
        return "neutral"
    if min(good, bad) / (good + bad) >= _MIXED_SHARE:
        return "mixed"
    return "positive" if good > bad else "negative"


def _competitors(
    rows: Sequence[tuple[int, Hit]],
    statements: Sequence[Statement],
    languages: Sequence[str] | None,
    own: Collection[str],
) -> list[str | None]:
    tongues = languages or ["en"] * len(statements)
    return [competitor_name(statements[i].text, own, language=tongues[i]) for i, _ in rows]


def _shown(tag: Tag, statements: Sequence[Statement], words: Sequence[re.Pattern[str]]) -> Tag:
    """The tag with the part of each statement that shows it, in code points of the turn."""
    said = [(statements[index], words[index]) for index in tag.evidence]
    clauses = [(statement.start, *clause_around(statement.text, pattern)) for statement, pattern in said]
    return replace(tag, spans=tuple((at + start, at + end) for at, start, end in clauses))


def _gather(hits: Sequence[Sequence[Hit]]) -> dict[str, list[tuple[int, Hit]]]:
    found: dict[str, list[tuple[int, Hit]]] = {}
    for index, row in enumerate(hits):
        for hit in row:
            found.setdefault(hit.name, []).append((index, hit))
    return found


def _tag(
    kind: Literal["intent", "driver"], name: str, rows: Sequence[tuple[int, Hit]], about: str | None = None
) -> Tag:
    directions = {hit.polarity for _, hit in rows}
    direction = cast(Polarity, directions.pop()) if len(directions) == 1 else "mixed"
    doubt = 1.0
    for _, hit in rows:
        doubt *= 1 - hit.confidence
    # Statements of one interview repeat each other, so agreement counts half.
    best = max(hit.confidence for _, hit in rows)
    confidence = min(_CERTAIN, best + (1 - doubt - best) / 2)
    surest = sorted(rows, key=lambda pair: (-pair[1].confidence, pair[0]))
    return Tag(kind, name, direction, round(confidence, 3), tuple(i for i, _ in surest), about=about)
