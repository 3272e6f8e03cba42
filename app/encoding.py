"""The embedding models of a process: loaded late, in a thread, so that the service answers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import structlog

from analysis.encode import Encoder, load_encoder
from analysis.types import Embeddings, Encode
from interviewer.coverage import Row
from interviewer.opinion import ADAPTERS

log = structlog.get_logger()

R = TypeVar("R")


class Encoding:
    """Holds the encoder once it is there. Until then an interview runs on rules alone."""

    def __init__(self, cache: Path, *, threads: int = 1) -> None:
        self._cache = cache
        self._threads = threads
        self._encoder: Encoder | None = None
        self._leaner: Encoder | None = None
        self._loading = asyncio.Lock()
        # one thread for people who wait and one for analysis, so that neither queues behind the other
        self._live = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode")
        self._bulk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analyse")

    async def load(self) -> Encoder:
        """The encoder, loading it on the first call. Raises what `load_encoder` raises."""
        async with self._loading:
            if self._encoder is None:
                loop = asyncio.get_running_loop()
                self._encoder = await loop.run_in_executor(
                    self._bulk, lambda: load_encoder(self._cache, threads=self._threads)
                )
                self._leaner = await loop.run_in_executor(
                    self._bulk, lambda: load_encoder(self._cache, adapters=ADAPTERS)
                )
                log.info("encoder.ready", name=self._encoder.name)
        return self._encoder

    @property
    def ready(self) -> Callable[[Sequence[str]], Awaitable[Embeddings]] | None:
        """`encode` once the encoder is loaded; None before, so that nobody waits for it."""
        return self.encode if self._encoder else None

    async def encode(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows, shape (n, d), computed off the event loop."""
        encoder = await self.load()
        return await asyncio.get_running_loop().run_in_executor(self._live, encoder.encode, texts)

    async def lean(self, text: str) -> Row | None:
        """What the model adapted to answers makes of one (`interviewer.opinion`); None until it is loaded."""
        if self._leaner is None:
            return None
        return await leaning(self._leaner, text, self._live)

    async def run(self, work: Callable[[Encode], R]) -> R:
        """Does a piece of analysis off the event loop, beside the live one."""
        encoder = await self.load()
        return await asyncio.get_running_loop().run_in_executor(self._bulk, work, encoder.encode)

    def close(self) -> None:
        for worker in (self._live, self._bulk):
            worker.shutdown(wait=False, cancel_futures=True)


async def leaning(leaner: Encoder, text: str, worker: ThreadPoolExecutor | None = None) -> Row:
    """What an adapted encoder makes of one answer, computed off the event loop."""
    (row,) = await asyncio.get_running_loop().run_in_executor(worker, leaner.encode, [text])
    return tuple(map(float, row))
