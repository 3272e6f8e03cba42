from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import weights
from analysis.encode import DIMENSIONS, Encoder, load_encoder


def test_rows_are_unit_length_and_in_the_order_given(encoder: Encoder) -> None:
    texts = ["A much longer sentence about the weekly report nobody reads.", "ok", "Slow.", "ok"]
    rows = encoder.encode(texts)
    assert rows.shape == (4, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for row, text in zip(rows, texts, strict=True):
        assert np.allclose(row, encoder.encode([text])[0], atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_close_meanings_are_nearer_than_far_ones(encoder: Encoder) -> None:
    price, cost, login = encoder.encode(["It is too expensive.", "The cost is too high.", "I cannot log in."])
    assert price @ cost > price @ login + 0.2


def test_two_sessions_give_the_same_rows_as_one(encoder: Encoder, model_cache: Path) -> None:
    texts = [f"Statement number {number} about topic {number % 7}." for number in range(40)]
    assert np.allclose(load_encoder(model_cache, threads=2).encode(texts), encoder.encode(texts), atol=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_encoded(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x" * 100_000, "🙂" * 500, "\u202eabc"])
def test_hostile_text_is_encoded_like_any_other(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_the_export_agrees_with_its_original(model_cache: Path) -> None:
    card = json.loads(next(model_cache.glob("*.json")).read_text())
    assert card["max_difference"] <= weights.TOLERANCE
    assert card["weights"] == weights.SHA256


def test_a_damaged_export_is_made_again(model_cache: Path, tmp_path: Path) -> None:
    for file in model_cache.glob("all-MiniLM*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    model = next(tmp_path.glob("*.onnx"))
    whole = model.read_bytes()
    model.write_bytes(whole[:1000])
    assert load_encoder(tmp_path).encode(["fine"]).shape == (1, DIMENSIONS)
    assert len(model.read_bytes()) == len(whole)


def test_the_name_tells_model_backend_and_precision(encoder: Encoder) -> None:
    assert encoder.name == f"all-MiniLM-L6-v2/{weights.SHA256[:8]}/onnx/fp32"
