"""Vectors kept between runs: found again, never mixed, and nothing half-kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.types import Embeddings
from app.cli.vectors import VectorCache, keys_of


class Counting:
    """An encoder that remembers what it was asked for; each text's row follows from the text."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Embeddings:
        self.read.extend(texts)
        rows = np.zeros((len(texts), 4), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = np.random.default_rng(abs(hash(text))).standard_normal(4)
            row /= np.linalg.norm(row)
        return rows


def test_a_text_is_encoded_once_and_comes_back_the_same(tmp_path: Path) -> None:
    encode = Counting()
    first = VectorCache(tmp_path, "model/onnx/fp32", encode).encode(["a", "b", "a"])
    again = VectorCache(tmp_path, "model/onnx/fp32", encode).encode(["b", "c", "a"])
    assert encode.read == ["a", "b", "a", "c"]
    assert (first[[1, 0]] == again[[0, 2]]).all()


def test_vectors_of_two_precisions_never_mix(tmp_path: Path) -> None:
    encode = Counting()
    for name in ("model/onnx/fp32", "model/onnx/int8"):
        VectorCache(tmp_path, name, encode).encode(["a"])
    assert encode.read == ["a", "a"]


def test_what_a_dead_run_left_half_written_is_written_again(tmp_path: Path) -> None:
    encode = Counting()
    VectorCache(tmp_path, "m", encode).encode(["a", "b"])
    folder = tmp_path / "m"
    with (folder / "vectors.f32").open("ab") as file:
        file.write(b"\x01" * 7)
    with (folder / "keys").open("r+b") as file:
        file.truncate(16 + 5)
    rows = VectorCache(tmp_path, "m", encode).encode(["a", "b"])
    assert encode.read == ["a", "b", "b"]
    assert (rows == Counting()(["a", "b"])).all()
    assert (folder / "vectors.f32").stat().st_size == 2 * 16


def test_a_vector_the_disk_lost_is_encoded_again(tmp_path: Path) -> None:
    encode = Counting()
    VectorCache(tmp_path, "m", encode).encode(["a", "b"])
    with (tmp_path / "m" / "vectors.f32").open("r+b") as file:
        file.write(bytes(16))
    cache = VectorCache(tmp_path, "m", encode)
    for _ in range(2):
        assert (cache.encode(["a", "b"]) == Counting()(["a", "b"])).all()
    assert encode.read == ["a", "b", "a"]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=()), max_size=5), max_size=6), max_size=6))
def test_any_order_of_texts_gives_what_the_encoder_gives(batches: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder), "m", Counting())
        for texts in batches:
            assert (cache.encode(texts) == Counting()(texts)).all()


def test_keys_tell_texts_apart() -> None:
    assert len(np.unique(keys_of([str(number) for number in range(10_000)]))) == 10_000
