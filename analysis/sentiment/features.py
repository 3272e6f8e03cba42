"""What the sentiment blend looks at: the embedding, a lexicon, and turns of phrase."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import phrases
from analysis.types import Embeddings

_FOLDER = Path(__file__).parent
_CUES = ("negative", "positive", "relief", "cheer", "sour", "shrug")
# Three cues of one kind say as much as any number of them.
_ENOUGH = 3
_MAX_CHARS = 2_000
# Irony is a short form; long praise that mentions a bug somewhere is praise.
_IRONY_CHARS = 110


def features(texts: Sequence[str], embeddings: Embeddings) -> NDArray[np.float64]:
    """One row per text, shape (n, 3 * d + 6): embedding, lexicon, cues, and the embedding times each."""
    lexicon = np.array([_lexicon_scores(text) for text in texts], dtype=np.float64).reshape(-1, 4)
    counts = np.array([_cue_scores(text) for text in texts], dtype=np.float64).reshape(-1, 2)
    balance = counts[:, :1] - counts[:, 1:]
    rows = embeddings.astype(np.float64)
    return np.hstack([rows, lexicon, rows * lexicon[:, :1], 2 * counts, rows * balance])


def lexicon_value(text: str) -> float:
    """VADER's compound score, -1..1, with the words of software talk added and relief taken into account."""
    return _lexicon_scores(text)[0]


def is_ironic(text: str) -> bool:
    """A cheerful opener followed by bad news: `Great. Another outage.`"""
    plain = _plain(text)
    if len(plain) > _IRONY_CHARS:
        return False
    for opener in _patterns()["cheer"]:
        match = opener.search(plain)
        if match and any(sour.search(plain[match.start() :]) for sour in _patterns()["sour"]):
            return not any(relief.search(plain) for relief in _patterns()["relief"])
    return False


def is_shrug(text: str) -> bool:
    """Words without a verdict: `no reason, it's fine`."""
    plain = _plain(text)
    return any(shrug.search(plain) for shrug in _patterns()["shrug"])


def _lexicon_scores(text: str) -> list[float]:
    plain = text[:_MAX_CHARS]
    for relief in _patterns()["relief"]:
        plain = relief.sub("good", plain)
    scores = _analyser().polarity_scores(plain)
    return [scores["compound"], scores["pos"], scores["neg"], scores["neu"]]


def _cue_scores(text: str) -> list[float]:
    plain = _plain(text)
    found = _patterns()
    relieved = sum(bool(p.search(plain)) for p in found["relief"])
    positive = relieved + sum(bool(p.search(plain)) for p in found["positive"])
    negative = 0 if relieved else sum(bool(p.search(plain)) for p in found["negative"])
    return [min(positive, _ENOUGH) / _ENOUGH, min(negative, _ENOUGH) / _ENOUGH]


def _plain(text: str) -> str:
    return phrases.plain(text[:_MAX_CHARS])


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    cues = tomllib.loads((_FOLDER / "cues.toml").read_text(encoding="utf-8"))
    return {kind: tuple(re.compile(p, re.IGNORECASE) for p in cues[kind]) for kind in _CUES}


@cache
def _analyser() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    for line in (_FOLDER / "valence.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, value = line.split("\t")
            analyser.lexicon[word] = float(value)
    return analyser
