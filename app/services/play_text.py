"""A kept text of a play, read."""

from __future__ import annotations

from functools import lru_cache

from app.success.plays.play import read
from app.success.plays.types import Play


@lru_cache(maxsize=512)
def play_of(name: str, text: str) -> Play:
    """The play a kept text says; read once for each text. Raises Problems."""
    return read(text, f"{name}.toml")
