"""Another model than the one that comes with the product: a tiny one, made here, that knows nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from analysis.chosen_encoder import load_chosen
from analysis.weights import EncoderError, verified_model_folder


def make_model(folder: Path, *, seed: int = 0, width: int = 32, card: str = "") -> Path:
    """A random sentence-transformers model in `folder`; it speaks no language at all."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(str(verified_model_folder()), local_files_only=True)
    parts = folder.parent / f"{folder.name}-parts"
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=width,
        num_hidden_layers=1,
        num_attention_heads=2,
    )
    BertModel(config).save_pretrained(parts)
    tokenizer.save_pretrained(parts)
    words = Transformer(str(parts), max_seq_length=32)
    SentenceTransformer(modules=[words, Pooling(width)], device="cpu").save(str(folder))
    shutil.rmtree(parts)
    (folder / "README.md").write_text(card, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    card = "---\nlanguage:\n- en\n- de\n- multilingual\n---\n# Tiny\n"
    return make_model(tmp_path_factory.mktemp("models") / "tiny", card=card)


def test_rows_are_unit_rows_in_the_order_given(folder: Path) -> None:
    encoder = load_chosen(str(folder))
    texts = ["The export failed.", "", "Der Export schlug fehl. " * 50, "The export failed."]
    rows = encoder.encode(texts)
    assert rows.shape == (4, 32)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[3])
    assert np.allclose(encoder.encode(texts[2:3])[0], rows[2], atol=1e-5)
    assert encoder.encode([]).shape == (0, 32)


def test_its_name_tells_its_weights_backend_and_precision(folder: Path, tmp_path: Path) -> None:
    name = load_chosen(str(folder)).name
    other = load_chosen(str(make_model(tmp_path / "tiny", seed=1))).name
    assert name.startswith("tiny/")
    assert name.endswith("/torch/fp32")
    assert name != other
    assert name == load_chosen(str(folder)).name


def test_its_languages_are_those_told_else_those_its_card_names(folder: Path, tmp_path: Path) -> None:
    assert load_chosen(str(folder)).languages == {"en", "de"}
    assert load_chosen(str(folder), ["fr"]).languages == {"fr"}
    for number, card in enumerate(("", "no head", "---\nlanguage: fr\n---\n", "---\nlanguage: [\n---\n")):
        bare = shutil.copytree(folder, tmp_path / str(number))
        (bare / "README.md").write_text(card, encoding="utf-8")
        assert load_chosen(str(bare)).languages == {"fr" if "fr" in card else "en"}


@pytest.mark.parametrize("given", ["nobody/such-model", "no model at all!", "/nowhere/at/all"])
def test_a_model_that_is_not_here_is_not_fetched(given: str) -> None:
    with pytest.raises(EncoderError, match="names neither a folder nor a model this machine has"):
        load_chosen(given)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no sentence-transformers model"):
        load_chosen(str(tmp_path))
