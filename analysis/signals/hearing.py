"""How intents are heard: a head over embeddings and hints, as shipped or learned anew for another encoder.

The weights that ship belong to one encoder and to the text files beside them. With another encoder, or
when a file was changed, the same head is learned from those files at first use.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from analysis import competitors, exemplars
from analysis.signals import cues, learner
from analysis.signals.learner import Array, Head, Rows
from analysis.types import Embeddings, Encode

FOLDER: Final = Path(__file__).parent
SHIPPED: Final = FOLDER / "intents.npz"
NONE: Final = "none"
_PROBE: Final = "We moved our reports to another tool before the contract ended."
_SAME_ENCODER: Final = 0.97
_HINT, _RIVAL = 0.5, 1.0
_LOOSENESS: Final = 5.0
_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """A head over features whose beliefs are turned into probabilities by `slope` and `shift`."""

    head: Head
    slope: float
    shift: float

    def log_odds(self, rows: Rows) -> Array:
        """Log odds that a statement announces each intent, shape (n, intents); rows from `features`."""
        odds: Array = self.slope * learner.logit(self.head.shares(rows)[:, :-1]) + self.shift
        return odds


def names() -> tuple[str, ...]:
    """Every intent's name, in the file's order."""
    return tuple(entry.id for entry in entries())


@cache
def entries() -> tuple[exemplars.Entry, ...]:
    """The intents with polarity and example sentences. Raises ExemplarError."""
    return exemplars.read(FOLDER / "intents.toml", "intent", at_least=8)


def features(texts: Sequence[str], embeddings: Embeddings, own: Collection[str] = ()) -> Rows:
    """What the head sees of each English statement: its embedding, the hints in it, a rival's name."""
    order = names()
    heard = [cues.load(_ENGLISH).heard(text) for text in texts]
    hints = [[_HINT if name in found else 0.0 for name in order] for found in heard]
    rivals = [
        [
            _RIVAL * (competitors.in_place_of_a_rival(text, own) is not None),
            _RIVAL * (competitors.known_product(text, own) is not None),
        ]
        for text in texts
    ]
    said = np.array([a + b for a, b in zip(hints, rivals, strict=True)], dtype=np.float32)
    return np.hstack([embeddings, said.reshape(len(texts), len(order) + 2)])


def examples() -> tuple[list[str], Array]:
    """All labelled sentences that ship, and their targets, shape (n, intents + 1), the last for none."""
    pairs = [*_prototypes(), *_statements()]
    return [text for text, _ in pairs], np.stack([targets(found) for _, found in pairs])


def targets(intents: Collection[str]) -> Array:
    """One row of targets: a share for each intent a statement has, or all for none."""
    order = (*names(), NONE)
    row = np.array([name in intents for name in order], dtype=np.float64)
    row[-1] = not row.any()
    shares: Array = row / row.sum()
    return shares


@lru_cache(maxsize=4)
def hearing(encode: Encode) -> Hearing:
    """The shipped head where it was made for this encoder and these files, else one learned from them."""
    with np.load(SHIPPED) as kept:
        slope, shift = float(kept["slope"]), float(kept["shift"])
        probe = encode([_PROBE])[0]
        fits = len(probe) == len(kept["probe"]) and float(probe @ kept["probe"]) >= _SAME_ENCODER
        if fits and str(kept["made_from"]) == fingerprint():
            return Hearing(Head(kept["weights"].astype(np.float64), kept["bias"]), slope, shift)
    return Hearing(learn(encode), slope, shift)


def learn(encode: Encode) -> Head:
    """The head as the shipped files teach it to this encoder."""
    texts, wanted = examples()
    rows = features(texts, encode(texts))
    # Others say the same in words no list has, so every example is learned without its hints too.
    return learner.fit(np.vstack([rows, unhinted(rows)]), np.vstack([wanted, wanted]), looseness=_LOOSENESS)


def unhinted(rows: Rows) -> Rows:
    """The same features as if no hint and no name had been heard."""
    bare = rows.copy()
    bare[:, -len(names()) - 2 :] = 0
    return bare


def keep(head: Head, slope: float, shift: float, encode: Encode, path: Path = SHIPPED) -> None:
    """Writes the file that `hearing` reads."""
    np.savez_compressed(
        path,
        weights=head.weights.astype(np.float16),
        bias=head.bias,
        slope=slope,
        shift=shift,
        probe=encode([_PROBE])[0],
        made_from=fingerprint(),
    )


@cache
def fingerprint() -> str:
    """What the shipped files say, as a hash: their examples, hints and names."""
    files = ("intents.toml", "statements.tsv", "cues/en.toml", "vendors.txt", "rival_slots.txt")
    return hashlib.sha256(b"\0".join((FOLDER / name).read_bytes() for name in files)).hexdigest()[:16]


def _prototypes() -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in entries():
        yield from ((sentence, (entry.id,)) for sentence in entry.sentences)


def _statements() -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((text, found) for text, found, _ in read_statements(FOLDER / "statements.tsv"))


def read_statements(path: Path) -> list[tuple[str, tuple[str, ...], dict[str, str]]]:
    """Text, intents and the whole line of each labelled statement. Raises ExemplarError naming the line."""
    known = set(names())
    read = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
            found = tuple(name for name in (line.get("intents") or "").split("|") if name != NONE)
            if not line.get("text") or not line.get("intents") or not known.issuperset(found):
                raise exemplars.ExemplarError(f"{path.name}, line {number}: not a labelled statement")
            read.append((line["text"], found, line))
    return read
