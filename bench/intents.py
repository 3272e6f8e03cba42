"""How well intents are heard: `python -m bench intents [dev|held] [--write]`.

Reads the labelled statements of `bench/statements` and prints one JSON line per figure. `dev` is what
settings were chosen on; `held` was written by somebody who knew neither the hints nor the examples.
`--write` learns the shipped head anew and chooses its calibration on `dev`. With EARSHOT_DATA, the same
learner is tried on public sets too (see `bench.intents_few_shot`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import competitors, intents
from analysis.encode import load_encoder
from analysis.signals import hearing, learner
from analysis.types import Embeddings, Encode
from bench import intents_curve, intents_few_shot
from bench.keywords_intents import intents_by_keyword
from bench.multilabel import Scores, calibration_error, reliability
from bench.reading import cache_folder, figure

STATEMENTS = Path(__file__).parent / "statements"
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """One file of labelled statements: texts, languages, the competitors they name, marks by intent."""

    name: str
    texts: list[str]
    languages: list[str]
    about: list[str]
    marks: Marks
    embeddings: Embeddings


def main() -> None:
    encode = load_encoder(cache_folder(), threads=1).encode
    asked = set(sys.argv[1:]) & {"dev", "held"} or {"dev", "held"}
    if "--write" in sys.argv:
        write(encode)
    for name in sorted(asked):
        half = read(name, encode)
        shares = likely(half, encode)
        report(half, shares, encode)
        intents_curve.report(half.name, *_english(half), encode)
    if os.environ.get("EARSHOT_DATA"):
        intents_few_shot.report(encode)
    else:
        print("Skipped: EARSHOT_DATA names no folder with the public data sets.", file=sys.stderr)


def read(name: str, encode: Encode) -> Half:
    """A half of the labelled statements, encoded."""
    read_lines = hearing.read_statements(STATEMENTS / f"intents_{name}.tsv")
    texts = [text for text, _, _ in read_lines]
    return Half(
        name,
        texts,
        [line["language"] for _, _, line in read_lines],
        [line["about"] for _, _, line in read_lines],
        np.array([[intent in found for intent in intents.NAMES] for _, found, _ in read_lines]),
        encode(texts),
    )


def likely(half: Half, encode: Encode) -> NDArray[np.float64]:
    """What the product believes of each intent of a statement, shape (n, intents); 0 where not heard."""
    found = intents.detect(
        half.texts, half.embeddings, [None] * len(half.texts), encode=encode, languages=half.languages
    )
    sure = [{hit.name: hit.confidence for hit in hits} for hits in found]
    return np.array([[row.get(name, 0.0) for name in intents.NAMES] for row in sure])


def report(half: Half, shares: NDArray[np.float64], encode: Encode) -> None:
    """F1 beside the baselines, for English, each other language and all; names, calibration, rejection."""
    plainly = np.array([[name in intents_by_keyword(text) for name in intents.NAMES] for text in half.texts])
    nearest = _nearest_centroid(half, encode)
    groups = {code: [c == code for c in half.languages] for code in dict.fromkeys(half.languages)}
    groups["others"] = [code != "en" for code in half.languages]
    groups["all"] = [True] * len(half.texts)
    for group, members in groups.items():
        rows = np.array(members)
        ours = Scores.of(shares[rows] > 0, half.marks[rows])
        figure(
            f"intents.{half.name}.{group}.macro_f1",
            ours.macro_f1,
            micro_f1=round(ours.micro_f1, 4),
            keywords=round(Scores.of(plainly[rows], half.marks[rows]).macro_f1, 4),
            nearest_centroid=round(Scores.of(nearest[rows], half.marks[rows]).macro_f1, 4),
            statements=int(rows.sum()),
        )
    everything = Scores.of(shares > 0, half.marks)
    for place, name in enumerate(intents.NAMES):
        figure(
            f"intents.{half.name}.{name}.f1",
            everything.f1[place],
            precision=round(float(everything.precision[place]), 3),
            recall=round(float(everything.recall[place]), 3),
            statements=int(half.marks[:, place].sum()),
        )
    spoken = zip(half.texts, half.languages, half.about, strict=True)
    named = [(competitors.competitor_name(text, language=code), about) for text, code, about in spoken]
    of = [(got, about) for got, about in named if about]
    right = sum((got or "").casefold() == about.casefold() for got, about in of)
    figure(f"intents.{half.name}.competitor_named", right / max(1, len(of)), statements=len(of))
    _calibration(half, encode)


def _calibration(half: Half, encode: Encode) -> None:
    """How far the probabilities of English statements are from how often they hold, and the curve."""
    texts, rows, marks = _english(half)
    sure = learner.sigmoid(hearing.hearing(encode).log_odds(rows))
    heard = sure >= intents.HEARD
    figure(
        f"intents.{half.name}.calibration_error",
        calibration_error(sure.ravel(), marks.ravel()),
        of="all beliefs",
    )
    figure(
        f"intents.{half.name}.calibration_error_of_heard",
        calibration_error(sure[heard], marks[heard]),
        heard=int(heard.sum()),
    )
    for low, count, believed, held in reliability(sure.ravel(), marks.ravel()):
        figure(
            f"intents.{half.name}.reliability", held, believed=round(believed, 3), above=low, beliefs=count
        )
    announces = marks.any(axis=1)
    best = sure.max(axis=1)
    above = (best[announces][:, None] > best[~announces][None, :]).mean()
    figure(f"intents.{half.name}.rejection_auroc", above, none=int((~announces).sum()), statements=len(texts))


def _english(half: Half) -> tuple[list[str], learner.Rows, Marks]:
    """Texts, features and marks of the English statements."""
    chosen = [i for i, code in enumerate(half.languages) if code == "en"]
    texts = [half.texts[i] for i in chosen]
    return texts, hearing.features(texts, half.embeddings[chosen]), half.marks[chosen]


def _nearest_centroid(half: Half, encode: Encode) -> Marks:
    """The baseline: the intent whose examples' mean is nearest, or none where those of none are nearer."""
    texts, wanted = hearing.examples()
    centres = wanted.T @ encode(texts)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    nearest = (half.embeddings @ centres.T).argmax(axis=1)
    marks: Marks = nearest[:, None] == np.arange(len(intents.NAMES))[None, :]
    return marks


def write(encode: Encode) -> None:
    """Learns the head from the shipped files and its calibration from `dev`, and keeps both."""
    from sklearn.linear_model import LogisticRegression

    head = hearing.learn(encode)
    _, rows, marks = _english(read("dev", encode))
    # half with hints and half without: strangers' words hold fewer hints than those the lists were made with
    both = np.vstack([rows, hearing.unhinted(rows)])
    raw = learner.logit(head.shares(both)[:, :-1]).reshape(-1, 1)
    fitted = LogisticRegression(C=1e6).fit(raw, np.vstack([marks, marks]).ravel())
    hearing.keep(head, float(fitted.coef_[0, 0]), float(fitted.intercept_[0]), encode)
    hearing.hearing.cache_clear()


__all__: Sequence[str] = ("main", "read", "write")

if __name__ == "__main__":
    main()
