"""Trains the adapters that fit the encoder to kinds of answers: `python -m bench.adapting`.

Low-rank adapters (Hu et al. 2021, arXiv:2106.09685) on every projection of the frozen encoder and one linear
layer over the mean of its last states. Learns from what `bench.kinds_training` learns from; stores one
byte per weight. About ten minutes of one CPU core.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from analysis import weights
from analysis.adapters import PLACES, Adapters, place_of
from bench.kinds import Answer, read_answers
from bench.kinds_training import LEARNT, fragments, told_along, told_stories
from interviewer.opinion import ADAPTERS
from interviewer.opinion.gloss import in_english
from interviewer.reading import KINDS

RANK, STRENGTH = 8, 2.0
_EPOCHS, _BATCH, _MAX_TOKENS = 2.0, 32, 96
_RATE, _HEAD_RATE = 1e-3, 5e-3
# Of accounts made up from stories there are many, much alike.
_SHARE_OF_MADE = 0.33
# The head reads the mean state this many times enlarged, so that it learns as fast as the adapters.
_ENLARGED = 3.0


class Adapted(nn.Module):  # type: ignore[misc]  # torch ships no types we follow
    """A frozen projection with a low-rank correction that starts at nothing."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))
        self.drop = nn.Dropout(0.1)

    def forward(self, states: Any) -> Any:
        return self.base(states) + (self.drop(states) @ self.down.T) @ self.up.T * STRENGTH


class Reader(nn.Module):  # type: ignore[misc]  # as above
    """The encoder with its adapters and the head: token ids to leanings towards each kind, (n, 2, kinds),
    in a topic first, then in the closing."""

    def __init__(self) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(str(weights.verified_model_folder()))
        for frozen in self.encoder.parameters():
            frozen.requires_grad = False
        for layer in self.encoder.encoder.layer:
            for name in PLACES:
                parent, last = place_of(layer, name)
                setattr(parent, last, Adapted(getattr(parent, last)))
        self.head = nn.Linear(384, len(KINDS))
        self.closing = nn.Parameter(torch.zeros(len(KINDS)))
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Any, mask: Any) -> Any:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        topic = self.head(self.drop(mean) * _ENLARGED)
        return torch.stack([topic, topic + self.closing], dim=1)

    def adapters(self) -> Adapters:
        """What was learnt, as it is stored."""
        tables = {}
        for number, layer in enumerate(self.encoder.encoder.layer):
            for name in PLACES:
                parent, last = place_of(layer, name)
                one = getattr(parent, last)
                tables[f"{number}.{name}.down"] = one.down.detach().numpy()
                tables[f"{number}.{name}.up"] = one.up.detach().numpy() * STRENGTH
        head = self.head.weight.detach().numpy() * _ENLARGED
        start = self.head.bias.detach().numpy()
        return Adapters(tables, head, np.stack([start, start + self.closing.detach().numpy()]))


@dataclass(frozen=True)
class Lesson:
    """Tokenized answers with the number of their kind and whether each was given in the closing."""

    ids: list[list[int]]
    kinds: list[int]
    closing: list[int]

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> Lesson:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(weights.verified_model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        read = tokenizer.encode_batch([in_english(one.text, one.language) for one in answers])
        order = [str(kind) for kind in KINDS]
        return cls(
            [one.ids for one in read],
            [order.index(one.kind) for one in answers],
            [int(one.in_closing) for one in answers],
        )

    def batches(self, chance: random.Random) -> Iterator[list[int]]:
        """Every answer once, like lengths together, in no order."""
        order = list(range(len(self.ids)))
        chance.shuffle(order)
        size = 20 * _BATCH
        pools = [
            sorted(order[i : i + size], key=lambda k: len(self.ids[k])) for i in range(0, len(order), size)
        ]
        cut = [pool[i : i + _BATCH] for pool in pools for i in range(0, len(pool), _BATCH)]
        chance.shuffle(cut)
        yield from cut


def tensors(ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Token ids and mask, padded to the longest."""
    width = max(map(len, ids))
    rows = torch.tensor([[*row, *[0] * (width - len(row))] for row in ids])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids])
    return rows, mask


def train(lesson: Lesson, epochs: float = _EPOCHS) -> Reader:
    """A reader that has seen the lesson this many times."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chance = random.Random(0)
    reader = Reader()
    reader.train()
    low = [one for one in reader.encoder.parameters() if one.requires_grad]
    head = [*reader.head.parameters(), reader.closing]
    optimizer = torch.optim.AdamW([{"params": low}, {"params": head}], weight_decay=0.01)
    steps, step, began = int(epochs * len(lesson.ids) / _BATCH), 0, time.process_time()
    while step < steps:
        for batch in lesson.batches(chance):
            pace = min(1.0, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, (_RATE, _HEAD_RATE), strict=True):
                group["lr"] = rate * pace
            leanings = reader(*tensors([lesson.ids[k] for k in batch]))
            seen = leanings[range(len(batch)), [lesson.closing[k] for k in batch]]
            truth = torch.tensor([lesson.kinds[k] for k in batch])
            loss = nn.functional.cross_entropy(seen, truth, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(low, 1.0)
            optimizer.step()
            step += 1
            if step % 100 == 0:
                spent = time.process_time() - began
                print(f"{step} of {steps}: {loss.item():.2f}, {spent:.0f} s", file=sys.stderr)
            if step >= steps:
                break
    reader.eval()
    return reader


def main() -> None:
    stories, learnt = told_stories(), read_answers(*LEARNT)
    chance = random.Random(0)
    made = [*stories, *fragments(stories), *told_along(learnt, stories)]
    kept = [one for one in made if chance.random() < _SHARE_OF_MADE]
    reader = train(Lesson.of([*read_answers("dev_en", "dev_others"), *learnt, *kept]))
    reader.adapters().write(ADAPTERS)


if __name__ == "__main__":
    main()
