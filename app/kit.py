"""What one process carries: made once in `app.main`, handed to whatever needs a part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from app import ids
from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.passwords import Passwords
from app.settings import Settings
from app.throttle import Throttle
from interviewer.model import Model


@dataclass
class Kit:
    """The long-lived parts of a process. `process` names it in leases; `web` is the client for webhooks."""

    settings: Settings
    database: Database
    hub: Hub
    graph: Any
    model: Model
    encoding: Encoding
    web: httpx.AsyncClient
    passwords: Passwords = field(default_factory=Passwords)
    throttle: Throttle = field(default_factory=Throttle)
    process: str = field(default_factory=lambda: ids.new("proc"))
