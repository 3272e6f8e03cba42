"""SQL for the fields of an account, one expression each; both readers of conditions take them from here.

Every expression is over `accounts a` and the parameters `now` (timestamptz) and `today` (date).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, LiteralString

from psycopg import sql

from app.success.conditions.fields import DERIVED_FROM
from app.success.conditions.spans import today

_MILESTONES: Final = "FROM milestones m WHERE m.account_id = a.id"
_PEOPLE: Final = "FROM contacts c WHERE c.account_id = a.id AND c.left_at IS NULL"

FIELDS: Final[Mapping[str, LiteralString]] = MappingProxyType(
    {
        "segment": "a.segment",
        "tier": "a.tier",
        "industry": "a.industry",
        "team_size": "a.team_size",
        "arr_cents": "a.arr_cents",
        "renewal_on": "a.renewal_on",
        "days_to_renewal": "a.renewal_on - %(today)s::date",
        "stage": "a.stage",
        "stage_days": (
            "(SELECT (extract(epoch FROM %(now)s::timestamptz - max(f.at)) / 86400)::float8 FROM facts f"
            " WHERE f.account_id = a.id AND f.name = 'stage' AND f.at <= %(now)s)"
        ),
        "started_on": "a.started_on",
        "age_days": "%(today)s::date - a.started_on",
        "csm": "a.csm",
        "backup": "a.backup",
        "pod": "a.pod",
        "parent_id": "a.parent_id",
        "churned_on": "a.churned_on",
        "time_zone": "a.time_zone",
        # without any milestone nothing is known of how far they are
        "open_milestones": (
            "(SELECT CASE WHEN count(*) > 0 THEN"
            f" count(*) FILTER (WHERE m.reached_at IS NULL) END {_MILESTONES})"
        ),
        "milestone_overdue_days": (
            "(SELECT CASE WHEN count(*) > 0 THEN greatest(0, %(today)s::date -"
            f" min(m.due_on) FILTER (WHERE m.reached_at IS NULL)) END {_MILESTONES})"
        ),
        # where no role is told, nobody is missing from one
        "champions": (
            "(SELECT CASE WHEN count(c.role) > 0 THEN"
            f" count(*) FILTER (WHERE lower(c.role) = 'champion') END {_PEOPLE})"
        ),
        "sponsors": (
            "(SELECT CASE WHEN count(c.role) > 0 THEN"
            f" count(*) FILTER (WHERE strpos(lower(c.role), 'sponsor') > 0) END {_PEOPLE})"
        ),
        "contacts": f"(SELECT count(*) {_PEOPLE})",
        # a ticket that nobody reported as solved counts as open for half a year
        "open_p1": (
            "(SELECT greatest(0, count(*) FILTER (WHERE f.name = 'support.opened') -"
            " count(*) FILTER (WHERE f.name = 'support.solved')) FROM facts f WHERE f.account_id = a.id"
            " AND f.name IN ('support.opened', 'support.solved') AND f.label = 'p1' AND f.at <= %(now)s"
            " AND f.at > %(now)s::timestamptz - interval '180 days')"
        ),
    }
)

FRESH_UNTIL: Final = (
    "greatest(v.at, v.received_at) + (SELECT s.fresh_hours FROM sources s"
    " WHERE s.workspace_id = v.workspace_id AND s.name = v.source) * interval '1 hour'"
)
"""Until when a row of `account_fields v` is relied on: for as long as its source promised, from when it was
last told. NULL where the source promised nothing."""

_IS_STALE: Final = (
    "EXISTS (SELECT FROM account_fields v WHERE v.account_id = a.id AND v.name = {} AND {} < %(now)s)"
)


def moment(now: datetime) -> dict[str, Any]:
    """The parameters the expressions need."""
    return {"now": now, "today": today(now)}


def told_as(field: str) -> str:
    """The name a field's source told it by: `days_to_renewal` is counted from `renewal_on`."""
    return DERIVED_FROM.get(field, field)


def relied_on(field: str) -> sql.Composable:
    """A field's value, NULL once its source's word is stale."""
    stale = sql.SQL(_IS_STALE).format(sql.Literal(told_as(field)), sql.SQL(FRESH_UNTIL))
    return sql.SQL("(CASE WHEN NOT {} THEN {} END)").format(stale, sql.SQL(FIELDS[field]))
