"""Adapters: what is stored comes back, and the export gives what the corrected model gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.adapters import PLACES, Adapters, read_adapters
from analysis.encode import Encoder, load_encoder

WIDTHS = {"intermediate.dense": (384, 1536), "output.dense": (1536, 384)}


def drawn(strength: float) -> Adapters:
    chance = np.random.default_rng(1)
    tables = {}
    for layer in range(6):
        for place in PLACES:
            wide_in, wide_out = WIDTHS.get(place, (384, 384))
            tables[f"{layer}.{place}.down"] = chance.normal(size=(2, wide_in)).astype(np.float32)
            tables[f"{layer}.{place}.up"] = strength * chance.normal(size=(wide_out, 2)).astype(np.float32)
    head = chance.normal(size=(3, 384)).astype(np.float32)
    return Adapters(tables, head, np.array([[0, 0, 0], [1, 2, 3]], dtype=np.float32))


def test_what_is_stored_comes_back_within_a_step(tmp_path: Path) -> None:
    path = tmp_path / "adapters.npz"
    kept = drawn(0.1)
    kept.write(path)
    back = read_adapters(path)
    assert np.array_equal(back.head, kept.head)
    assert np.array_equal(back.starts, kept.starts)
    for name, table in kept.tables.items():
        assert np.abs(back.tables[name] - table).max() <= np.abs(table).max() / 127


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adapters.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(ValueError, match="allow_pickle"):
        read_adapters(path)


def test_an_adapted_encoder_gives_its_heads_outputs_in_each_setting(encoder: Encoder, tmp_path: Path) -> None:
    texts = ["I have to run, my train is here.", "ok"]
    found = {}
    for strength in (0.0, 0.05):
        path = tmp_path / f"{strength}.npz"
        drawn(strength).write(path)
        found[strength] = load_encoder(tmp_path, adapters=path).encode(texts)
    still, moved = found.values()
    assert still.shape == (2, 6)
    assert np.allclose(still[:, 3:] - still[:, :3], [1, 2, 3], atol=1e-4)
    head = drawn(0.0).head
    means = still[:, :3] @ np.linalg.pinv(head).T
    assert np.all(np.sum(means * (encoder.encode(texts) @ np.linalg.pinv(head) @ head), axis=1) > 0)
    assert not np.allclose(still, moved, atol=0.01)
