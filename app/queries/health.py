"""SQL for health: scores as they stand, how they moved, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.database import Db
from app.queries.base import many, run
from app.tables import ScoreRow


@dataclass(frozen=True)
class Mark:
    """A score as its history has it; `factors` say where each stood. `roles`: what it is to a new score."""

    account_id: str
    definition: str
    cause: str
    version: str
    score: float | None
    band: str | None
    coverage: float
    factors: list[Any]
    at: datetime
    roles: list[str]


@dataclass(frozen=True)
class Marks:
    """Earlier scores of one account and definition: the newest in its history, the newest others were told
    of, and the one that stood at some time, or the first where none did yet."""

    last: Mark
    told: Mark | None
    then: Mark


async def standing(db: Db, account_ids: Sequence[str]) -> list[ScoreRow]:
    """The scores of these accounts by all definitions."""
    return await many(
        db,
        ScoreRow,
        "SELECT * FROM health WHERE account_id = ANY(%(ids)s) ORDER BY account_id, definition",
        ids=list(account_ids),
    )


async def marks(
    db: Db, account_ids: Sequence[str], definitions: Sequence[str], since: datetime
) -> dict[str, dict[str, Marks]]:
    """By account and definition the scores to compare a new one with; `since` is the time asked for."""
    found = await many(
        db,
        Mark,
        "SELECT c.account_id, c.definition, c.cause, c.version, c.score, c.band, c.coverage, c.factors, c.at,"
        " array_agg(p.role) AS roles FROM unnest(%(accounts)s::text[]) AS a (id)"
        " CROSS JOIN unnest(%(definitions)s::text[]) AS d (name) CROSS JOIN LATERAL ("
        "(SELECT 'last' AS role, id FROM score_changes WHERE account_id = a.id"
        " AND definition = d.name ORDER BY at DESC, id DESC LIMIT 1)"
        " UNION ALL (SELECT 'told', id FROM score_changes WHERE account_id = a.id"
        " AND definition = d.name AND is_told ORDER BY at DESC, id DESC LIMIT 1)"
        " UNION ALL (SELECT 'then', id FROM score_changes WHERE account_id = a.id"
        " AND definition = d.name AND at <= %(since)s ORDER BY at DESC, id DESC LIMIT 1)"
        " UNION ALL (SELECT 'first', id FROM score_changes WHERE account_id = a.id"
        " AND definition = d.name ORDER BY at, id LIMIT 1)"
        ") AS p JOIN score_changes c ON c.id = p.id GROUP BY c.id",
        accounts=list(account_ids),
        definitions=list(definitions),
        since=since,
    )
    by_role: dict[str, dict[str, dict[str, Mark]]] = {}
    for mark in found:
        roles = by_role.setdefault(mark.account_id, {}).setdefault(mark.definition, {})
        roles.update(dict.fromkeys(mark.roles, mark))
    return {
        account: {
            name: Marks(roles["last"], roles.get("told"), roles.get("then", roles["first"]))
            for name, roles in named.items()
        }
        for account, named in by_role.items()
    }


async def put(db: Db, scores: Sequence[ScoreRow]) -> None:
    """Writes how an account's scores stand now; a row keeps its id."""
    async with db.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO health (id, workspace_id, account_id, definition, version, score, band, coverage,"
            " previous, factors, top, moved_at, computed_at) VALUES (%(id)s, %(workspace_id)s,"
            " %(account_id)s, %(definition)s, %(version)s, %(score)s, %(band)s, %(coverage)s, %(previous)s,"
            " %(factors)s, %(top)s, %(moved_at)s, %(computed_at)s)"
            " ON CONFLICT (account_id, definition) DO UPDATE SET version = EXCLUDED.version,"
            " score = EXCLUDED.score, band = EXCLUDED.band, coverage = EXCLUDED.coverage,"
            " previous = EXCLUDED.previous, factors = EXCLUDED.factors, top = EXCLUDED.top,"
            " moved_at = EXCLUDED.moved_at, computed_at = EXCLUDED.computed_at",
            [
                {**score.model_dump(), "factors": Jsonb(score.factors), "top": Jsonb(score.top)}
                for score in scores
            ],
        )


async def seen(db: Db, ids: Sequence[str], now: datetime) -> None:
    """Notes that scores were computed again and are what they were."""
    await run(db, "UPDATE health SET computed_at = %(now)s WHERE id = ANY(%(ids)s)", now=now, ids=list(ids))


async def drop(db: Db, ids: Sequence[str]) -> None:
    """Takes away scores whose definition is off or does not apply any more; their history stays."""
    await run(db, "DELETE FROM health WHERE id = ANY(%(ids)s)", ids=list(ids))
