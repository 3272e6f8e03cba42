"""Vectors kept between runs of a command, so that no text is encoded twice.

A folder per encoder, whose name says model, backend and precision: vectors of two never mix. In it two
files grow together, the keys (a hash of each text, never the text) and the vectors in the same order.
Vectors are on disk before their keys are, so a run that dies leaves nothing half-kept.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.types import Embeddings, Encode

_KEY: Final = np.dtype([("head", "<u8"), ("tail", "<u8")])
_UNIT: Final = 0.01

Keys = NDArray[np.void]
"""Hashes of texts, shape (n,)."""


class VectorCache:
    """`encode` through a folder of kept vectors. May be used by several processes at once."""

    def __init__(self, folder: Path, name: str, encode: Encode) -> None:
        self._folder = folder / re.sub(r"[^\w.-]+", "_", name)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._encode = encode
        self._keys: Keys = np.empty(0, dtype=_KEY)
        self._order: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._vectors: Embeddings | None = None
        self._read()

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows, shape (n, d), in the order of `texts`; what is not kept yet is encoded and kept."""
        if not texts:
            return self._encode(texts)
        keys = keys_of(texts)
        places = self._find(keys)
        missing = np.flatnonzero(places < 0)
        if self._vectors is None or len(missing) == len(texts):
            rows = self._encode(texts)
            self.keep(keys, rows)
            return rows
        rows = np.array(self._vectors[np.maximum(places, 0)])
        # A torn disk can hold zeros where a vector should be.
        broken = np.abs(np.linalg.norm(rows, axis=1) - 1) > _UNIT
        missing = np.union1d(missing, np.flatnonzero(broken))
        if len(missing):
            rows[missing] = self._encode([texts[index] for index in missing.tolist()])
            self.keep(keys[missing], rows[missing])
        return rows

    def keep(self, keys: Keys, rows: Embeddings) -> None:
        """Adds rows under their keys, each key once."""
        if not len(rows):
            return
        first = np.unique(keys, return_index=True)[1]
        with self._locked():
            size = rows.shape[1] * 4
            count = self._count(size)
            _append(self._folder / "vectors.f32", count * size, rows[first].astype("<f4").tobytes())
            _append(self._folder / "keys", count * _KEY.itemsize, keys[first].tobytes())
            (self._folder / "dimensions").write_text(str(rows.shape[1]))
        self._read()

    def _read(self) -> None:
        file = self._folder / "dimensions"
        if not file.exists():
            return
        dimensions = int(file.read_text() or 0)
        count = self._count(dimensions * 4)
        if not count:
            return
        self._keys = np.fromfile(self._folder / "keys", dtype=_KEY, count=count)
        self._order = np.argsort(self._keys["head"], kind="stable")
        self._vectors = np.memmap(
            self._folder / "vectors.f32", dtype="<f4", mode="r", shape=(count, dimensions)
        )

    def _find(self, keys: Keys) -> NDArray[np.intp]:
        """Where each key stands, -1 for nowhere."""
        if not len(self._keys):
            return np.full(len(keys), -1, dtype=np.intp)
        # The newest of equal keys holds.
        heads = self._keys["head"][self._order]
        places = self._order[np.searchsorted(heads, keys["head"], side="right") - 1]
        return np.where(self._keys[places] == keys, places, -1)

    def _count(self, size: int) -> int:
        """Pairs that are whole: a run that died may have left a longer file of vectors."""
        sizes = [
            path.stat().st_size if path.exists() else 0
            for path in (self._folder / "keys", self._folder / "vectors.f32")
        ]
        return min(sizes[0] // _KEY.itemsize, sizes[1] // size) if size else 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def keys_of(texts: Sequence[str]) -> Keys:
    """The key of each text."""
    digests = b"".join(blake2b(t.encode("utf-8", "surrogatepass"), digest_size=16).digest() for t in texts)
    return np.frombuffer(digests, dtype=_KEY)


def _append(path: Path, at: int, data: bytes) -> None:
    """Writes at the end of what is whole, over what is not."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(at)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
