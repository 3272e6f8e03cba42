"""What taking turns at the gate before a model is worth: how long interviews wait while one key floods it.

python -m bench.model_gate [--interviews N] [--flood N]

Every call takes 20 ms of a pretended server that serves eight at once, the default. A hundred interviews ask
once each in the moment in which one key has asked a thousand things: served first come first served, they
wait for all of those; served in turns, for each other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from integrations.model_gate import ModelGate

AT_ONCE = 8
CALL_SECONDS = 0.02
PATIENCE_SECONDS = 60.0

Place = Callable[[str], AbstractAsyncContextManager[None]]
"""Holds a place for a key while its block runs."""


def in_turns() -> Place:
    gate = ModelGate(AT_ONCE)
    return lambda key: gate.place(key, is_live=True, wait_seconds=PATIENCE_SECONDS)


def first_come() -> Place:
    """The same places without keys: a semaphore."""
    gate = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def place(_key: str) -> AsyncIterator[None]:
        async with gate:
            yield

    return place


async def waits(place: Place, interviews: int, flood: int) -> list[float]:
    """Milliseconds each interview waited for its place."""

    async def call(key: str) -> float:
        asked = time.perf_counter()
        async with place(key):
            waited = time.perf_counter() - asked
            await asyncio.sleep(CALL_SECONDS)
        return waited * 1000

    flooding = [asyncio.create_task(call("flood")) for _ in range(flood)]
    await asyncio.sleep(CALL_SECONDS / 2)
    found = await asyncio.gather(*(call(f"interview-{number}") for number in range(interviews)))
    await asyncio.gather(*flooding)
    return list(found)


async def gate_cost(calls: int) -> float:
    """Microseconds a call spends at a gate that is free."""
    place = in_turns()
    began = time.process_time()
    for number in range(calls):
        async with place(f"key-{number % 50}"):
            pass
    return (time.process_time() - began) * 1e6 / calls


def main() -> None:
    parser = argparse.ArgumentParser(description="Waits at the model's gate. Example: --interviews 100")
    parser.add_argument("--interviews", type=int, default=100)
    parser.add_argument("--flood", type=int, default=1000)
    given = parser.parse_args()
    for name, made in (("in_turns", in_turns), ("first_come", first_come)):
        found = asyncio.run(waits(made(), given.interviews, given.flood))
        p95 = statistics.quantiles(found, n=20)[-1]
        print(json.dumps({"bench": "model_gate", "figure": f"p95_wait_ms_{name}", "value": round(p95)}))
    cost = asyncio.run(gate_cost(20_000))
    print(json.dumps({"bench": "model_gate", "figure": "gate_cpu_us", "value": round(cost, 1)}))


if __name__ == "__main__":
    main()
