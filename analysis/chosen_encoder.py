"""Another sentence-transformers model than the one that comes with the product, from this machine.

It runs on torch as it is: how a model pools, and what it wants before a text, differs from one to the
next, so that an exported graph of it would have to be checked first. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from analysis.types import Embeddings
from analysis.weights import EncoderError

_BATCH: Final = 8
_WEIGHTS: Final = ("*.safetensors", "*.bin")


class ChosenEncoder:
    """Turns texts into unit rows. `name` tells model, weights, backend and precision: rows of two names never
    mix. `languages` are the ISO 639-1 codes it knows."""

    def __init__(self, model: Any, name: str, languages: frozenset[str]) -> None:
        self.name = name
        self.languages = languages
        self._model = model
        self._one_at_a_time = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows, shape (n, d) float32, in the order of `texts`. Equal texts are encoded once."""
        unique = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        with self._one_at_a_time:
            rows = self._model.encode(
                list(unique) or [""], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        found: Embeddings = np.asarray(rows, dtype=np.float32)[[unique[text] for text in texts]]
        return found


def load_chosen(given: str, languages: Sequence[str] = ()) -> ChosenEncoder:
    """The model in the folder `given`, or of that name among those this machine has already.

    languages: codes that say more than the model's card does. Raises EncoderError, in one sentence, when
    there is no such model here.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = _folder(given)
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as failure:  # whatever the library stumbles over, the folder holds no such model
        raise EncoderError(
            f"EARSHOT_ENCODER: there is no sentence-transformers model in {folder}."
        ) from failure
    model.eval()
    known = frozenset(languages) or _languages(folder)
    return ChosenEncoder(model, f"{folder.name}/{_sum(folder)}/torch/fp32", known)


def _folder(given: str) -> Path:
    folder = Path(given).expanduser()
    if folder.is_dir():
        return folder.resolve()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(given, local_files_only=True))
    except Exception as failure:  # a name that is none, or a model that is not here
        raise EncoderError(
            "EARSHOT_ENCODER names neither a folder nor a model this machine has; nothing is downloaded."
        ) from failure


def _sum(folder: Path) -> str:
    """Eight digits of the sum of all weights and settings, by their path."""
    total = hashlib.sha256()
    found = {path for kind in (*_WEIGHTS, "*.json") for path in folder.rglob(kind) if path.is_file()}
    for path in sorted(found):
        total.update(str(path.relative_to(folder)).encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:8]


def _languages(folder: Path) -> frozenset[str]:
    """The languages a model's card declares; English where it declares none."""
    card = folder / "README.md"
    lines = card.read_text(encoding="utf-8", errors="replace").splitlines() if card.is_file() else []
    if not lines or lines[0].strip() != "---":
        return frozenset({"en"})
    import yaml

    try:
        head = yaml.safe_load("\n".join(lines[1 : lines.index("---", 1)]))
        declared = head.get("language") or []
    except (ValueError, AttributeError, yaml.YAMLError):
        declared = []
    codes = [declared] if isinstance(declared, str) else declared
    return frozenset(str(code) for code in codes if len(str(code)) == 2) or frozenset({"en"})
