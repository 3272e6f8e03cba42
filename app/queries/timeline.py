"""SQL for what happened at an account, from every table, newest first."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.database import Db
from app.errors import Invalid
from app.queries.base import Page, many

_LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC)
_OFTEN: Final = ["login", "usage.ui", "usage.api", "usage.integration", "usage.batch", "touch.article_viewed"]
"""Facts that come by the dozen: a day of them is one line."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened. `kind` says of what sort `id` is; `title` names it, `detail` tells more.

    Of facts that come often, `id` is the day's and `value` how many there were.
    """

    at: datetime
    kind: str
    id: str
    title: str
    detail: str | None
    value: float | None
    source: str | None
    contact: str | None


async def timeline(db: Db, account_id: str, *, limit: int, cursor: str | None = None) -> Page[Moment]:
    """Newest first; facts that come often are added up by day."""
    before, last = _after(cursor)
    found = await many(
        db,
        Moment,
        "WITH edge AS (SELECT %(before)s::timestamptz AS at) SELECT m.* FROM ("
        " (SELECT f.at, 'fact' AS kind, f.id, f.name AS title, f.label AS detail, f.value, f.source,"
        "  c.name AS contact FROM facts f LEFT JOIN contacts c ON c.id = f.contact_id"
        "  WHERE f.account_id = %(account)s AND f.name <> ALL(%(often)s) AND f.at <= %(before)s"
        "  ORDER BY f.at DESC LIMIT %(fetched)s)"
        " UNION ALL (SELECT max(f.at), 'facts', f.name || date_trunc('day', f.at, 'UTC')::text, f.name, NULL,"
        "  sum(f.value), min(f.source), NULL FROM facts f"
        "  WHERE f.account_id = %(account)s AND f.name = ANY(%(often)s)"
        "  AND f.at < date_trunc('day', %(before)s, 'UTC') + interval '1 day'"
        "  AND f.at >= date_trunc('day', least(%(before)s, now()) - interval '400 days', 'UTC')"
        "  GROUP BY f.name, date_trunc('day', f.at, 'UTC') HAVING max(f.at) <= %(before)s"
        "  ORDER BY 1 DESC LIMIT %(fetched)s)"
        " UNION ALL (SELECT coalesce(i.closed_at, i.started_at, i.created_at), 'interview', i.id, s.title,"
        "  coalesce(i.closed_reason, i.status), NULL, NULL, c.name FROM interviews i"
        "  JOIN studies s ON s.id = i.study_id LEFT JOIN contacts c ON c.id = i.contact_id"
        "  WHERE i.account_id = %(account)s)"
        " UNION ALL (SELECT fired_at, 'firing', id, title, status, NULL, trigger, NULL FROM firings"
        "  WHERE account_id = %(account)s)"
        " UNION ALL (SELECT closed_at, 'closed', id, title, reason_code, NULL, closed_by, NULL FROM firings"
        "  WHERE account_id = %(account)s AND closed_at IS NOT NULL)"
        " UNION ALL (SELECT at, 'score', id, definition, cause, score, round(previous::numeric, 1)::text,"
        "  NULL FROM score_changes WHERE account_id = %(account)s AND at <= %(before)s"
        "  ORDER BY at DESC LIMIT %(fetched)s)"
        " UNION ALL (SELECT started_at, 'play', id, play, status, NULL, NULL, NULL FROM play_runs"
        "  WHERE account_id = %(account)s)"
        " UNION ALL (SELECT t.created_at, 'task', t.id, t.title, t.status, NULL, NULL, c.name FROM tasks t"
        "  LEFT JOIN contacts c ON c.id = t.contact_id WHERE t.account_id = %(account)s)"
        " UNION ALL (SELECT m.created_at, 'merge', m.id, a.name, m.reason, NULL, u.name, NULL"
        "  FROM account_merges m JOIN accounts a ON a.id = m.merged_id LEFT JOIN users u ON u.id = m.user_id"
        "  WHERE m.kept_id = %(account)s)"
        ") m, edge WHERE (m.at, m.id) < (edge.at, %(last)s) ORDER BY m.at DESC, m.id DESC LIMIT %(fetched)s",
        account=account_id,
        often=_OFTEN,
        before=before,
        last=last,
        fetched=limit + 1,
    )
    if len(found) <= limit:
        return Page(found, None)
    edge = found[limit - 1]
    cursor = f"{edge.at.astimezone(UTC).isoformat()}~{edge.id}"
    return Page(found[:limit], base64.urlsafe_b64encode(cursor.encode()).decode().rstrip("="))


def _after(cursor: str | None) -> tuple[datetime, str]:
    """The moment and id a cursor stands for. Raises Invalid."""
    if cursor is None:
        return _LATEST, ""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        at, mark, last = text.partition("~")
        moment = datetime.fromisoformat(at)
    except (binascii.Error, ValueError):
        mark = ""
    if not mark or moment.tzinfo is None or "\x00" in last:
        raise Invalid("next must be a cursor from a previous page.", field="next")
    return moment, last


@dataclass(frozen=True)
class Channel:
    """How often an account was reached by one channel in a span: by a person, and by the product alone."""

    channel: str
    manual: int
    automatic: int
    last_at: datetime


async def touchpoints(db: Db, account_id: str | None, since: datetime) -> list[Channel]:
    """Every channel in use at an account, or at all of them, the busiest first.

    Meetings and what a source other than ours told of are manual; our own messages are automatic.
    """
    return await many(
        db,
        Channel,
        "SELECT channel, count(*) FILTER (WHERE is_manual)::int AS manual,"
        " count(*) FILTER (WHERE NOT is_manual)::int AS automatic, max(at) AS last_at FROM ("
        " SELECT at, split_part(name, '.', 1) = 'meeting' OR (source NOT IN ('earshot', 'interviews')"
        "  AND name = 'touch.email_sent') AS is_manual, CASE"
        "  WHEN name LIKE 'meeting.%%' THEN 'meeting' WHEN name LIKE 'touch.email%%' THEN 'e-mail'"
        "  WHEN name LIKE 'touch.in_app%%' THEN 'in the product'"
        "  WHEN name LIKE 'touch.article%%' THEN 'knowledge base'"
        "  WHEN name LIKE 'touch.community%%' THEN 'community' WHEN name = 'touch.webinar' THEN 'webinar'"
        "  ELSE 'interview' END AS channel FROM facts WHERE at >= %(since)s"
        "  AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        "  AND (name LIKE 'touch.%%' OR name = 'meeting.held')"
        " UNION ALL SELECT created_at, true, 'task' FROM tasks WHERE status = 'done'"
        "  AND created_at >= %(since)s AND (%(account)s::text IS NULL OR account_id = %(account)s)"
        ") t GROUP BY channel ORDER BY count(*) DESC, channel",
        account=account_id,
        since=since,
    )
