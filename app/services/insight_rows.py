"""An insight in the shapes that leave the analysis: rows for the database, and the data of its event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.types import Insight
from app import ids
from app.tables import InsightRow, Interview, StatementRow, Tag

QUOTES = 8
"""Quotes an event carries beyond those its findings rest on."""


def statement_rows(interview: Interview, insight: Insight) -> list[StatementRow]:
    """The statements as rows; their ids follow from where they stand, so a second reading keeps them."""
    return [
        StatementRow(
            id=ids.stable("sta", interview.id, statement.turn, statement.start, statement.end),
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
        )
        for finding in insight.tags
    ]


def told(
    row: InsightRow, lines: Sequence[StatementRow], tags: Sequence[Tag], insight: Insight
) -> dict[str, Any]:
    """The part of `insight.created` that says what was learned. Every id in `evidence` is in `quotes`."""
    themes = [tag for tag in tags if tag.kind == "theme"]
    intents = [tag for tag in tags if tag.kind == "intent"]
    drivers = [tag for tag in tags if tag.kind == "driver"]
    used = {name for tag in (*themes, *intents, *drivers) for name in tag.evidence}
    used |= {name for line in row.summary for name in line["evidence"]}
    used |= {lines[index].id for index in insight.quotes[:QUOTES]}
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
            {"name": tag.name, "confidence": tag.confidence, "evidence": tag.evidence} for tag in intents
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
