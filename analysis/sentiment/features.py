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
_CUES = (
    "negative",
    "positive",
    "relief",
    "recovery",
    "contrast",
    "denied",
    "taken_back",
    "cheer",
    "sour",
    "shrug",
)
# Three cues of one kind say as much as any number of them.
_ENOUGH = 3
_MAX_CHARS = 2_000
# Cues are written for a statement; in a long review one of them says the less, the longer it is.
_STATEMENT_WORDS = 20
_LEXICON_SCALE, _CUE_SCALE = 0.5, 1.5
# Irony is a short form; long praise that mentions a bug somewhere is praise.
_IRONY_CHARS = 110


def features(texts: Sequence[str], embeddings: Embeddings) -> NDArray[np.float64]:
    """One row per text, shape (n, d + 9): embedding, four lexicon scores, five cues."""
    lexicon = np.array([_lexicon_scores(text) for text in texts], dtype=np.float64).reshape(-1, 4)
    cues = np.array([_cue_scores(text) for text in texts], dtype=np.float64).reshape(-1, 5)
    return np.hstack([embeddings.astype(np.float64), lexicon * _LEXICON_SCALE, cues * _CUE_SCALE])


def lexicon_value(text: str) -> float:
    """VADER's compound score, -1..1, with the words of software talk added and relief taken into account."""
    return _lexicon_scores(text)[0]


def is_ironic(text: str) -> bool:
    """A cheerful opener followed by bad news: `Great. Another outage.`"""
    plain = _plain(text)
    if len(plain) > _IRONY_CHARS or _any("relief", plain) or _any("recovery", plain):
        return False
    for opener in _patterns()["cheer"]:
        match = opener.search(plain)
        if match and not _any("contrast", plain):
            sour = _any("sour", _patterns()["taken_back"][0].sub(" ", plain[match.start() :]))
            if sour and not _any("positive", plain[match.end() :]):
                return True
    return False


def is_shrug(text: str) -> bool:
    """Words without a verdict: `no reason, it's fine`."""
    plain = _plain(text)
    return _any("shrug", plain)


def _lexicon_scores(text: str) -> list[float]:
    plain = text[:_MAX_CHARS]
    for undone in (*_patterns()["relief"], *_patterns()["taken_back"]):
        plain = undone.sub("good", plain)
    scores = _analyser().polarity_scores(plain)
    return [scores["compound"], scores["pos"], scores["neg"], scores["neu"]]


def _cue_scores(text: str) -> list[float]:
    """Praising and complaining turns of phrase and recovery, 0..1 each; the halves around a contrast."""
    plain = _plain(text)
    found = _patterns()
    relieved = sum(bool(p.search(plain)) for p in found["relief"])
    praise = found["denied"][0].sub(" ", plain)
    positive = relieved + sum(bool(p.search(praise)) for p in found["positive"])
    blame = found["taken_back"][0].sub(" ", plain)
    negative = 0 if relieved else sum(bool(p.search(blame)) for p in found["negative"])
    recovered = float(_any("recovery", plain))
    turn = found["contrast"][0].search(plain)
    halves = (plain[turn.end() :], plain[: turn.start()]) if turn else ("", "")
    longer = max(1.0, len(plain.split()) / _STATEMENT_WORDS)
    return [
        min(positive, _ENOUGH) / _ENOUGH / longer,
        min(negative, _ENOUGH) / _ENOUGH / longer,
        recovered / longer,
        *(_analyser().polarity_scores(half)["compound"] if half else 0.0 for half in halves),
    ]


def _any(kind: str, plain: str) -> bool:
    return any(pattern.search(plain) for pattern in _patterns()[kind])


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
