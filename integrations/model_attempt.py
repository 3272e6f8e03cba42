"""What one request to a model came to: how it went, how long it took, how many tokens it cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

REPLIED = "replied"
DROPPED = "dropped"
"""The caller left before the end: its words were refused, or its time was up."""

_BYTES_PER_TOKEN = 4
"""Common rule of thumb for byte-pair vocabularies; only for requests whose server counted nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request. `outcome` is `replied`, `dropped` or a ModelError's code; `cached_tokens` are those of
    `prompt_tokens` that the server had kept; `served_as` is what the server called the model it used."""

    model: str
    outcome: str
    ms: int
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    is_estimated: bool = False
    served_as: str | None = None

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


Tell = Callable[[Attempt], None]
"""Hears of every request once it is over."""


class Meter:
    """Measures one request, from when it is made."""

    def __init__(self, model: str, request: Mapping[str, Any]) -> None:
        self._model = model
        self._request = request
        self._began = time.perf_counter()
        self._counts: Mapping[str, int] = {}
        self._heard_bytes = 0
        self._served_as: str | None = None

    def read(self, counts: Mapping[str, int], heard_bytes: int, served_as: str | None) -> None:
        """Takes in what is known of the reply by now."""
        self._counts, self._heard_bytes, self._served_as = counts, heard_bytes, served_as

    def attempt(self, outcome: str, *, costs: bool) -> Attempt:
        """The figures. `costs` says that the server has probably read the prompt: what it did not count
        is then estimated, for tokens nobody counted are paid for all the same."""
        counts = self._counts
        estimates = costs and "prompt_tokens" not in counts
        if estimates:
            counts = {"prompt_tokens": self._asked(), "completion_tokens": _estimated(self._heard_bytes)}
        return Attempt(
            model=self._model,
            outcome=outcome,
            ms=round((time.perf_counter() - self._began) * 1000),
            prompt_tokens=counts.get("prompt_tokens", 0),
            cached_tokens=min(counts.get("cached_tokens", 0), counts.get("prompt_tokens", 0)),
            completion_tokens=counts.get("completion_tokens", 0),
            is_estimated=estimates,
            served_as=self._served_as,
        )

    def _asked(self) -> int:
        texts = (str(message["content"]) for message in self._request["messages"])
        return sum(_estimated(len(text.encode("utf-8", "replace"))) for text in texts)


def _estimated(size_bytes: int) -> int:
    return -(-size_bytes // _BYTES_PER_TOKEN)
