"""Themes a study has before anyone has spoken: the shipped topics, and what its guide listens for."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from analysis import exemplars
from analysis.types import Embeddings, Encode, KnownTheme


@cache
def load() -> tuple[exemplars.Entry, ...]:
    """The shipped customer-success topics, in the file's order."""
    return exemplars.read(Path(__file__).parent / "topics.toml", "topic", at_least=5)


@lru_cache(maxsize=4)
def known_topics(encode: Encode) -> tuple[KnownTheme, ...]:
    """The shipped topics as themes statements can be assigned to; their ids begin with `topic:`.

    Encoded once per encoder.
    """
    entries = load()
    rows = encode([sentence for entry in entries for sentence in entry.sentences])
    themes, start = [], 0
    for entry in entries:
        stop = start + len(entry.sentences)
        themes.append(KnownTheme(f"topic:{entry.id}", entry.label, rows[start:stop]))
        start = stop
    return tuple(themes)


@lru_cache(maxsize=4)
def asides(encode: Encode) -> Embeddings:
    """What is said about no subject, shape (n, d): a statement nearest to one of these has no theme."""
    entries = exemplars.read(Path(__file__).parent / "asides.toml", "aside", at_least=5)
    return encode([sentence for entry in entries for sentence in entry.sentences])


def listen_for(theme_id: str, about: str, encode: Encode) -> KnownTheme:
    """A guide's `listen_for` entry as a theme: its label and only exemplar are its `about`."""
    label = about.strip().rstrip(".")
    return KnownTheme(theme_id, label[:1].upper() + label[1:], encode([about]))
