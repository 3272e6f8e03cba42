"""A process that words one reply and kills itself at a chosen point: `python -m tests.faults.dying_writer`.

Arguments: conninfo, workspace, interview, and `before_commit` or `after_commit`; the model comes from the
settings. There is no cleaning up after kill -9, so it has to be a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.kit import Kit
from app.models import model_line
from app.services.take_turn import take_turn
from app.settings import Settings
from integrations.http import client
from interviewer.builtin import BuiltIn
from interviewer.graph import build_graph


class LastNodeThenDeath:
    """The graph, after whose last node the process is gone."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    async def ainvoke(self, *inputs: Any, **context: Any) -> Any:
        await self._graph.ainvoke(*inputs, **context)
        die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(conninfo: str, workspace_id: str, interview_id: str, point: str) -> None:
    settings = Settings()
    database = Database(conninfo, connections=4)
    await database.open()
    graph = build_graph()
    async with client() as web:
        kit = Kit(
            settings=settings,
            database=database,
            hub=Hub(),
            graph=LastNodeThenDeath(graph) if point == "before_commit" else graph,
            model=BuiltIn(),
            encoding=Encoding(settings.folder / "models"),
            web=web,
            models=model_line(settings),
        )
        await take_turn(kit, workspace_id, interview_id)
    die()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
