"""The embedding models of a process: loaded late, in a thread, so that the service answers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import structlog

from analysis.chosen_encoder import ChosenEncoder, load_chosen
from analysis.encode import Encoder, load_encoder
from analysis.sentiment import COVERED
from analysis.types import Embeddings, Encode
from interviewer.coverage import Row
from interviewer.opinion import ADAPTERS

log = structlog.get_logger()

R = TypeVar("R")


class Encoding:
    """Holds the encoders once they are there. Until then an interview runs on rules alone.

    The interviewer always uses the one that comes with the product, which its thresholds are made for;
    analysis and search use the `chosen` one (a folder or a name, knowing these `languages`) if there is one.
    """

    def __init__(
        self, cache: Path, *, threads: int = 1, chosen: str | None = None, languages: Sequence[str] = ()
    ) -> None:
        self._cache = cache
        self._chosen = chosen
        self._languages = languages
        self._analyst: Encoder | ChosenEncoder | None = None
        self._threads = threads
        self._encoder: Encoder | None = None
        self._leaner: Encoder | None = None
        self._loading = asyncio.Lock()
        # one thread for people who wait and one for analysis, so that neither queues behind the other
        self._live = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode")
        self._bulk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analyse")

    async def load(self) -> Encoder | ChosenEncoder:
        """The encoder of analysis and search, loading all on the first call. Raises what `load_encoder` and
        `load_chosen` raise."""
        async with self._loading:
            if self._analyst is None:
                loop = asyncio.get_running_loop()
                self._encoder = await loop.run_in_executor(
                    self._bulk, lambda: load_encoder(self._cache, threads=self._threads)
                )
                self._leaner = await loop.run_in_executor(
                    self._bulk, lambda: load_encoder(self._cache, adapters=ADAPTERS)
                )
                self._analyst = await self._other(loop) or self._encoder
                log.info("encoder.ready", name=self._analyst.name)
        return self._analyst

    async def _other(self, loop: asyncio.AbstractEventLoop) -> ChosenEncoder | None:
        if not self._chosen:
            return None
        chosen = self._chosen
        return await loop.run_in_executor(self._bulk, lambda: load_chosen(chosen, self._languages))

    @property
    def languages(self) -> frozenset[str]:
        """What the encoder of analysis and search knows, ISO 639-1."""
        return self._analyst.languages if isinstance(self._analyst, ChosenEncoder) else COVERED

    @property
    def ready(self) -> Callable[[Sequence[str]], Awaitable[Embeddings]] | None:
        """The interviewer's encoder once it is loaded; None before, so that nobody waits for it."""
        return self._hear if self._encoder else None

    async def _hear(self, texts: Sequence[str]) -> Embeddings:
        assert self._encoder is not None  # noqa: S101 - handed out once it is there
        return await asyncio.get_running_loop().run_in_executor(self._live, self._encoder.encode, texts)

    @property
    def finds(self) -> Callable[[Sequence[str]], Awaitable[Embeddings]] | None:
        """`encode` once the encoder of analysis and search is loaded; None before."""
        return self.encode if self._analyst else None

    async def encode(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows of analysis and search, shape (n, d), computed off the event loop."""
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
