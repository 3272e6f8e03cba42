"""What the model's door costs: CPU per streamed turn and per whole reply, against the local server.

python -m bench.model_client [--calls N]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Any

from integrations.fakes.model_server import ModelServer
from integrations.openai_chat import OpenAIChat

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["substantive", "vague"]},
        "move": {"type": "string", "enum": ["probe:example", "ask:outcome"]},
        "say": {"type": "string"},
    },
    "required": ["kind", "move", "say"],
    "additionalProperties": False,
}
HISTORY = [
    {"role": "user" if i % 2 else "assistant", "content": f"Turn {i}: we talk about renewals and exports."}
    for i in range(10)
] + [{"role": "user", "content": "The exports kept failing every Monday and nobody told us."}]


def serve(pipe: Connection) -> None:
    """Runs the fake in a process of its own, so that only the client's CPU is counted."""

    async def run() -> None:
        async with ModelServer() as server:
            pipe.send(server.base_url)
            await asyncio.get_running_loop().run_in_executor(None, pipe.recv)

    asyncio.run(run())


async def cpu_per_call(
    call: Callable[[], Awaitable[int]], calls: int, at_once: int = 16
) -> tuple[float, float]:
    """(CPU milliseconds per call, pieces per call), after a few calls to warm up."""
    for _ in range(5):
        await call()
    gate, pieces = asyncio.Semaphore(at_once), 0

    async def one() -> None:
        nonlocal pieces
        async with gate:
            got = await call()
            pieces += got

    started = time.process_time()
    await asyncio.gather(*(one() for _ in range(calls)))
    return (time.process_time() - started) * 1000 / calls, pieces / calls


async def measure(base_url: str, calls: int) -> None:
    """Prints one JSON line per figure."""
    chat = OpenAIChat(base_url=base_url, api_key="none", model="local")
    system = "You interview customers."

    async def stream() -> int:
        parts = chat.stream(system=system, messages=HISTORY, schema=SCHEMA, schema_name="turn")
        return len([part async for part in parts])

    async def ask() -> int:
        await chat.ask(system=system, user=HISTORY[-1]["content"], schema=SCHEMA, schema_name="turn")
        return 1

    for name, call in (("streamed_turn", stream), ("whole_reply", ask)):
        milliseconds, pieces = await cpu_per_call(call, calls)
        figure = {"bench": "model_client", "figure": f"{name}_cpu_ms", "value": round(milliseconds, 2)}
        print(json.dumps({**figure, "pieces": round(pieces, 1), "calls": calls}))
    await chat.aclose()


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU cost of the model client. Example: --calls 300")
    parser.add_argument("--calls", type=int, default=300)
    calls: int = parser.parse_args().calls
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    asyncio.run(measure(ours.recv(), calls))
    ours.send("done")
    process.join()


if __name__ == "__main__":
    main()
