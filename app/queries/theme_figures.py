"""SQL for what figures about themes are counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from psycopg.types.json import Jsonb

from analysis.counting.record import Heard, Voice
from analysis.types import NEUTRAL_BELOW
from app.database import Db
from app.queries.base import many, rows, run, value
from app.queries.insights import QuoteLine
from app.tables import StatementRow, ThemeAlarm

Side = Literal["positive", "negative"]


@dataclass(frozen=True)
class AlarmLine:
    """An alarm with the theme and study it is about, as pages tell it."""

    kind: str
    theme_id: str
    theme: str
    study_id: str
    study: str
    since: date
    figures: dict[str, Any]
    created_at: datetime


async def heard(db: Db, study_id: str) -> list[Heard]:
    """The study's analysed interviews. A contact, or a signed identity, is one respondent however often they
    answer; without either each interview is a respondent of its own."""
    found = await rows(
        db,
        "SELECT i.id, coalesce(i.contact_id, i.subject, i.id) AS respondent, i.account_id, a.arr_cents,"
        " (coalesce(i.closed_at, x.created_at) AT TIME ZONE 'UTC')::date AS ended_on, a.segment, c.role"
        " FROM insights x JOIN interviews i ON i.id = x.interview_id"
        " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
        " WHERE x.study_id = %(id)s",
        id=study_id,
    )
    return [
        Heard(
            interview=row["id"],
            respondent=row["respondent"],
            on=row["ended_on"],
            account=row["account_id"],
            arr_cents=row["arr_cents"],
            groups={name: row[name] for name in ("segment", "role") if row[name]},
        )
        for row in found
    ]


async def voices(db: Db, study_id: str) -> list[Voice]:
    """What each interview says on each theme in use; what is said on a part is said on the whole too."""
    return await many(
        db,
        Voice,
        "SELECT w.id AS theme, s.interview_id AS interview, count(*) AS statements,"
        " count(s.sentiment) AS assessed, avg(s.sentiment) AS sentiment FROM statements s"
        " JOIN themes t ON t.id = s.theme_id JOIN themes w ON w.id IN (t.id, t.parent_id)"
        " WHERE s.study_id = %(id)s AND t.retired_at IS NULL AND t.hidden_at IS NULL"
        " AND w.retired_at IS NULL AND w.hidden_at IS NULL GROUP BY w.id, s.interview_id",
        id=study_id,
    )


async def smallest_group(db: Db, study_id: str) -> int:
    """How many respondents a theme or a segment of the study needs to be shown outside its accounts."""
    found: int = await value(
        db,
        "SELECT coalesce(s.smallest_group, w.smallest_group) FROM studies s"
        " JOIN workspaces w ON w.id = s.workspace_id WHERE s.id = %(id)s",
        id=study_id,
    )
    return found


async def set_smallest_group(db: Db, study_id: str, people: int | None) -> None:
    """Sets a study's own figure, or with None the workspace's again."""
    await run(
        db, "UPDATE studies SET smallest_group = %(people)s WHERE id = %(id)s", id=study_id, people=people
    )


async def set_usual_smallest_group(db: Db, workspace_id: str, people: int) -> None:
    """Sets what holds in every study without a figure of its own."""
    await run(
        db,
        "UPDATE workspaces SET smallest_group = %(people)s WHERE id = %(id)s",
        id=workspace_id,
        people=people,
    )


async def sides(db: Db, study_id: str) -> dict[str, dict[Side, QuoteLine]]:
    """By theme and side, the most telling statement of a respondent who is on that side all in all."""
    found = await many(
        db,
        QuoteLine,
        "SELECT DISTINCT ON (theme_id, sentiment > 0) id, interview_id, theme_id, turn, start_offset,"
        " end_offset, text, sentiment, confidence, account, contact, role, is_synthetic, said_at FROM ("
        "SELECT s.id, s.interview_id, w.id AS theme_id, s.turn, s.start_offset, s.end_offset, s.text,"
        " s.sentiment, s.confidence, a.name AS account, c.name AS contact, c.role, i.is_synthetic,"
        " s.created_at AS said_at,"
        " avg(s.sentiment) OVER (PARTITION BY w.id, coalesce(i.contact_id, i.subject, i.id)) AS theirs"
        " FROM statements s JOIN interviews i ON i.id = s.interview_id"
        " JOIN themes t ON t.id = s.theme_id JOIN themes w ON w.id IN (t.id, t.parent_id)"
        " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
        " WHERE s.study_id = %(id)s AND t.retired_at IS NULL AND t.hidden_at IS NULL) said"
        " WHERE abs(sentiment) >= %(least)s AND abs(theirs) >= %(least)s AND sentiment * theirs > 0"
        " ORDER BY theme_id, sentiment > 0, (length(text) BETWEEN 40 AND 240) DESC, abs(sentiment) DESC, id",
        id=study_id,
        least=NEUTRAL_BELOW,
    )
    by_theme: dict[str, dict[Side, QuoteLine]] = {}
    for line in found:
        side: Side = "positive" if (line.sentiment or 0) > 0 else "negative"
        by_theme.setdefault(str(line.theme_id), {})[side] = line
    return by_theme


async def quotes_on(
    db: Db, theme_id: str, *, since: date | None, sign: int, limit: int
) -> list[StatementRow]:
    """One statement of each respondent who voices a theme, since a day if given: the most positive first
    where `sign` is 1, the most negative where it is -1, those furthest from neutral where it is 0."""
    return await many(
        db,
        StatementRow,
        "SELECT s.* FROM statements s JOIN ("
        "SELECT DISTINCT ON (coalesce(i.contact_id, i.subject, i.id)) s.id,"
        " CASE WHEN %(sign)s = 0 THEN abs(coalesce(s.sentiment, 0))"
        "  ELSE %(sign)s * coalesce(s.sentiment, 0) END AS told"
        " FROM statements s JOIN interviews i ON i.id = s.interview_id"
        " JOIN insights x ON x.interview_id = i.id JOIN themes t ON t.id = s.theme_id"
        " WHERE %(id)s IN (t.id, t.parent_id) AND (%(since)s::date IS NULL"
        "  OR (coalesce(i.closed_at, x.created_at) AT TIME ZONE 'UTC')::date >= %(since)s)"
        " ORDER BY coalesce(i.contact_id, i.subject, i.id), (length(s.text) BETWEEN 40 AND 240) DESC,"
        "  told DESC, s.id) best ON best.id = s.id ORDER BY best.told DESC, s.id LIMIT %(limit)s",
        id=theme_id,
        since=since,
        sign=sign,
        limit=limit,
    )


# --- what was told ---


async def alarms(db: Db, study_id: str) -> list[ThemeAlarm]:
    """Everything told about a study's themes, oldest first."""
    return await many(
        db, ThemeAlarm, "SELECT * FROM theme_alarms WHERE study_id = %(id)s ORDER BY id", id=study_id
    )


