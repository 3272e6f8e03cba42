"""SQL for who is who: other systems' ids, and what a merged account has become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.database import Db
from app.queries.base import many, one, run
from app.success.external_ids import fold, fold_system
from app.tables import Identity


@dataclass(frozen=True)
class Found:
    """The account a name stands for: `told` is the row named, `id` what it has become by merging."""

    name: str
    told: str
    id: str


@dataclass(frozen=True)
class FoundContact:
    """The person a name stands for, and where they are."""

    name: str
    id: str
    account_id: str


async def accounts_named(db: Db, workspace_id: str, names: Iterable[str]) -> dict[str, Found]:
    """Those of the names that stand for an account: our id, or `system:external id`."""
    wanted = sorted(set(names))
    systems, folded = _parts(wanted)
    found = await many(
        db,
        Found,
        "WITH RECURSIVE given AS (SELECT * FROM unnest(%(names)s::text[], %(systems)s::text[],"
        "  %(folded)s::text[]) AS g(name, system, folded)),"
        " told AS (SELECT g.name, a.id FROM given g JOIN accounts a ON a.id = g.name"
        "  AND a.workspace_id = %(workspace)s"
        "  UNION SELECT g.name, i.account_id FROM given g JOIN identities i ON i.workspace_id = %(workspace)s"
        "  AND i.system = g.system AND i.object = 'account' AND i.folded = g.folded),"
        " walk AS (SELECT name, id AS told, id FROM told UNION"
        "  SELECT w.name, w.told, a.merged_into_id FROM walk w JOIN accounts a ON a.id = w.id"
        "  WHERE a.merged_into_id IS NOT NULL)"
        " SELECT w.name, w.told, w.id FROM walk w JOIN accounts a ON a.id = w.id"
        " WHERE a.merged_into_id IS NULL ORDER BY w.name, w.told DESC",
        workspace=workspace_id,
        names=wanted,
        systems=systems,
        folded=folded,
    )
    return {row.name: row for row in found}


async def contacts_named(db: Db, workspace_id: str, names: Iterable[str]) -> dict[str, list[FoundContact]]:
    """People by our id, `system:external id` or e-mail address; an address may be that of several."""
    wanted = sorted(set(names))
    systems, folded = _parts(wanted)
    found = await many(
        db,
        FoundContact,
        "WITH given AS (SELECT * FROM unnest(%(names)s::text[], %(systems)s::text[], %(folded)s::text[])"
        "  AS g(name, system, folded))"
        " SELECT g.name, c.id, c.account_id FROM given g JOIN contacts c ON c.id = g.name"
        "  AND c.workspace_id = %(workspace)s UNION"
        " SELECT g.name, c.id, c.account_id FROM given g JOIN contacts c ON strpos(g.name, '@') > 0"
        "  AND c.workspace_id = %(workspace)s AND lower(c.email) = lower(g.name) UNION"
        " SELECT g.name, c.id, c.account_id FROM given g JOIN identities i ON i.workspace_id = %(workspace)s"
        "  AND i.system = g.system AND i.object = 'contact' AND i.folded = g.folded"
        "  JOIN contacts c ON c.id = i.contact_id ORDER BY name, id",
        workspace=workspace_id,
        names=wanted,
        systems=systems,
        folded=folded,
    )
    people: dict[str, list[FoundContact]] = {}
    for row in found:
        people.setdefault(row.name, []).append(row)
    return people


def _parts(names: Sequence[str]) -> tuple[list[str], list[str]]:
    parted = [name.partition(":") for name in names]
    return (
        [fold_system(system) for system, _, _ in parted],
        [fold(system, external) for system, _, external in parted],
    )


async def kept_id(db: Db, account_id: str) -> str | None:
    """What an account has become: itself, or the one it was merged into."""
    row = await one(
        db,
        Found,
        "WITH RECURSIVE walk AS (SELECT id, merged_into_id FROM accounts WHERE id = %(id)s UNION"
        "  SELECT a.id, a.merged_into_id FROM accounts a JOIN walk w ON a.id = w.merged_into_id)"
        " SELECT %(id)s::text AS name, %(id)s::text AS told, id FROM walk WHERE merged_into_id IS NULL",
        id=account_id,
    )
    return row.id if row else None


async def identity(
    db: Db, workspace_id: str, system: str, object_name: str, external_id: str
) -> Identity | None:
    """Whose an id elsewhere is."""
    return await one(
        db,
        Identity,
        "SELECT * FROM identities WHERE workspace_id = %(workspace)s AND system = %(system)s"
        " AND object = %(object)s AND folded = %(folded)s",
        workspace=workspace_id,
        system=fold_system(system),
        object=object_name,
        folded=fold(system, external_id),
    )


async def add(db: Db, row: Identity) -> bool:
    """Writes an identity; False when somebody has written the same id meanwhile."""
    return bool(
        await run(
            db,
            "INSERT INTO identities (id, workspace_id, system, object, external_id, folded, account_id,"
            " contact_id) VALUES (%(id)s, %(workspace_id)s, %(system)s, %(object)s, %(external_id)s,"
            " %(folded)s, %(account_id)s, %(contact_id)s) ON CONFLICT DO NOTHING",
            **row.model_dump(exclude={"created_at"}),
        )
    )


async def of_account(db: Db, account_id: str) -> list[Identity]:
    """The ids of an account and of what was merged into it, by system, oldest first."""
    return await many(
        db,
        Identity,
        "WITH RECURSIVE whole AS (SELECT %(id)s::text AS id UNION"
        "  SELECT a.id FROM accounts a JOIN whole w ON a.merged_into_id = w.id)"
        " SELECT i.* FROM identities i JOIN whole w ON w.id = i.account_id WHERE i.object = 'account'"
        " ORDER BY i.system, i.created_at, i.id",
        id=account_id,
    )


async def set_external_ids(db: Db, account_id: str) -> None:
    """Writes an account's `external_ids` anew from its identities; a system's oldest id stands for it."""
    await run(
        db,
        "WITH RECURSIVE whole AS (SELECT %(id)s::text AS id, 0 AS depth UNION"
        "  SELECT a.id, w.depth + 1 FROM accounts a JOIN whole w ON a.merged_into_id = w.id),"
        " named AS (SELECT DISTINCT ON (i.system) i.system, i.external_id FROM identities i"
        "  JOIN whole w ON w.id = i.account_id WHERE i.object = 'account'"
        "  ORDER BY i.system, w.depth, i.created_at, i.id)"
        " UPDATE accounts SET external_ids = coalesce((SELECT jsonb_object_agg(system, external_id)"
        " FROM named), '{}'::jsonb) WHERE id = %(id)s",
        id=account_id,
    )
