"""SQL for what came of it: worth on a day, renewals, churn, growth, firings, runs, steps, work in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.database import Db
from app.queries.base import many, rows, value


@dataclass(frozen=True)
class AccountLine:
    """`band` and `score` are of the risk score as it stands, `features` the key features in use."""

    id: str
    name: str
    segment: str | None
    csm: str | None
    tier: str | None
    left_on: date | None
    score: float | None
    band: str | None
    features: int


@dataclass(frozen=True)
class TermLine:
    """A contract whose renewal fell due, and its yearly worth after: 0 when it was not renewed."""

    account_id: str
    due_cents: int
    renewed_cents: int


@dataclass(frozen=True)
class GrowthLine:
    account_id: str
    at: datetime
    cents: int
    csm: str | None


@dataclass(frozen=True)
class FiringLine:
    account_id: str
    trigger: str
    fired_at: datetime
    due_at: datetime
    acted_at: datetime | None
    closed_at: datetime | None
    reason_code: str | None


@dataclass(frozen=True)
class RunLine:
    """A run with what its account did around its start: engaged in the four weeks before and after, used the
    product in the four weeks before and those that end a quarter after."""

    account_id: str
    play: str
    source: str
    is_holdout: bool
    started_at: datetime
    ended_at: datetime | None
    reached: bool | None
    engaged_before: float
    engaged_after: float
    used_before: float
    used_after: float


@dataclass(frozen=True)
class StepLine:
    """How often a step of a play was performed, and how often by hand though it could run by itself."""

    play: str
    step: str
    performed: int
    automatic: int
    by_hand: int
    why: str | None


@dataclass(frozen=True)
class WorkLine:
    """Hours between taking and closing tasks of one kind, at most eight a task."""

    kind: str
    play: str | None
    hours: float


@dataclass(frozen=True)
class LeadingLine:
    """What shows before revenue does, over the accounts of a period."""

    tickets: int
    features: int
    onboarded: int
    onboarding_days: float | None


@dataclass(frozen=True)
class AheadLine:
    cents: int
    renews: bool
    leaves: float | None
    may_grow: bool


async def ahead(db: Db, today: date, days: int) -> list[AheadLine]:
    """Today's accounts that renew within so many days or are flagged as likely to grow."""
    return await many(
        db,
        AheadLine,
        "SELECT coalesce(a.arr_cents, 0) AS cents,"
        " coalesce(a.renewal_on > %(today)s AND a.renewal_on <= %(today)s::date + %(days)s::int, false)"
        "  AS renews, c.probability AS leaves,"
        " coalesce(e.flagged_at IS NOT NULL AND e.reason_code IS DISTINCT FROM 'not_so', false) AS may_grow"
        " FROM accounts a LEFT JOIN predictions c ON c.account_id = a.id AND c.kind = 'churn'"
        " LEFT JOIN predictions e ON e.account_id = a.id AND e.kind = 'expansion'"
        " WHERE a.merged_into_id IS NULL AND (a.churned_on IS NULL OR a.churned_on > %(today)s)"
        " AND (e.flagged_at IS NOT NULL"
        "  OR (a.renewal_on > %(today)s AND a.renewal_on <= %(today)s::date + %(days)s::int)) ORDER BY a.id",
        today=today,
        days=days,
    )


async def accounts(db: Db) -> list[AccountLine]:
    """Every account there is or was, merged ones aside."""
    return await many(
        db,
        AccountLine,
        "SELECT a.id, a.name, a.segment, a.csm, a.tier, least(a.churned_on, c.left_on) AS left_on, h.score,"
        " h.band, coalesce(f.features, 0)::int AS features FROM accounts a"
        " LEFT JOIN (SELECT account_id, max(coalesce(ended_on, renews_on))"
        "  FILTER (WHERE outcome = 'churned') AS left_on FROM contracts GROUP BY account_id"
        "  HAVING bool_and(outcome IS NOT NULL)) c ON c.account_id = a.id"
        " LEFT JOIN health h ON h.account_id = a.id AND h.definition = 'risk'"
        " LEFT JOIN (SELECT account_id, count(DISTINCT label) AS features FROM facts"
        "  WHERE name = 'feature.activated' GROUP BY account_id) f ON f.account_id = a.id"
        " WHERE a.merged_into_id IS NULL ORDER BY a.id",
    )


async def feature_count(db: Db) -> int:
    """How many key features anybody uses."""
    found: int = await value(
        db, "SELECT count(DISTINCT label) FROM facts WHERE name = 'feature.activated' AND label IS NOT NULL"
    )
    return found


async def currencies(db: Db) -> list[str]:
    """The currencies of contracts; sums of more than one mean little."""
    return [row["currency"] for row in await rows(db, "SELECT DISTINCT currency FROM contracts ORDER BY 1")]


