"""Statements to embeddings: all-MiniLM-L6-v2 on ONNX Runtime, the same numbers as its torch original."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from analysis import weights
from analysis.types import Embeddings

DIMENSIONS = 384
MAX_TOKENS = 256
# More characters than MAX_TOKENS can use, few enough that a 100 kB cell costs nothing to tokenize.
_MAX_CHARS = 4_096
# Measured: batches of 8, sorted by length, are twice as fast as batches of 32 on one CPU thread.
_BATCH = 8


class Encoder:
    """Turns texts into unit rows. Threads may share one; each of its sessions runs one batch at a time."""

    def __init__(self, tokenizer: Any, sessions: Sequence[Any], name: str) -> None:
        self.name = name
        self.width = int(sessions[0].get_outputs()[0].shape[1])
        self._tokenizer = tokenizer
        self._sessions = list(sessions)
        self._pool = ThreadPoolExecutor(len(self._sessions), thread_name_prefix="encode")

    def encode(self, texts: Sequence[str]) -> Embeddings:
        """Rows, shape (n, width) float32, in the order of `texts`; unit rows of 384 unless adapted. Equal
        texts are encoded once."""
        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        unique = {text: row for row, text in enumerate(dict.fromkeys(_clean(t) for t in texts))}
        encodings = self._tokenizer.encode_batch(list(unique))
        by_length = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        batches = [by_length[i : i + _BATCH] for i in range(0, len(by_length), _BATCH)]
        rows = np.empty((len(encodings), self.width), dtype=np.float32)

        def lane(number: int) -> None:
            session = self._sessions[number]
            for batch in batches[number :: len(self._sessions)]:
                rows[batch] = _run(session, [encodings[i].ids for i in batch])

        if len(batches) == 1 or len(self._sessions) == 1:
            for number in range(len(self._sessions)):
                lane(number)
        else:
            list(self._pool.map(lane, range(len(self._sessions))))
        return rows[[unique[_clean(t)] for t in texts]]


def load_encoder(cache: Path, *, threads: int = 1, adapters: Path | None = None) -> Encoder:
    """The encoder, ready in under a second once `cache` holds the exported model.

    The first call exports it there, which takes about ten seconds and needs torch. `threads` is the
    number of single-thread sessions that share bulk work. With a file of `adapters` it gives what their head
    says of a text instead of an embedding, (settings x outputs). Raises WrongWeightsError when the installed
    model is not the pinned one, ExportDiffersError when the export does not reproduce it.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import onnxruntime
    from tokenizers import Tokenizer

    folder = weights.verified_model_folder()
    model = weights.exported(folder, cache, adapters)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    sessions = [
        onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        for _ in range(max(1, threads))
    ]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    name = f"all-MiniLM-L6-v2/{weights.SHA256[:8]}/onnx/fp32"
    return Encoder(tokenizer, sessions, f"{name}/adapted" if adapters else name)


def _clean(text: str) -> str:
    """What the tokenizer can take: lone surrogates replaced, endless cells cut."""
    return text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


def _run(session: Any, ids: Sequence[Sequence[int]]) -> Embeddings:
    width = max(len(row) for row in ids)
    tokens = np.zeros((len(ids), width), dtype=np.int64)
    mask = np.zeros((len(ids), width), dtype=np.int64)
    for i, row in enumerate(ids):
        tokens[i, : len(row)] = row
        mask[i, : len(row)] = 1
    result: Embeddings = session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
    return result
