"""The least a server can do for an interview's socket: every frame answered at once, nothing stored.

What the same respondents measure here is the cost of sockets, driver and machine: the floor under `turns`.
"""

from __future__ import annotations

import itertools
import json
import socket
from typing import Any

import uvicorn


def serve(listening: socket.socket) -> None:
    """Serves until the process is ended, with the settings of the real service."""
    config = uvicorn.Config(
        echo, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off", log_level="error"
    )
    uvicorn.Server(config).run([listening])


async def echo(_scope: Any, receive: Any, send: Any) -> None:
    """One socket: `welcome` and an opening, then an `ack` and a `turn` for each answer."""
    seqs = itertools.count(1)

    async def tell(**frame: Any) -> None:
        await send({"type": "websocket.send", "text": json.dumps(frame)})

    async def ask() -> None:
        turn = {"seq": next(seqs), "speaker": "interviewer", "text": "And then?", "at": ""}
        await tell(type="turn", turn=turn, progress=0.5)

    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        frame = json.loads(message["text"])
        if frame["type"] == "resume":
            await tell(type="welcome", turns=[], consent={"given": True})
        else:
            await tell(type="ack", id=frame["id"], seq=next(seqs))
        await ask()
