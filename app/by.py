"""Who does something: a colleague, or a system with a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class By:
    """Who, and when."""

    workspace_id: str
    at: datetime
    user_id: str | None = None
    key_id: str | None = None
