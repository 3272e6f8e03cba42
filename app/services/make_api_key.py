"""API keys: made, shown once, kept as a hash."""

from __future__ import annotations

from dataclasses import dataclass

from app import ids
from app.database import Db
from app.queries.base import insert
from app.services.create_workspace import named
from app.tables import ApiKey

HINT = 8


@dataclass(frozen=True)
class NewKey:
    """`secret` is the key itself, `row` what is kept of it."""

    secret: str
    row: ApiKey


async def make_api_key(db: Db, workspace_id: str, name: str) -> NewKey:
    """A key for `/api/v1`, as `ek_…`. Raises Invalid for a name we do not take."""
    secret = f"ek_{ids.token()}"
    row = ApiKey(
        id=ids.new("key"),
        workspace_id=workspace_id,
        name=named(name, "name"),
        hint=secret[:HINT],
        hash=ids.hash_secret(secret),
    )
    return NewKey(secret, await insert(db, row))