async def worth_on(db: Db, account_ids: Sequence[str], on: Sequence[date]) -> list[int]:
    """The yearly worth in cents of each account on the day beside it, 0 where it was no customer.

    A term counts until it ended, or until the next began where nobody said how it ended. What later changed a
    term's worth is taken back. An account without contracts counts with its own worth.
    """
    found = await rows(
        db,
        "WITH asked AS (SELECT * FROM unnest(%(accounts)s::text[], %(days)s::date[])"
        "  WITH ORDINALITY AS t(account_id, day, place)),"
        " running AS (SELECT q.place, sum(c.arr_cents - coalesce(m.cents, 0)) AS cents FROM asked q"
        "  JOIN contracts c ON c.account_id = q.account_id AND c.starts_on <= q.day"
        "   AND (c.ended_on IS NULL OR c.ended_on > q.day)"
        "   AND (c.renews_on > q.day OR (c.outcome IS NULL AND NOT EXISTS (SELECT 1 FROM contracts n"
        "    WHERE n.account_id = c.account_id AND n.id <> c.id"
        "    AND n.starts_on >= c.renews_on AND n.starts_on <= q.day)))"
        "  LEFT JOIN LATERAL (SELECT sum(CASE f.name WHEN 'billing.expanded' THEN f.value ELSE -f.value END)"
        "   AS cents FROM facts f WHERE f.account_id = c.account_id"
        "   AND f.name IN ('billing.expanded', 'billing.contracted') AND f.label = c.key"
        "   AND f.at >= q.day + 1) m ON true GROUP BY q.place)"
        " SELECT CASE WHEN a.churned_on <= q.day THEN 0"
        "  WHEN EXISTS (SELECT 1 FROM contracts c WHERE c.account_id = a.id)"
        "   THEN greatest(0, coalesce(r.cents, 0))"
        "  WHEN coalesce(a.started_on, a.created_at::date) <= q.day THEN coalesce(a.arr_cents, 0)"
        "  ELSE 0 END::bigint AS cents FROM asked q JOIN accounts a ON a.id = q.account_id"
        " LEFT JOIN running r ON r.place = q.place ORDER BY q.place",
        accounts=list(account_ids),
        days=list(on),
    )
    return [row["cents"] for row in found]


async def terms_due(db: Db, since: date, until: date) -> list[TermLine]:
    """Contracts whose renewal fell due after `since` and by `until`, and of which the outcome is known."""
    return await many(
        db,
        TermLine,
        "SELECT c.account_id, c.arr_cents AS due_cents, CASE WHEN c.outcome = 'churned' THEN 0"
        " ELSE coalesce(n.arr_cents, c.arr_cents) END AS renewed_cents FROM contracts c"
        " LEFT JOIN LATERAL (SELECT arr_cents FROM contracts n WHERE n.account_id = c.account_id"
        "  AND n.id <> c.id AND n.starts_on >= c.renews_on - 7 ORDER BY n.starts_on, n.id LIMIT 1) n ON true"
        " WHERE c.outcome IS NOT NULL AND c.renews_on > %(since)s AND c.renews_on <= %(until)s"
        " ORDER BY c.id",
        since=since,
        until=until,
    )


async def growth(db: Db, since: date, until: date) -> list[GrowthLine]:
    """What accounts added to their yearly worth: at the change of a term, and within one."""
    return await many(
        db,
        GrowthLine,
        "SELECT g.account_id, g.at, g.cents::bigint AS cents, a.csm FROM ("
        "  SELECT f.account_id, f.at, f.value AS cents FROM facts f"
        "  WHERE f.name = 'billing.expanded' AND f.at >= %(since)s::date + 1 AND f.at < %(until)s::date + 1"
        "  UNION ALL SELECT c.account_id, coalesce(c.ended_on, c.renews_on)::timestamp AT TIME ZONE 'UTC',"
        "   n.arr_cents - c.arr_cents FROM contracts c CROSS JOIN LATERAL (SELECT arr_cents FROM contracts n"
        "   WHERE n.account_id = c.account_id AND n.id <> c.id AND n.starts_on >= c.renews_on - 7"
        "   ORDER BY n.starts_on, n.id LIMIT 1) n"
        "  WHERE c.outcome = 'expanded' AND coalesce(c.ended_on, c.renews_on) > %(since)s"
        "   AND coalesce(c.ended_on, c.renews_on) <= %(until)s"
        " ) g JOIN accounts a ON a.id = g.account_id WHERE g.cents >= 1 ORDER BY g.at, g.account_id",
        since=since,
        until=until,
    )


async def firings(db: Db, since: datetime, until: datetime) -> list[FiringLine]:
    return await many(
        db,
        FiringLine,
        "SELECT account_id, trigger, fired_at, due_at, acted_at, closed_at, reason_code FROM firings"
        " WHERE fired_at >= %(since)s AND fired_at < %(until)s ORDER BY fired_at, id",
        since=since,
        until=until,
    )