async def claim_alarm(db: Db, row: ThemeAlarm) -> bool:
    """Writes the alarm; whether this is the first of its cause. Who comes second waits for the first."""
    found = await value(
        db,
        "INSERT INTO theme_alarms"
        " (id, workspace_id, study_id, theme_id, kind, cause, since, figures, created_at)"
        " VALUES (%(id)s, %(workspace)s, %(study)s, %(theme)s, %(kind)s, %(cause)s, %(since)s, %(figures)s,"
        " %(at)s) ON CONFLICT (study_id, cause) DO NOTHING RETURNING id",
        id=row.id,
        workspace=row.workspace_id,
        study=row.study_id,
        theme=row.theme_id,
        kind=row.kind,
        cause=row.cause,
        since=row.since,
        figures=Jsonb(row.figures),
        at=row.created_at,
    )
    return found is not None


async def recent_alarms(
    db: Db, since: datetime, *, study_id: str | None = None, limit: int = 6
) -> list[AlarmLine]:
    """What was told since, newest first, of themes still in use; of one study if given."""
    return await many(
        db,
        AlarmLine,
        "SELECT l.kind, l.theme_id, t.label AS theme, l.study_id, s.title AS study, l.since, l.figures,"
        " l.created_at FROM theme_alarms l JOIN themes t ON t.id = l.theme_id"
        " JOIN studies s ON s.id = l.study_id"
        " WHERE l.created_at >= %(since)s AND t.retired_at IS NULL AND t.hidden_at IS NULL"
        " AND (%(study)s::text IS NULL OR l.study_id = %(study)s) ORDER BY l.id DESC LIMIT %(limit)s",
        since=since,
        study=study_id,
        limit=limit,
    )


async def to_look_at(db: Db, since: datetime) -> list[str]:
    """Every study with an interview analysed since."""
    found = await rows(
        db,
        "SELECT DISTINCT study_id FROM insights WHERE updated_at >= %(since)s ORDER BY study_id",
        since=since,
    )
    return [row["study_id"] for row in found]
