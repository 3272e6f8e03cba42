"""The rated statements that the sentiment benchmark learns from and measures on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.sentiment import blend
from analysis.sentiment.blend import Floats
from analysis.types import Encode
from bench.reading import read_rows

FEELINGS = Path(__file__).parent / "feelings"
LISTED = ("de", "es", "fr", "it", "nl", "pt")
TRAINED = {"tweets": 1.0, "amazon": 1.0, "own": 1.75}
"""The sets the blend learns from, and what a row of each weighs: our own statements are few."""

_POLARITY = {"positive": 1.0, "negative": -1.0, "neutral": 0.0, "mixed": 0.0}
# Requests to a bank: nobody rated them, but what is broken or lost is bad news and thanks are not.
_BAD_NEWS = frozenset({"wrong_notworking_notshowing", "lost_stolen"})


@dataclass(frozen=True, slots=True)
class RatedSet:
    """Texts, ratings in -1..1, and the document each text is from; `rows` are features once computed."""

    name: str
    texts: list[str]
    ratings: Floats
    documents: list[str]
    rows: Floats

    @property
    def is_trained_on(self) -> bool:
        return self.name in TRAINED


def english(folder: Path, features: Callable[[Sequence[str]], Floats]) -> list[RatedSet]:
    """Every English set with a polarity, those the blend learns from first."""

    def rated(name: str, pairs: Sequence[tuple[str, float]], documents: list[str] | None = None) -> RatedSet:
        texts = [text for text, _ in pairs]
        ratings = np.array([rating for _, rating in pairs])
        groups = documents or [str(i) for i in range(len(texts))]
        return RatedSet(name, texts, ratings, groups, features(texts))

    sets = []
    for name, where in (("tweets", "vader_tweets"), ("amazon", "vader_amazon")):
        rows = read_rows(folder / where / "data.csv.gz")
        pairs = [(row["text"], float(row["mean_rating"]) / 4) for row in rows]
        sets.append(rated(name, pairs, [row["id"].split("_")[0] for row in rows]))
    sets.append(rated("own", _numbers(blend.STATEMENTS)))
    sets.append(rated("app_reviews", stars(folder, "en")))
    aspects = [(r["text"], _POLARITY[r["polarity"]]) for r in read_rows(folder / "mams_acsa" / "data.csv.gz")]
    sets.append(rated("restaurant_aspects", aspects))
    whole: dict[str, list[float]] = {}
    for text, rating in aspects:
        whole.setdefault(text, []).append(rating)
    sets.append(rated("restaurant_sentences", [(text, float(np.mean(r))) for text, r in whole.items()]))
    sets.append(rated("bank_requests", _requests(folder)))
    held = ("held_en", "held_later_en", "held_software")
    return sets + [rated(name, _numbers(FEELINGS / f"{name}.tsv")) for name in held]


def stars(folder: Path, language: str) -> list[tuple[str, float]]:
    """App reviews of one language and their stars, as -1..1."""
    rows = read_rows(folder / "minibar_garmin" / "reviews.csv.gz")
    return [(row["text"], (float(row["stars"]) - 3) / 2) for row in rows if row["lang"] == language]


def listed(language: str, held: bool) -> list[tuple[str, float]]:
    """Our own labelled statements in a language with a word list: those it was tuned on, or held back."""
    path = FEELINGS / f"{'held_' if held else ''}{language}.tsv"
    pairs = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(text, _POLARITY[label]) for label, text in pairs]


def remembering(encode: Encode) -> Encode:
    """The encoder, asked once per text over all sets."""
    known: dict[str, np.ndarray] = {}

    def encoded(texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    return encoded


def _numbers(path: Path) -> list[tuple[str, float]]:
    pairs = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [(text, float(value)) for value, text in pairs]


def _requests(folder: Path) -> list[tuple[str, float]]:
    pairs = []
    for row in read_rows(folder / "nlupp_banking" / "data.csv.gz"):
        intents = set(row["intents"].split("|"))
        pairs.append((row["text"], -1.0 if intents & _BAD_NEWS else float("thank" in intents)))
    return pairs
