"""An insight in the shapes that leave the analysis: rows for the database, and the data of its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from analysis.types import (
    Embeddings,
    Insight,
    Polarity,
    Provenance,
    Sentiment,
    Statement,
    SummaryLine,
    TagKind,
)
from analysis.types import Tag as Finding
from app import ids
from app.tables import InsightRow, Interview, StatementRow, Tag

QUOTES = 8
"""Quotes an event carries beyond those its findings rest on."""


def statement_id(interview: Interview, statement: Statement) -> str:
    """The same for the same place in the same transcript, so that a second reading keeps it."""
    return ids.stable("sta", interview.id, statement.turn, statement.start, statement.end)


def statement_rows(
    interview: Interview, insight: Insight, placed_by: Mapping[str, str] = MappingProxyType({})
) -> list[StatementRow]:
    """The statements as rows. `placed_by`: who placed a statement, by its id, where it was not a run."""
    return [
        StatementRow(
            id=(name := statement_id(interview, statement)),
            placed_by=placed_by.get(name, "run"),
            workspace_id=interview.workspace_id,
            study_id=interview.study_id,
            interview_id=interview.id,
            account_id=interview.account_id,
            theme_id=theme,
            turn=statement.turn,
            start_offset=statement.start,
            end_offset=statement.end,
            text=statement.text,
            context=statement.context,
            language=language,
            sentiment=feeling.value if feeling else None,
            confidence=feeling.confidence if feeling else None,
        )
        for statement, language, theme, feeling in zip(
            insight.statements, insight.languages, insight.themes, insight.sentiments, strict=True
        )
    ]


def tag_rows(interview: Interview, insight: Insight, lines: Sequence[StatementRow]) -> list[Tag]:
    """The findings as rows, each with the ids of its statements."""
    return [
        Tag(
            id=ids.stable("tag", interview.id, finding.kind, finding.theme or finding.name, finding.about),
            workspace_id=interview.workspace_id,
            study_id=interview.study_id,
            interview_id=interview.id,
            account_id=interview.account_id,
            theme_id=finding.theme,
            kind=finding.kind,
            name=finding.name,
            polarity=finding.polarity,
            confidence=round(finding.confidence, 3),
            evidence=[lines[index].id for index in finding.evidence],
            spans=[list(span) for span in finding.spans],
            about=finding.about,
        )
        for finding in insight.tags
    ]


def told(
    row: InsightRow, lines: Sequence[StatementRow], tags: Sequence[Tag], quotes: Sequence[int]
) -> dict[str, Any]:
    """The part of `insight.created` that says what was learned. Every id in `evidence` is in `quotes`.

    `quotes`: indexes of the lines worth showing besides those, best first."""
    themes = [tag for tag in tags if tag.kind == "theme"]
    intents = [tag for tag in tags if tag.kind == "intent"]
    drivers = [tag for tag in tags if tag.kind == "driver"]
    used = {name for tag in (*themes, *intents, *drivers) for name in tag.evidence}
    used |= {name for line in row.summary for name in line["evidence"]}
    used |= {lines[index].id for index in quotes[:QUOTES]}
    directions = {"positive": "toward", "negative": "against"}
    return {
        "summary": row.summary,
        "sentiment": row.sentiment,
        "themes": [
            {
                "id": tag.theme_id,
                "label": tag.name,
                "polarity": tag.polarity,
                "confidence": tag.confidence,
                "evidence": tag.evidence,
            }
            for tag in themes
        ],
        "intents": [
            {"name": tag.name, "confidence": tag.confidence, "evidence": tag.evidence}
            | ({"about": tag.about} if tag.about else {})
            for tag in intents
        ],
        "drivers": [
            {
                "name": tag.name,
                "direction": directions.get(tag.polarity or "", "mixed"),
                "evidence": tag.evidence,
            }
            for tag in drivers
        ],
        "quotes": [
            {
                "id": line.id,
                "text": line.text,
                "turn": line.turn,
                "start": line.start_offset,
                "end": line.end_offset,
            }
            for line in lines
            if line.id in used
        ],
        "provenance": row.provenance,
    }


def overall(insight: Insight) -> dict[str, Any]:
    """How the whole interview feels; unknown is not zero."""
    feeling = insight.sentiment
    if feeling is None:
        return {"value": None, "label": "not assessed", "confidence": 0.0}
    return {
        "value": round(feeling.value, 3),
        "label": feeling.label,
        "confidence": round(feeling.confidence, 3),
    }


def summary_rows(insight: Insight, lines: Sequence[StatementRow]) -> list[dict[str, Any]]:
    """The summary's lines with the ids of their statements."""
    return [
        {"text": line.text, "evidence": [lines[index].id for index in line.evidence]}
        for line in insight.summary
    ]


def insight_of(
    row: InsightRow, lines: Sequence[StatementRow], tags: Sequence[Tag], embeddings: Embeddings
) -> Insight:
    """Rows read back as what the analysis found, row i of `embeddings` for line i."""
    numbers = {line.id: number for number, line in enumerate(lines)}
    feeling = row.sentiment.get("value")
    return Insight(
        statements=tuple(
            Statement(line.turn, line.start_offset, line.end_offset, line.text, line.context)
            for line in lines
        ),
        embeddings=embeddings,
        languages=tuple(line.language or row.provenance.get("language", "en") for line in lines),
        sentiments=tuple(
            None if line.sentiment is None else Sentiment(line.sentiment, line.confidence or 0.0)
            for line in lines
        ),
        themes=tuple(line.theme_id for line in lines),
        sentiment=None if feeling is None else Sentiment(feeling, row.sentiment["confidence"]),
        tags=tuple(_finding(tag, numbers) for tag in tags),
        quotes=(),
        summary=tuple(SummaryLine(line["text"], _rows(line["evidence"], numbers)) for line in row.summary),
        provenance=Provenance(row.provenance.get("language", "en"), row.provenance.get("reader", "rules")),
    )


def _finding(tag: Tag, numbers: Mapping[str, int]) -> Finding:
    return Finding(
        cast(TagKind, tag.kind),
        tag.name,
        cast(Polarity, tag.polarity or "neutral"),
        tag.confidence,
        _rows(tag.evidence, numbers),
        theme=tag.theme_id,
    )


def _rows(evidence: Sequence[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(numbers[name] for name in evidence if name in numbers)
