"""A learned second opinion on what kind of answer was given, for where the rules are silent.

A linear model over words, letter sequences, what the word lists heard and, given an encoder, the answer's
embedding. How it was trained, how well it does and what it cannot do stands in CARD.md beside this file.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json import loads
from math import exp, sqrt
from operator import mul
from pathlib import Path

from interviewer.opinion.evidence import BUCKETS, Evidence, evidence
from interviewer.reading import KINDS, Kind

__all__ = ["ADAPTERS", "Evidence", "Opinion", "evidence", "opinion"]

_WEIGHTS = Path(__file__).parent / "weights.bin"
# Corrections to the encoder's own weights, with a head: whoever has torch and the encoder makes `leanings`.
ADAPTERS = Path(__file__).parent / "adapters.npz"
# The length of the vector that an answer's words make together, however many there are.
WORDS_WEIGH = 3.0
# What the two models' logits count for, so that shares come true as often as they say on answers of writers
# neither had seen: each errs more than it believes.
ALONE, TOGETHER = 0.45, (0.3, 0.4)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Weights by kind, in the order of KINDS: `words` one row of bytes per bucket, `signs` one row per name,
    `row` one row per dimension of the embedding."""

    languages: tuple[str, ...]
    start: tuple[float, ...]
    signs: Mapping[str, tuple[float, ...]]
    words: array[int]
    words_scale: float
    row: tuple[tuple[float, ...], ...]

    def shares(
        self,
        seen: Evidence,
        row: Sequence[float] | None = None,
        leanings: Sequence[float] | None = None,
    ) -> dict[Kind, float]:
        """How likely each kind is; the shares add up to 1. `row` is the answer's embedding, a unit row,
        `leanings` what the adapted encoder's head gives: logits by kind in a topic, then in the closing."""
        logits = self._logits(seen, row)
        if leanings is None:
            return dict(zip(KINDS, _softmax([ALONE * logit for logit in logits]), strict=True))
        placed = leanings[len(KINDS) :] if "closing" in seen.signs else leanings[: len(KINDS)]
        own, theirs = TOGETHER
        both = [own * logit + theirs * leaning for logit, leaning in zip(logits, placed, strict=True)]
        return dict(zip(KINDS, _softmax(both), strict=True))

    def _logits(self, seen: Evidence, row: Sequence[float] | None) -> list[float]:
        logits = list(self.start)
        width = len(KINDS)
        if seen.buckets:
            found = [self.words[bucket * width : (bucket + 1) * width] for bucket in seen.buckets]
            scale = self.words_scale * WORDS_WEIGH / sqrt(len(seen.buckets))
            columns = zip(*found, strict=True)
            logits = [logit + scale * sum(column) for logit, column in zip(logits, columns, strict=True)]
        for known in filter(None, map(self.signs.get, seen.signs)):
            logits = [logit + weight for logit, weight in zip(logits, known, strict=True)]
        if row is not None and len(row) == len(self.row[0]):
            logits = [logit + sum(map(mul, row, by)) for logit, by in zip(logits, self.row, strict=True)]
        return logits


@cache
def opinion() -> Opinion:
    """The opinion as trained and shipped. The file is one line of JSON, then the bytes of the two tables."""
    head, _, body = _WEIGHTS.read_bytes().partition(b"\n")
    about = loads(head)
    width, cut = len(KINDS), BUCKETS * len(KINDS)
    table = array("b", body[cut:])
    scale = about["row_scale"]
    return Opinion(
        languages=tuple(about["languages"]),
        start=tuple(about["start"]),
        signs={name: tuple(weights) for name, weights in about["signs"].items()},
        words=array("b", body[:cut]),
        words_scale=about["words_scale"],
        row=tuple(tuple(scale * value for value in table[kind::width]) for kind in range(width)),
    )


def _softmax(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]
