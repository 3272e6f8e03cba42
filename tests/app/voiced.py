"""A study in which people said things: statements, tags and insights written as rows, one voice each."""

from __future__ import annotations

from collections.abc import Sequence

from app import ids
from app.database import Database, Db
from app.queries import insights
from app.queries.base import insert
from app.services.create_interview import create_interview
from app.tables import InsightRow, Interview, StatementRow, Study, Tag, Theme
from app.tables.base import now

EXPORTS = (
    "The export to Excel failed every Monday for six weeks.",
    "Our exports break off half-way and nobody tells us why.",
    "Exporting a report takes twenty minutes and then fails.",
    "The Excel export drops the last column of the report.",
    "We cannot export more than ten thousand rows at once.",
    "An export that fails leaves a broken file behind.",
)
PRICES = (
    "The price went up by a third without a word.",
    "It costs far too much for a team of our size.",
    "Finance asks every quarter whether the price is worth it.",
    "The yearly price increase is hard to explain.",
    "We pay for seats that nobody uses, which is expensive.",
    "Your price per seat is higher than any other tool we have.",
)
SUPPORT = (
    "Support answered within minutes and was very friendly.",
    "Your support team is wonderful and always quick.",
    "The support people solved our problem the same day.",
    "I wrote to support on Sunday and got an answer on Sunday.",
    "Support knows our set-up by heart.",
    "Great support, they called us back at once.",
)


async def theme(db: Db, study: Study, label: str) -> Theme:
    """A fitted theme nobody has voiced yet."""
    return await insert(
        db,
        Theme(
            id=ids.new("thm"),
            workspace_id=study.workspace_id,
            study_id=study.id,
            origin="fitted",
            key=f"fitted:{ids.new('fit')}",
            label=label,
        ),
    )


async def voiced(database: Database, study: Study, label: str, texts: Sequence[str]) -> Theme:
    """A fitted theme with one interview for each text, its tags as an analysis writes them."""
    async with database.workspace(study.workspace_id) as db:
        made = await theme(db, study, label)
        for text in texts:
            await voice(db, study, text, made)
    return made


async def voice(db: Db, study: Study, text: str, of: Theme | None = None) -> StatementRow:
    """An analysed interview with one statement, in a theme or in none."""
    interview = await create_interview(db, study, now())
    shared = {"workspace_id": study.workspace_id, "study_id": study.id, "interview_id": interview.id}
    line = StatementRow(
        id=ids.stable("sta", interview.id, 2, 0, len(text)),
        theme_id=of.id if of else None,
        turn=2,
        start_offset=0,
        end_offset=len(text),
        text=text,
        sentiment=-0.4,
        confidence=0.8,
        **shared,
    )
    tags = [_tag(interview, line, of, shared)] if of else []
    row = InsightRow(
        summary=[{"text": f"What hurts: “{text}”", "evidence": [line.id]}],
        sentiment={"value": -0.4, "label": "negative", "confidence": 0.8},
        provenance={"language": "en", "reader": "rules"},
        **shared,
    )
    await insights.replace(db, interview.id, [line], tags, row)
    return line


def _tag(interview: Interview, line: StatementRow, of: Theme, shared: dict[str, str]) -> Tag:
    return Tag(
        id=ids.stable("tag", interview.id, "theme", of.id, None),
        kind="theme",
        name=of.label,
        theme_id=of.id,
        polarity="negative",
        confidence=0.7,
        evidence=[line.id],
        **shared,
    )
