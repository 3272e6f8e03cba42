"""`earshot demo`: a fictional company to look at, on a database of its own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path


def demo() -> None:
    """Seeds a fictional company the first time, serves, and prints four lines to start from.

    Example: EARSHOT_PORT=8080 earshot demo
    """
    from app.settings import demo_home

    os.environ.setdefault("EARSHOT_HOME", str(demo_home(Path.cwd())))
    # the demo's two webhook receivers live on this machine
    os.environ["EARSHOT_ALLOW_LOOPBACK_WEBHOOKS"] = "true"
    os.environ["EARSHOT_DEMO"] = "true"

    from app.demo.run import run

    asyncio.run(run())
