"""SQL for accounts that may be one company: by domain, by people's addresses, by name. A person decides."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import Db
from app.queries.base import many


@dataclass(frozen=True)
class Lookalike:
    """Another account and why it may be the same: `domain`, `people` or `name`."""

    id: str
    name: str
    domain: str | None
    why: str


async def lookalikes(db: Db, account_id: str) -> list[Lookalike]:
    """Up to ten accounts that look like this one, the surest first.

    Names are compared without their legal form, spaces and signs.
    """
    return await many(
        db,
        Lookalike,
        "WITH plain AS (SELECT id, lower(domain) AS domain, regexp_replace(regexp_replace(lower(name),"
        "  '\\m(gmbh|inc|incorporated|ltd|limited|llc|ag|sa|sas|srl|bv|oy|ab|plc|corp|corporation|co|kg)\\M',"
        "  '', 'g'), '[^[:alnum:]]', '', 'g') AS plain FROM accounts WHERE merged_into_id IS NULL),"
        " mine AS (SELECT * FROM plain WHERE id = %(id)s),"
        " addresses AS (SELECT DISTINCT split_part(lower(email), '@', 2) AS domain FROM contacts"
        "  WHERE account_id = %(id)s AND email IS NOT NULL),"
        " found AS (SELECT a.id, 1 AS rank, 'domain' AS why FROM plain a JOIN mine m"
        "   ON a.domain = m.domain"
        "  UNION ALL SELECT a.id, 2, 'people' FROM plain a JOIN addresses d ON a.domain = d.domain"
        "  UNION ALL SELECT a.id, 3, 'name' FROM plain a JOIN mine m ON a.plain = m.plain AND m.plain <> '')"
        " SELECT DISTINCT ON (f.rank, a.name, a.id) a.id, a.name, a.domain,"
        "  (SELECT why FROM found g WHERE g.id = a.id ORDER BY g.rank LIMIT 1) AS why"
        " FROM accounts a JOIN (SELECT id, min(rank) AS rank FROM found GROUP BY id) f ON f.id = a.id"
        " WHERE a.id <> %(id)s ORDER BY f.rank, a.name, a.id LIMIT 10",
        id=account_id,
    )
