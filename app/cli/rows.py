"""Tables from and to files: CSV or JSONL, gzipped or not, every row kept in order."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LARGEST_CELL: Final = 10_000_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class TableError(Exception):
    """The file cannot be read as a table; the message is one sentence for people."""


@dataclass(frozen=True)
class Table:
    """Column names and rows; a JSONL row keeps its values as they were."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]

    def texts(self, column: str) -> list[str]:
        """One text per row. Raises TableError when there is no such column or a value is not text."""
        if column not in self.columns:
            raise TableError(
                f"There is no column {column!r}; the file has: {', '.join(self.columns) or 'none'}."
            )
        return [_text(row.get(column), number, column) for number, row in enumerate(self.rows, 1)]


def read_table(path: Path) -> Table:
    """The table in a .csv, .tsv, .jsonl or .ndjson file, also .gz. Raises TableError."""
    text = decoded(path)
    if not text.strip():
        raise TableError(f"{path.name} is empty.")
    table = _read_jsonl(path.name, text) if _is_jsonl(path) else _read_csv(path.name, text)
    if not table.rows:
        raise TableError(f"{path.name} has a header but no rows.")
    return table


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as JSONL or CSV, by the file's name. CSV cells never start a formula. Raises TableError."""
    buffer = io.StringIO()
    if _is_jsonl(path):
        for row in rows:
            buffer.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow([_safe(name) for name in columns])
        writer.writerows([_safe(row.get(name)) for name in columns] for row in rows)
    data = buffer.getvalue().encode("utf-8", "replace")
    try:
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    except OSError as error:
        raise TableError(f"{path} cannot be written: {error.strerror}.") from error


def decoded(path: Path) -> str:
    """The text of a file, unpacked if gzipped. Raises TableError."""
    try:
        data = path.read_bytes()
        if path.suffix == ".gz" or data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"{path.name} is not a whole gzip file.") from error
    except OSError as error:
        raise TableError(f"{path.name} cannot be read: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{path.name} is not UTF-8 (line {line}); save it as UTF-8 and try again."
        ) from error


def _is_jsonl(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith((".jsonl", ".ndjson"))


def _read_csv(name: str, text: str) -> Table:
    csv.field_size_limit(_LARGEST_CELL)
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = tuple(next(reader))
        rows = []
        for cells in reader:
            if not cells:
                continue
            if len(cells) > len(columns):
                raise TableError(
                    f"{name}, line {reader.line_num}: more cells than the {len(columns)} columns."
                )
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            rows.append(dict(zip(columns, padded, strict=True)))
    except csv.Error as error:
        raise TableError(f"{name}, line {reader.line_num}: not a CSV file ({error}).") from error
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise TableError(f"{name} has two columns called {twice[0]!r}.")
    return Table(columns, rows)


def _read_jsonl(name: str, text: str) -> Table:
    columns: dict[str, None] = {}
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"{name}, line {number}: not JSON.") from error
        if not isinstance(row, dict):
            raise TableError(f"{name}, line {number}: not a JSON object.")
        columns.update(dict.fromkeys(row))
        rows.append(row)
    return Table(tuple(columns), rows)


def _text(value: object, number: int, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise TableError(f"Row {number}: {column!r} is not a text.")


def _safe(value: object) -> object:
    """A cell no spreadsheet takes for a formula; plain numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value
