"""Example sentences kept in text files: read, checked, and told apart by file and entry when wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ID = re.compile(r"[a-z][a-z0-9_]*")


class ExemplarError(ValueError):
    """A file of example sentences is not as it should be; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One named group of example sentences; `extra` holds the file's further keys."""

    id: str
    label: str
    sentences: tuple[str, ...]
    extra: Mapping[str, Any]


def read(path: Path, table: str, *, at_least: int) -> tuple[Entry, ...]:
    """The `[[table]]` entries of a TOML file, in order. Raises ExemplarError."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get(table)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExemplarError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise ExemplarError(f"{path.name} has no [[{table}]] entries")
    entries = tuple(_entry(path.name, number, row, at_least) for number, row in enumerate(rows, 1))
    ids = [entry.id for entry in entries]
    for name in ids:
        if ids.count(name) > 1:
            raise ExemplarError(f"{path.name}: the id {name} is there twice")
    return entries


def _entry(file: str, number: int, row: Mapping[str, Any], at_least: int) -> Entry:
    name = row.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ExemplarError(f"{file}: entry {number} needs an id of small letters, digits and underscores")
    label = row.get("label", name.replace("_", " ").capitalize())
    sentences = row.get("sentences")
    if not isinstance(label, str) or not label.strip():
        raise ExemplarError(f"{file}: the label of {name} is not a text")
    if not isinstance(sentences, list) or not all(isinstance(s, str) and s.strip() for s in sentences):
        raise ExemplarError(f"{file}: the sentences of {name} are not a list of texts")
    if len(sentences) < at_least:
        raise ExemplarError(f"{file}: {name} has {len(sentences)} sentences, at least {at_least} are needed")
    extra = {key: value for key, value in row.items() if key not in {"id", "label", "sentences"}}
    return Entry(name, label.strip(), tuple(s.strip() for s in sentences), extra)
