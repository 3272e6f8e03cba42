"""Which signals a statement carries: close to a signal's example sentences, or in words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis import exemplars, phrases
from analysis.types import Embeddings, Encode

# Chosen on written statements in the style of chat answers; tests hold the cases.
_ALIKE: Final = 0.6
_ALIKE_WITH_CUE: Final = 0.12
_MARGIN: Final = 0.06
_MAX_CHARS: Final = 2_000
# Ordinary talk, so that a statement which is only near everything is not taken for a signal.
_ORDINARY: Final = (
    "We use it every day for our reports.",
    "I am responsible for operations in our company.",
    "Our team has twelve people.",
    "I mostly work with the dashboard.",
    "We started about a year ago.",
    "It does what it should.",
    "No particular reason, it is fine.",
    "I log in about twice a week.",
    "We wanted one place for everything.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """One kind of signal. `prototypes`: unit rows, shape (m, d)."""

    name: str
    polarity: str
    prototypes: Embeddings
    cues: tuple[re.Pattern[str], ...]
    vetoes: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """All signals of one file, and the rows of ordinary talk they compete with."""

    items: tuple[Signal, ...]
    ordinary: Embeddings


@dataclass(frozen=True, slots=True)
class Hit:
    """A signal found in a statement, with a confidence in 0..1."""

    name: str
    polarity: str
    confidence: float


def load(path: Path, table: str, encode: Encode, *, at_least: int) -> Signals:
    """The signals of a TOML file, their sentences encoded. Raises ExemplarError naming file and entry."""
    entries = exemplars.read(path, table, at_least=at_least)
    items = []
    for entry in entries:
        polarity = entry.extra.get("polarity", "neutral")
        if polarity not in {"positive", "negative", "neutral"}:
            raise exemplars.ExemplarError(f"{path.name}: the polarity of {entry.id} is not a known one")
        items.append(
            Signal(
                entry.id,
                str(polarity),
                encode(entry.sentences),
                _patterns(path.name, entry, "cues"),
                _patterns(path.name, entry, "not"),
            )
        )
    return Signals(tuple(items), encode(_ORDINARY))


def detect(texts: Sequence[str], embeddings: Embeddings, signals: Signals) -> list[list[Hit]]:
    """Signals of each statement, surest first; row i means statement i."""
    if not texts:
        return []
    alike = np.stack([_likeness(embeddings, s.prototypes) for s in signals.items], axis=1)
    rivals = np.maximum(alike.max(axis=1), _likeness(embeddings, signals.ordinary))
    found = []
    for row, text in enumerate(texts):
        plain = phrases.plain(text[:_MAX_CHARS])
        hits = [
            Hit(signal.name, signal.polarity, confidence)
            for column, signal in enumerate(signals.items)
            if (confidence := _confidence(plain, signal, float(alike[row, column]), float(rivals[row]))) > 0
        ]
        found.append(sorted(hits, key=lambda hit: (-hit.confidence, hit.name)))
    return found


def _confidence(plain: str, signal: Signal, alike: float, best: float) -> float:
    """0 when the signal is absent, else how sure we are."""
    if any(veto.search(plain) for veto in signal.vetoes):
        return 0.0
    cue = any(pattern.search(plain) for pattern in signal.cues)
    if cue and alike >= _ALIKE_WITH_CUE:
        return round(min(0.95, 0.55 + 0.5 * alike), 3)
    if alike >= _ALIKE and alike >= best - _MARGIN:
        return round(min(0.9, alike), 3)
    return 0.0


def _likeness(embeddings: Embeddings, prototypes: Embeddings) -> NDArray[np.float32]:
    """Mean cosine to the two nearest prototypes, leaning to the nearest, shape (n,)."""
    nearest = np.sort(embeddings @ prototypes.T, axis=1)[:, -2:]
    result: NDArray[np.float32] = nearest @ np.array([0.25, 0.75], dtype=np.float32)
    return result


def _patterns(file: str, entry: exemplars.Entry, key: str) -> tuple[re.Pattern[str], ...]:
    lines = entry.extra.get(key, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise exemplars.ExemplarError(f"{file}: `{key}` of {entry.id} is not a list of texts")
    try:
        return tuple(re.compile(line) for line in lines)
    except re.error as error:
        raise exemplars.ExemplarError(
            f"{file}: a pattern in `{key}` of {entry.id} is wrong: {error}"
        ) from error
