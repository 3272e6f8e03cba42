"""Low-rank adapters: small corrections that fit the encoder to one task (Hu et al. 2021, arXiv:2106.09685).

A file of them holds, for every projection of every layer, two thin tables whose product is added to its
weights, and a linear head over the mean of the last states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The projections of one layer that are adapted.
PLACES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_STEPS = 127


@dataclass(frozen=True)
class Adapters:
    """`tables` by `<layer>.<place>.down` (rank, in) and `.up` (out, rank); `head` (outputs, width) and
    `starts` (settings, outputs): what is added to the head's outputs in each setting."""

    tables: Mapping[str, NDArray[np.float32]]
    head: NDArray[np.float32]
    starts: NDArray[np.float32]

    def write(self, path: Path) -> None:
        """Store them, the tables at one byte per weight."""
        stored: dict[str, NDArray[Any]] = {"head": self.head, "starts": self.starts}
        for name, table in self.tables.items():
            scale = float(np.abs(table).max()) / _STEPS or 1.0
            stored[name] = np.round(table / scale).astype(np.int8)
            stored[f"{name}.scale"] = np.array(scale, dtype=np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, **stored)  # type: ignore[arg-type]  # its stubs take no mapping


def read_adapters(path: Path) -> Adapters:
    """The adapters of a file. Raises OSError when there is none, ValueError when it is not one."""
    with np.load(path, allow_pickle=False) as stored:
        names = [name for name in stored.files if name.endswith((".down", ".up"))]
        tables = {name: stored[name].astype(np.float32) * stored[f"{name}.scale"] for name in names}
        return Adapters(tables, stored["head"], stored["starts"])


def place_of(layer: Any, name: str) -> tuple[Any, str]:
    """The module that holds a projection, and the projection's name in it."""
    *path, last = name.split(".")
    for step in path:
        layer = getattr(layer, step)
    return layer, last


def adapted(transformer: Any, adapters: Adapters) -> Any:
    """A torch module from token ids and mask to the head's outputs, (n, settings x outputs), one setting
    after the other. `transformer` is the first module of the encoder and is changed for good."""
    import torch

    _correct(transformer.auto_model, adapters)

    class Adapted(torch.nn.Module):  # type: ignore[misc]  # torch ships no types we follow
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer
            self.register_buffer("head", torch.from_numpy(adapters.head.T.copy()))
            self.register_buffer("starts", torch.from_numpy(adapters.starts))

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
            states = self.transformer(inputs)["token_embeddings"]
            mask = attention_mask[..., None].to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1)
            return ((mean @ self.head)[:, None] + self.starts).reshape(-1, adapters.starts.size)

    return Adapted()


def _correct(model: Any, adapters: Adapters) -> None:
    """Add the corrections to a torch model's own weights."""
    import torch

    with torch.no_grad():
        for number, layer in enumerate(model.encoder.layer):
            for name in PLACES:
                parent, last = place_of(layer, name)
                change = adapters.tables[f"{number}.{name}.up"] @ adapters.tables[f"{number}.{name}.down"]
                getattr(parent, last).weight += torch.from_numpy(change)
