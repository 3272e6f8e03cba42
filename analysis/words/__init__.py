"""Word lists, one entry a line; lines beginning with # are notes."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def load(name: str) -> frozenset[str]:
    """The entries of `<name>.txt`, lower case."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))
