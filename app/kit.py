"""What one process carries: made once in `app.main`, handed to whatever needs a part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from app import ids
from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.passwords import Passwords
from app.settings import Settings
from app.tables.base import now
from app.throttle import Throttle
from integrations.model_line import ModelLine
from integrations.model_prices import Prices
from interviewer.guide import Guide
from interviewer.model import Model


@dataclass
class Kit:
    """The long-lived parts of a process.

    `models` are asked wherever there is a model, with what each call costs written down; `model` words
    the turns where there are none. `web` is the client for webhooks, `guides` keeps versions once read,
    `drafting` lets few drafts of guides ask a model at once, `process` names this process in leases,
    `clock` says what time turns and readings happen at: the demo's past interviews bring their own.
    """

    settings: Settings
    database: Database
    hub: Hub
    graph: Any
    model: Model
    encoding: Encoding
    web: httpx.AsyncClient
    models: ModelLine | None = None
    prices: Prices = field(default_factory=Prices)
    passwords: Passwords = field(default_factory=Passwords)
    throttle: Throttle = field(default_factory=Throttle)
    guides: dict[str, Guide] = field(default_factory=dict)
    drafting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    clock: Callable[[], datetime] = now
    process: str = field(default_factory=lambda: ids.new("proc"))
