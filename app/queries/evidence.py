"""SQL that leads from findings to the words they rest on, and counts them for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import many, rows
from app.queries.insights import QuoteLine
from app.tables import Attempt


@dataclass(frozen=True)
class TagCount:
    """An intent or driver, and how many respondents showed it."""

    kind: str
    name: str
    respondents: int


@dataclass(frozen=True)
class EndpointState:
    """An endpoint with its deliveries since some time; `failed` counts those tried in vain so far."""

    id: str
    url: str
    delivered: int
    pending: int
    failed: int
    last_at: datetime | None


async def moods(db: Db, study_id: str) -> dict[str, int]:
    """How many analysed interviews of a study feel which way."""
    found = await rows(
        db,
        "SELECT coalesce(sentiment ->> 'label', 'unknown') AS mood, count(*) AS many FROM insights"
        " WHERE study_id = %(id)s GROUP BY 1",
        id=study_id,
    )
    return {row["mood"]: row["many"] for row in found}


async def tag_counts(db: Db, study_id: str) -> list[TagCount]:
    """A study's intents and drivers, most respondents first."""
    return await many(
        db,
        TagCount,
        "SELECT kind, name, count(DISTINCT interview_id) AS respondents FROM tags"
        " WHERE study_id = %(id)s AND kind IN ('intent', 'driver') GROUP BY kind, name"
        " ORDER BY respondents DESC, name",
        id=study_id,
    )


async def best_quotes(db: Db, study_id: str, *, limit: int) -> dict[str, list[QuoteLine]]:
    """By theme, with its parts, the most telling statements, `limit` each: far from neutral, readable."""
    found = await many(
        db,
        QuoteLine,
        "SELECT id, interview_id, theme_id, turn, start_offset, end_offset, text, sentiment, confidence,"
        " account, contact, role, is_synthetic, said_at FROM ("
        "SELECT s.id, s.interview_id, w.id AS theme_id, s.turn, s.start_offset, s.end_offset, s.text,"
        " s.sentiment, s.confidence, a.name AS account, c.name AS contact, c.role, i.is_synthetic,"
        " s.created_at AS said_at,"
        " row_number() OVER (PARTITION BY w.id ORDER BY (length(s.text) BETWEEN 40 AND 240) DESC,"
        "  abs(coalesce(s.sentiment, 0)) DESC, s.id) AS place"
        " FROM statements s JOIN interviews i ON i.id = s.interview_id"
        " JOIN themes t ON t.id = s.theme_id JOIN themes w ON w.id IN (t.id, t.parent_id)"
        " LEFT JOIN accounts a ON a.id = i.account_id LEFT JOIN contacts c ON c.id = i.contact_id"
        " WHERE s.study_id = %(id)s AND s.theme_id IS NOT NULL) ranked"
        " WHERE place <= %(limit)s ORDER BY theme_id, place",
        id=study_id,
        limit=limit,
    )
    by_theme: dict[str, list[QuoteLine]] = {}
    for quote in found:
        by_theme.setdefault(str(quote.theme_id), []).append(quote)
    return by_theme


async def endpoint_states(db: Db, since: datetime) -> list[EndpointState]:
    """Every endpoint that is on, with what became of its deliveries made after `since`."""
    return await many(
        db,
        EndpointState,
        "SELECT w.id, w.url, count(d.id) FILTER (WHERE d.status = 'delivered') AS delivered,"
        " count(d.id) FILTER (WHERE d.status = 'pending' AND d.attempts = 0) AS pending,"
        " count(d.id) FILTER (WHERE d.status = 'failed' OR (d.status = 'pending' AND d.attempts > 0))"
        " AS failed, max(d.delivered_at) AS last_at FROM webhooks w"
        " LEFT JOIN deliveries d ON d.webhook_id = w.id AND d.created_at > %(since)s"
        " WHERE w.disabled_at IS NULL GROUP BY w.id, w.url ORDER BY w.id DESC",
        since=since,
    )


async def attempts_of(db: Db, delivery_ids: list[str]) -> dict[str, list[Attempt]]:
    """The attempts at several deliveries, newest first."""
    found = await many(
        db,
        Attempt,
        "SELECT * FROM attempts WHERE delivery_id = ANY(%(ids)s) ORDER BY at DESC, id DESC",
        ids=delivery_ids,
    )
    by_delivery: dict[str, list[Attempt]] = {}
    for attempt in found:
        by_delivery.setdefault(attempt.delivery_id, []).append(attempt)
    return by_delivery