async def runs(db: Db, since: datetime, until: datetime, limit: int) -> list[RunLine]:
    """Runs that began in the period, the newest `limit` of them."""
    return await many(
        db,
        RunLine,
        "SELECT r.account_id, r.play, r.source, r.is_holdout, r.started_at, r.ended_at,"
        " (r.outcome ->> 'reached')::boolean AS reached,"
        " coalesce(e.before, 0)::float AS engaged_before, coalesce(e.after, 0)::float AS engaged_after,"
        " coalesce(u.before, 0)::float AS used_before, coalesce(u.after, 0)::float AS used_after"
        " FROM (SELECT * FROM play_runs WHERE started_at >= %(since)s AND started_at < %(until)s"
        "  ORDER BY started_at DESC, id LIMIT %(limit)s) r"
        " LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE f.at <= r.started_at) AS before,"
        "  count(*) FILTER (WHERE f.at > r.started_at) AS after FROM facts f"
        "  WHERE f.account_id = r.account_id AND f.name IN ('touch.email_opened', 'touch.email_clicked',"
        "   'touch.in_app_clicked', 'touch.in_app_done', 'touch.article_viewed', 'touch.community_posted',"
        "   'touch.webinar', 'meeting.held')"
        "  AND f.at > r.started_at - interval '28 days'"
        "  AND f.at <= r.started_at + interval '28 days') e ON true"
        " LEFT JOIN LATERAL (SELECT sum(f.value) FILTER (WHERE f.at <= r.started_at) AS before,"
        "  sum(f.value) FILTER (WHERE f.at > r.started_at + interval '63 days') AS after FROM facts f"
        "  WHERE f.account_id = r.account_id"
        "  AND f.name IN ('usage.ui', 'usage.api', 'usage.integration', 'usage.batch')"
        "  AND f.at > r.started_at - interval '28 days'"
        "  AND f.at <= r.started_at + interval '91 days') u ON true ORDER BY r.started_at",
        since=since,
        until=until,
        limit=limit,
    )


async def steps(db: Db, since: datetime, until: datetime) -> list[StepLine]:
    """The steps of the period that reach somebody, by play and step."""
    return await many(
        db,
        StepLine,
        "SELECT r.play, s.step, count(*)::int AS performed,"
        " count(*) FILTER (WHERE s.decision ->> 'automatic' = 'true'"
        "  AND s.task_id IS NULL)::int AS automatic,"
        " count(*) FILTER (WHERE s.kind NOT IN ('task', 'schedule', 'hand_to_human', 'open_renewal')"
        "  AND (s.status = 'failed' OR s.task_id IS NOT NULL"
        "   OR s.decision ->> 'automatic' = 'false'))::int AS by_hand,"
        " mode() WITHIN GROUP (ORDER BY s.decision ->> 'why')"
        "  FILTER (WHERE s.decision ->> 'automatic' = 'false') AS why"
        " FROM run_steps s JOIN play_runs r ON r.id = s.run_id"
        " WHERE s.created_at >= %(since)s AND s.created_at < %(until)s"
        " AND s.kind NOT IN ('wait', 'branch', 'end')"
        " AND s.status IN ('done', 'refused', 'failed', 'waiting')"
        " AND NOT r.is_holdout GROUP BY r.play, s.step ORDER BY r.play, s.step",
        since=since,
        until=until,
    )


async def work(db: Db, since: datetime, until: datetime) -> list[WorkLine]:
    return await many(
        db,
        WorkLine,
        "SELECT t.kind, r.play,"
        " sum(least(8, extract(epoch FROM t.done_at - t.claimed_at) / 3600))::float AS hours FROM tasks t"
        " LEFT JOIN play_runs r ON r.id = t.run_id WHERE t.done_at >= %(since)s AND t.done_at < %(until)s"
        " AND t.claimed_at IS NOT NULL GROUP BY t.kind, r.play ORDER BY t.kind, r.play",
        since=since,
        until=until,
    )


async def response_hours(db: Db, since: datetime, until: datetime) -> list[float]:
    """Hours to the first answer of the period's tickets."""
    found = await rows(
        db,
        "SELECT value FROM facts WHERE name = 'support.first_response_hours'"
        " AND at >= %(since)s AND at < %(until)s ORDER BY at LIMIT 100000",
        since=since,
        until=until,
    )
    return [row["value"] for row in found]


async def leading(db: Db, since: datetime, until: datetime) -> LeadingLine:
    """Tickets opened, features first used, and accounts that finished onboarding, with the median of days it
    took them since they became customers."""
    found = await many(
        db,
        LeadingLine,
        "SELECT (SELECT count(*) FROM facts WHERE name = 'support.opened'"
        "  AND at >= %(since)s AND at < %(until)s)::int AS tickets,"
        " (SELECT count(*) FROM facts WHERE name = 'feature.activated'"
        "  AND at >= %(since)s AND at < %(until)s)::int AS features,"
        " count(*)::int AS onboarded,"
        " (percentile_cont(0.5) WITHIN GROUP (ORDER BY o.days))::float AS onboarding_days FROM ("
        "  SELECT extract(epoch FROM max(m.reached_at)) / 86400"
        "   - extract(epoch FROM coalesce(a.started_on, a.created_at::date)::timestamp) / 86400 AS days"
        "  FROM milestones m JOIN accounts a ON a.id = m.account_id WHERE m.kind = 'onboarding'"
        "  GROUP BY a.id, a.started_on, a.created_at HAVING bool_and(m.reached_at IS NOT NULL)"
        "  AND max(m.reached_at) >= %(since)s AND max(m.reached_at) < %(until)s) o",
        since=since,
        until=until,
    )
    return found[0]
