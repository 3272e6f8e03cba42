"""SQL for how far a workspace is: the figures behind its layers, and what reaches customers by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.database import Db
from app.queries.base import many, rows, value


@dataclass(frozen=True)
class Reached:
    """One way customers are reached: how often by itself, how often by a person."""

    what: str
    automatic: int
    by_hand: int


@dataclass(frozen=True)
class HandedOver:
    """A step of a play that was handed to a person `by_hand` times of `of`."""

    play: str
    step: str
    by_hand: int
    of: int


async def data(db: Db, now: datetime) -> dict[str, float]:
    """Figures about records and sources."""
    [found] = await rows(
        db,
        "WITH a AS (SELECT * FROM accounts WHERE merged_into_id IS NULL AND churned_on IS NULL),"
        " s AS (SELECT *, last_fact_at >= %(now)s - make_interval(hours => coalesce(fresh_hours, 336))"
        "  AS fresh FROM sources)"
        " SELECT (SELECT count(*) FROM s) AS sources,"
        " (SELECT count(*) FROM s WHERE status = 'connected' AND last_fact_at IS NOT NULL AND NOT fresh)"
        "  AS sources_stale,"
        " (SELECT coalesce(100.0 * count(*) FILTER (WHERE fresh) / nullif(count(*), 0), 0) FROM s"
        "  WHERE status = 'connected') AS percent_sources_fresh,"
        " (SELECT count(*) FROM a) AS accounts,"
        " (SELECT count(*) FROM contacts WHERE left_at IS NULL) AS contacts,"
        " (SELECT coalesce(100.0 * count(*) FILTER (WHERE EXISTS (SELECT FROM contracts c"
        "   WHERE c.account_id = a.id AND c.outcome IS NULL)"
        "   OR (a.renewal_on IS NOT NULL AND a.arr_cents IS NOT NULL)) / nullif(count(*), 0), 0) FROM a)"
        "  AS percent_with_renewal,"
        " (SELECT coalesce(100.0 * count(*) FILTER (WHERE EXISTS (SELECT FROM contacts c"
        "   WHERE c.account_id = a.id AND c.role IS NOT NULL AND c.left_at IS NULL)) / nullif(count(*), 0),"
        "  0) FROM a) AS percent_with_role,"
        " (SELECT coalesce(100.0 * count(csm) / nullif(count(*), 0), 0) FROM a) AS percent_with_csm,"
        " (SELECT count(*) FROM (SELECT FROM a WHERE domain IS NOT NULL GROUP BY lower(domain)"
        "   HAVING count(*) > 1) d) AS accounts_same_domain",
        now=now,
    )
    return {name: float(figure) for name, figure in found.items()}


async def accounts_with(db: Db, names: Sequence[str], since: datetime) -> int:
    """How many accounts have a fact of one of these names since then."""
    found: int = await value(
        db,
        "SELECT count(*) FROM accounts a WHERE merged_into_id IS NULL AND churned_on IS NULL"
        " AND EXISTS (SELECT FROM facts f WHERE f.account_id = a.id AND f.name = ANY(%(names)s)"
        "  AND f.at >= %(since)s)",
        names=list(names),
        since=since,
    )
    return found


async def triggers(db: Db, now: datetime, since: datetime) -> dict[str, float]:
    """Figures about scores, what fired since then, and what became of it."""
    [found] = await rows(
        db,
        "WITH h AS (SELECT h.* FROM health h JOIN accounts a ON a.id = h.account_id"
        "  AND a.merged_into_id IS NULL AND a.churned_on IS NULL WHERE h.definition = 'risk'"
        "  AND h.score IS NOT NULL),"
        " f AS (SELECT * FROM firings WHERE fired_at >= %(since)s)"
        " SELECT (SELECT count(*) FROM h) AS scores,"
        " (SELECT count(*) FROM h WHERE coalesce(moved_at, %(since)s) < %(now)s - interval '60 days'"
        "  AND computed_at > %(now)s - interval '7 days') AS scores_still,"
        " (SELECT count(*) FROM h WHERE score < 50 AND moved_at < %(now)s - interval '1 day' AND NOT EXISTS"
        "  (SELECT FROM firings x WHERE x.account_id = h.account_id"
        "   AND x.acted_at >= h.moved_at - interval '30 days')) AS low_and_untouched,"
        " (SELECT coalesce(100.0 * count(*) FILTER (WHERE acted_at <= due_at) / nullif(count(*), 0), 0)"
        "  FROM f WHERE acted_at IS NOT NULL OR due_at < %(now)s) AS percent_acted,"
        " (SELECT count(*) FROM firings WHERE status = 'closed' AND reason_code IS NOT NULL)"
        "  AS firings_closed,"
        " (SELECT count(*) FROM (SELECT FROM f GROUP BY trigger HAVING count(*) >= 5"
        "   AND count(acted_at) = 0) t)"
        "  AS triggers_unacted,"
        " (SELECT count(DISTINCT c.account_id) FROM score_changes c WHERE c.definition = 'risk'"
        "  AND c.cause IN ('facts', 'age') AND c.at >= %(now)s - interval '30 days'"
        "  AND c.score - c.previous <= -10 AND NOT EXISTS (SELECT FROM interviews i"
        "   WHERE i.account_id = c.account_id AND i.created_at >= c.at - interval '30 days'))"
        "  AS falls_unexplained",
        now=now,
        since=since,
    )
    return {name: float(figure) for name, figure in found.items()}


async def workflows(db: Db, now: datetime, since: datetime) -> dict[str, float]:
    """Figures about plays, what waits for people, studies and interviews."""
    [found] = await rows(
        db,
        "SELECT (SELECT count(*) FROM play_runs WHERE status = 'done') AS runs_done,"
        " (SELECT count(*) FROM play_runs WHERE outcome IS NOT NULL AND ended_at IS NOT NULL)"
        "  AS runs_with_outcome,"
        " (SELECT count(DISTINCT name) FROM policies p WHERE kind = 'play' AND status = 'draft'"
        "  AND created_at < %(now)s - interval '14 days' AND NOT EXISTS (SELECT FROM policies q"
        "   WHERE q.kind = 'play' AND q.name = p.name AND q.status = 'live')) AS plays_drafted,"
        " (SELECT count(*) FROM tasks WHERE status <> 'done' AND due_at < %(now)s) AS tasks_overdue,"
        " (SELECT count(*) FROM studies WHERE status = 'open') AS studies_open,"
        " (SELECT count(*) FROM studies s JOIN guide_versions v ON v.id = s.guide_version_id"
        "  WHERE s.status = 'open' AND v.body ->> 'moment' IN ('post_onboarding', 'pre_renewal'))"
        "  AS studies_at_moments,"
        " (SELECT count(*) FROM predictions WHERE method = 'model') AS predictions_by_model,"
        " count(*) FILTER (WHERE i.closed_at >= %(since)s) AS interviews_read,"
        " count(DISTINCT i.account_id) AS accounts_heard"
        " FROM insights x JOIN interviews i ON i.id = x.interview_id"
        " JOIN workspaces w ON w.id = i.workspace_id WHERE NOT i.is_synthetic OR w.is_synthetic",
        now=now,
        since=since,
    )
    return {name: float(figure) for name, figure in found.items()}


async def handed_over(db: Db, since: datetime) -> list[HandedOver]:
    """Steps that reach customers, tried five times or more since then, and at least two times of five left
    to a person; the worst first."""
    return await many(
        db,
        HandedOver,
        "SELECT r.play, s.step, count(*) FILTER (WHERE s.decision ->> 'automatic' = 'false') AS by_hand,"
        " count(*) AS of FROM run_steps s JOIN play_runs r ON r.id = s.run_id"
        " WHERE s.created_at >= %(since)s AND s.kind IN ('email', 'in_app', 'invite')"
        " AND s.decision ? 'automatic' GROUP BY 1, 2 HAVING count(*) >= 5"
        " AND count(*) FILTER (WHERE s.decision ->> 'automatic' = 'false') >= 0.4 * count(*)"
        " ORDER BY 1.0 * count(*) FILTER (WHERE s.decision ->> 'automatic' = 'false') / count(*) DESC, 1, 2"
        " LIMIT 50",
        since=since,
    )


async def reached(db: Db, since: datetime) -> list[Reached]:
    """How customers were reached since then: messages and invitations by a play or by a person, tasks done by
    plays' order and by a person's own, meetings held."""
    return await many(
        db,
        Reached,
        "SELECT CASE WHEN purpose = 'message' THEN channel ELSE 'invitation' END AS what,"
        " count(run_id) AS automatic, count(*) - count(run_id) AS by_hand FROM touches"
        " WHERE status = 'sent' AND counted_at >= %(since)s GROUP BY 1"
        " UNION ALL SELECT 'task', 0, count(*) FROM tasks WHERE status = 'done' AND done_at >= %(since)s"
        "  AND kind <> 'hand_off' HAVING count(*) > 0"
        " UNION ALL SELECT 'talk', 0, count(*) FROM tasks WHERE status = 'done' AND done_at >= %(since)s"
        "  AND kind = 'hand_off' HAVING count(*) > 0"
        " UNION ALL SELECT 'interview', count(*), 0 FROM interviews WHERE started_at >= %(since)s"
        "  HAVING count(*) > 0"
        " UNION ALL SELECT 'meeting', 0, sum(n.held)::bigint FROM accounts a CROSS JOIN LATERAL"
        "  (SELECT count(*) AS held FROM facts f WHERE f.account_id = a.id AND f.name = 'meeting.held'"
        "   AND f.at >= %(since)s) n HAVING sum(n.held) > 0"
        " ORDER BY 1",
        since=since,
    )


async def runs_by_play(db: Db, since: datetime) -> dict[str, int]:
    """How often each play ran since then; holdouts take no step and are left out."""
    found = await rows(
        db,
        "SELECT play, count(*) AS runs FROM play_runs WHERE started_at >= %(since)s AND NOT is_holdout"
        " GROUP BY play",
        since=since,
    )
    return {row["play"]: row["runs"] for row in found}


async def open_studies(db: Db) -> list[tuple[str, str]]:
    """Id and moment of every open study."""
    found = await rows(
        db,
        "SELECT s.id, coalesce(v.body ->> 'moment', 'ad_hoc') AS moment FROM studies s"
        " JOIN guide_versions v ON v.id = s.guide_version_id WHERE s.status = 'open' ORDER BY s.id",
    )
    return [(row["id"], row["moment"]) for row in found]
