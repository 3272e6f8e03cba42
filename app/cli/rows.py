"""Tables from and to files: CSV or JSONL, gzipped or not, every row kept in order.

A file is read line by line and memory holds one row at a time; only whoever wants a whole table gets one.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

_LARGEST_CELL: Final = 10_000_000
_LARGEST_LINE: Final = 64_000_000
_NAMED: Final = 20
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
        has_column(column, self.columns)
        return [text_of(row.get(column), number, column) for number, row in enumerate(self.rows, 1)]


@dataclass
class RowFile:
    """A .csv, .tsv, .jsonl or .ndjson file, also .gz; every loop over it reads it anew.

    A loop may raise TableError; `columns` are complete once one has reached the end.
    """

    path: Path
    columns: tuple[str, ...] = ()
    _seen: dict[str, None] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        rows = 0
        for row in self._jsonl() if _is_jsonl(self.path) else self._csv():
            rows += 1
            yield row
        if not rows:
            raise TableError(f"{self.path.name} has a header but no rows.")

    def _csv(self) -> Iterator[dict[str, Any]]:
        csv.field_size_limit(_LARGEST_CELL)
        name, lines = self.path.name, _lines(self.path)
        skipped, header = 0, ""
        for header in lines:
            if header.strip():
                break
            skipped += 1
        if not header.strip():
            raise TableError(f"{name} is empty.")
        delimiter = max(_DELIMITERS, key=header.count)
        reader = csv.reader(_chain(header, lines), delimiter=delimiter, strict=True)
        try:
            self.columns = tuple(next(reader))
            _refuse_twins(name, self.columns)
            for cells in reader:
                if len(cells) > len(self.columns):
                    raise TableError(
                        f"{name}, line {skipped + reader.line_num}: "
                        f"more cells than the {len(self.columns)} columns."
                    )
                if cells:
                    padded = [*cells, *[""] * (len(self.columns) - len(cells))]
                    yield dict(zip(self.columns, padded, strict=True))
        except csv.Error as error:
            line = skipped + reader.line_num
            if "field larger" in str(error):
                raise TableError(f"{name}, line {line}: {_too_large}") from error
            raise TableError(f"{name}, line {line}: not a CSV file ({error}).") from error

    def _jsonl(self) -> Iterator[dict[str, Any]]:
        name, number = self.path.name, 0
        for number, line in enumerate(_lines(self.path), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise TableError(f"{name}, line {number}: not JSON.") from error
            if not isinstance(row, dict):
                raise TableError(f"{name}, line {number}: not a JSON object.")
            self._seen.update(dict.fromkeys(row))
            yield row
        self.columns = tuple(self._seen)
        if not self.columns:
            raise TableError(f"{name} is empty.")


_too_large: Final = f"a cell holds more than {_LARGEST_CELL:,} characters."


def read_table(path: Path) -> Table:
    """The whole table in a .csv, .tsv, .jsonl or .ndjson file, also .gz. Raises TableError."""
    file = RowFile(path)
    rows = list(file)
    return Table(file.columns, rows)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as JSONL or CSV, by the file's name, whole or not at all. CSV cells never start a formula.

    Raises TableError.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with ExitStack() as stack:
            stack.callback(unfinished.unlink, missing_ok=True)
            with _opened_to_write(unfinished, gzipped=path.suffix == ".gz") as out:
                if _is_jsonl(path):
                    out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                else:
                    writer = csv.writer(out, lineterminator="\r\n")
                    writer.writerow([_safe(name) for name in columns])
                    writer.writerows([_safe(row.get(name)) for name in columns] for row in rows)
            unfinished.replace(path)
    except OSError as error:
        raise TableError(f"{path} cannot be written: {error.strerror}.") from error


def decoded(path: Path) -> str:
    """The text of a file, unpacked if gzipped. Raises TableError."""
    return "".join(_lines(path))


def has_column(column: str, columns: Sequence[str]) -> None:
    """Raises TableError, naming the columns there are, unless `column` is one of them."""
    if column in columns:
        return
    named = ", ".join(columns[:_NAMED]) or "none"
    more = f" and {len(columns) - _NAMED} more" if len(columns) > _NAMED else ""
    raise TableError(f"There is no column {column!r}; the file has: {named}{more}.")


def text_of(value: object, number: int, column: str) -> str:
    """A cell as text; raises TableError for what is none. `number` counts rows from 1."""
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > _LARGEST_CELL:
            raise TableError(f"Row {number}: {_too_large}")
        return value
    if isinstance(value, int | float):
        return str(value)
    raise TableError(f"Row {number}: {column!r} is not a text.")


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file with their ends, unpacked and decoded. Raises TableError."""
    number = 0
    try:
        with _opened(path) as file:
            while raw := file.readline(_LARGEST_LINE):
                number += 1
                if len(raw) == _LARGEST_LINE:
                    raise TableError(
                        f"{path.name}, line {number}: longer than {_LARGEST_LINE // 1_000_000} MB."
                    )
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"{path.name} is not a whole gzip file.") from error
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path.name} is not UTF-8 (line {number}); save it as UTF-8 and try again."
        ) from error
    except OSError as error:
        raise TableError(f"{path.name} cannot be read: {error.strerror}.") from error


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        is_gzip = path.suffix == ".gz" or file.read(2) == b"\x1f\x8b"
    opener: Any = gzip.open if is_gzip else open
    return cast(IO[bytes], opener(path, "rb"))


def _opened_to_write(path: Path, *, gzipped: bool) -> IO[str]:
    raw: Any = gzip.GzipFile(path, "wb", mtime=0) if gzipped else path.open("wb")
    return io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _is_jsonl(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith((".jsonl", ".ndjson"))


def _refuse_twins(name: str, columns: Sequence[str]) -> None:
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise TableError(f"{name} has two columns called {twice[0]!r}.")


def _safe(value: object) -> object:
    """A cell no spreadsheet takes for a formula; plain numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value
