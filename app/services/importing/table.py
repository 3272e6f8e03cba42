"""A CSV file as it comes out of other systems: its encoding, its delimiter, its rows with their lines."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from app.errors import Invalid

_DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK: Final = 1 << 20
_LARGEST_CELL: Final = 1_000_000


@dataclass(frozen=True)
class TableFile:
    """A file that was looked through once: what it is written in, and the hash it is known again by."""

    path: Path
    encoding: str
    sha256: str
    delimiter: str
    columns: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with the line it ends on, cells trimmed. Raises Invalid for what is no table."""
        with _text(self.path, self.encoding) as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        break  # the header
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        # what stands beyond the header's columns has no name; the rest of the row counts
                        yield (
                            reader.line_num,
                            dict(zip(self.columns, (cell.strip() for cell in cells), strict=False)),
                        )
            except csv.Error as bad:
                raise Invalid(
                    f"{self.path.name}, line {reader.line_num}: not a CSV file ({bad}).", field="file"
                ) from bad

    def count(self) -> int:
        """How many rows there are."""
        return sum(1 for _ in self.rows())


def open_table(path: Path) -> TableFile:
    """Looks through a .csv or .tsv file, also .gz. Raises Invalid with a sentence."""
    csv.field_size_limit(_LARGEST_CELL)
    try:
        encoding, sha256 = _look_through(path)
        with _text(path, encoding) as file:
            header = next((line for line in file if line.strip()), "")
    except (EOFError, zlib.error, gzip.BadGzipFile) as bad:
        raise Invalid(f"{path.name} is not a whole gzip file.", field="file") from bad
    except UnicodeError as bad:
        raise Invalid(f"{path.name} is not text.", field="file") from bad
    except OSError as bad:
        raise Invalid(f"{path.name} cannot be read: {bad.strerror}.", field="file") from bad
    if not header:
        raise Invalid(f"{path.name} is empty.", field="file")
    delimiter = max(_DELIMITERS, key=header.count)
    columns = tuple(cell.strip() for cell in next(csv.reader([header], delimiter=delimiter)))
    twice = [name for name in columns if name and columns.count(name) > 1]
    if twice:
        raise Invalid(f"{path.name} has two columns of one name.", field="file")
    return TableFile(path, encoding, sha256, delimiter, columns)


def _look_through(path: Path) -> tuple[str, str]:
    """The encoding and the hash of the unpacked bytes. What is no UTF-8 is taken for western European."""
    digest, decoder, is_utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    mark = b""
    with _bytes(path) as file:
        while chunk := file.read(_CHUNK):
            mark = mark or chunk[:4]
            digest.update(chunk)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
                decoder.reset()
        if is_utf8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", digest.hexdigest()
    return ("utf-8-sig" if is_utf8 else "cp1252"), digest.hexdigest()


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not is_packed:
            yield raw
            return
        with gzip.open(raw) as unpacked:
            yield io.BufferedReader(unpacked)


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Western European bytes without a meaning become a replacement mark instead of an end."""
    errors = "replace" if encoding == "cp1252" else "strict"
    with _bytes(path) as file, io.TextIOWrapper(file, encoding, errors=errors, newline="") as text:
        yield text
