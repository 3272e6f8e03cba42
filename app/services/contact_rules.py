"""Which rules for turning to people hold in this workspace: its own, else those shipped."""

from __future__ import annotations

from functools import lru_cache

from app.database import Db
from app.queries import policies
from app.success import governance
from app.success.contact_rules import NAME
from app.success.governance import Rules

KIND = "contact"


async def contact_rules(db: Db) -> Rules:
    """The rules that hold now. They cannot be off: without rules of its own a workspace has the shipped."""
    own = await policies.standing(db, KIND, NAME)
    return _read(own.source if own is not None and own.status == "live" else governance.shipped()[NAME])


@lru_cache(maxsize=200)
def _read(text: str) -> Rules:
    return governance.read(text, f"{NAME}.toml")
