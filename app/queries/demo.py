"""SQL the demo alone needs: whether it stands complete, and clearing half of one away."""

from __future__ import annotations

from app.database import Db
from app.queries.base import many, one, run, value
from app.tables import Study, Webhook


async def finished_interviews(db: Db, workspace_id: str) -> int:
    """How many simulated interviews have ended."""
    count: int = await value(
        db,
        "SELECT count(*) FROM interviews WHERE workspace_id = %(id)s AND is_synthetic AND status = 'closed'",
        id=workspace_id,
    )
    return count


async def endpoints(db: Db, workspace_id: str) -> int:
    """How many webhook endpoints a workspace has."""
    count: int = await value(db, "SELECT count(*) FROM webhooks WHERE workspace_id = %(id)s", id=workspace_id)
    return count


async def endpoints_at(db: Db, path: str) -> list[Webhook]:
    """The endpoints whose address ends with a path."""
    return await many(db, Webhook, "SELECT * FROM webhooks WHERE url LIKE %(end)s", end=f"%{path}")


async def first_study(db: Db, workspace_id: str) -> Study | None:
    """The oldest study of a workspace."""
    return await one(
        db,
        Study,
        "SELECT * FROM studies WHERE workspace_id = %(id)s ORDER BY created_at, id LIMIT 1",
        id=workspace_id,
    )


async def delete_workspace(db: Db, workspace_id: str) -> None:
    """Removes a workspace with everything in it."""
    await run(db, "DELETE FROM workspaces WHERE id = %(id)s", id=workspace_id)


async def waiting_readings(db: Db) -> int:
    """How many interviews wait to be read, or are being read."""
    count: int = await value(
        db,
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'analyse_interview'"
        " AND status IN ('todo', 'doing')",
    )
    return count
