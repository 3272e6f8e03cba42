"""Train and measure the sentiment blend on public sets: `python -m bench.sentiment [--write]`.

Reads the folder named by EARSHOT_DATA and prints one JSON line per figure, every one from five-fold
cross-validation in which no review document is split. `--write` stores weights trained on everything.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from analysis import sentiment
from analysis.encode import load_encoder
from analysis.sentiment.features import features, is_ironic
from analysis.types import Embeddings
from bench.reading import cache_folder, data_folder, figure, read_rows

_FOLDER = Path(sentiment.__file__).parent
# Stars rate a whole review, not a sentence, so each counts less; our own statements are few, so more.
_WEIGHTS = {"tweets": 1.0, "amazon": 1.0, "app_reviews": 0.3, "own": 3.0}
_ALPHA = 3.0
_FOLDS = 5


@dataclass
class Corpus:
    """One labelled set: texts, ratings in -1..1, the document each text is from, and its features."""

    name: str
    texts: list[str]
    ratings: NDArray[np.float64]
    documents: list[str]
    rows: NDArray[np.float64]


def main() -> None:
    corpora = read_corpora(data_folder(), load_encoder(cache_folder(), threads=2).encode)
    predictions = cross_validated(corpora)
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    for corpus in corpora:
        plain = [vader.polarity_scores(text)["compound"] for text in corpus.texts]
        figure(
            f"sentiment.{corpus.name}.r",
            np.corrcoef(predictions[corpus.name], corpus.ratings)[0, 1],
            vader=round(float(np.corrcoef(plain, corpus.ratings)[0, 1]), 4),
            rows=len(corpus.texts),
        )
    confidence = fit_confidence(corpora, predictions)
    if "--write" in sys.argv:
        write(fit(corpora, [np.arange(len(c.texts)) for c in corpora]), confidence)


def read_corpora(folder: Path, encode: Callable[[Sequence[str]], Embeddings]) -> list[Corpus]:
    """The three public sets and our own statements, with their features."""
    corpora = []
    for name, where in (("tweets", "vader_tweets"), ("amazon", "vader_amazon")):
        rows = read_rows(folder / where / "data.csv.gz")
        corpora.append(
            _corpus(
                name,
                [row["text"] for row in rows],
                [float(row["mean_rating"]) / 4 for row in rows],
                [row["id"].split("_")[0] for row in rows],
                encode,
            )
        )
    stars = [r for r in read_rows(folder / "minibar_garmin" / "reviews.csv.gz") if r["lang"] == "en"]
    ratings = [(float(row["stars"]) - 3) / 2 for row in stars]
    corpora.append(_corpus("app_reviews", [r["text"] for r in stars], ratings, None, encode))
    lines = (_FOLDER / "statements.tsv").read_text(encoding="utf-8").splitlines()
    own = [line.split("\t") for line in lines if line]
    corpora.append(_corpus("own", [text for _, text in own], [float(v) for v, _ in own], None, encode))
    return corpora


def _corpus(
    name: str,
    texts: list[str],
    ratings: list[float],
    documents: list[str] | None,
    encode: Callable[[Sequence[str]], Embeddings],
) -> Corpus:
    groups = documents or [str(i) for i in range(len(texts))]
    return Corpus(name, texts, np.array(ratings), groups, features(texts, encode(texts)))


def cross_validated(corpora: list[Corpus]) -> dict[str, NDArray[np.float64]]:
    """Every text's value from a model that has not seen its document."""
    folds = [list(GroupKFold(_FOLDS).split(c.texts, groups=c.documents)) for c in corpora]
    values = {c.name: np.zeros(len(c.texts)) for c in corpora}
    for number in range(_FOLDS):
        model = fit(corpora, [fold[number][0] for fold in folds])
        for corpus, fold in zip(corpora, folds, strict=True):
            held_back = fold[number][1]
            values[corpus.name][held_back] = np.clip(model.predict(corpus.rows[held_back]), -1, 1)
    for corpus in corpora:
        ironic = np.array([is_ironic(text) for text in corpus.texts])
        values[corpus.name][ironic] = np.minimum(values[corpus.name][ironic], sentiment.IRONIC_VALUE)
    return values


def fit(corpora: list[Corpus], rows: list[NDArray[np.int64]]) -> Ridge:
    """The blend, trained on the given rows of each set."""
    weights = [np.full(len(r), _WEIGHTS[c.name]) for c, r in zip(corpora, rows, strict=True)]
    return Ridge(alpha=_ALPHA).fit(
        np.concatenate([c.rows[r] for c, r in zip(corpora, rows, strict=True)]),
        np.concatenate([c.ratings[r] for c, r in zip(corpora, rows, strict=True)]),
        sample_weight=np.concatenate(weights),
    )


def fit_confidence(corpora: list[Corpus], predictions: dict[str, NDArray[np.float64]]) -> LogisticRegression:
    """How likely the label (positive, neutral, negative) is right, learnt from held-back predictions."""
    rated = [c for c in corpora if c.name in {"tweets", "amazon", "own"}]
    evidence = np.concatenate([sentiment.confidence_features(predictions[c.name], c.texts) for c in rated])
    right = np.concatenate([_labels(predictions[c.name]) == _labels(c.ratings) for c in rated])
    model = LogisticRegression().fit(evidence, right)
    sure = model.predict_proba(evidence)[:, 1]
    bins = np.clip((sure * 10).astype(int), 0, 9)
    gap = sum(abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    figure("sentiment.label_accuracy", right.mean())
    figure("sentiment.calibration_error", gap, bins=10)
    return model


def _labels(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(values) < sentiment.NEUTRAL_BELOW, 0.0, np.sign(values))


def write(model: Ridge, confidence: LogisticRegression) -> None:
    np.savez_compressed(
        _FOLDER / "blend.npz",
        weights=model.coef_.astype(np.float32),
        intercept=np.float32(model.intercept_),
        confidence_weights=confidence.coef_[0].astype(np.float32),
        confidence_intercept=np.float32(confidence.intercept_[0]),
    )


if __name__ == "__main__":
    main()
