"""Train and measure sentiment: `python -m bench sentiment`, or `python -m bench.sentiment --write`.

Reads the folder named by EARSHOT_DATA and prints one JSON line per figure, beside the baselines run on the
same texts. Sets the blend learns from are measured by five-fold cross-validation in which no document is
split; all others by the blend as it is shipped. `--write` stores weights.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from analysis.encode import load_encoder
from analysis.sentiment import blend, confidence_features, lexicons, reading_features, settle
from analysis.sentiment.blend import Blend, Floats
from analysis.sentiment.features import features
from analysis.types import Encode
from bench.reading import cache_folder, data_folder, figure
from bench.sentiment_sets import LISTED, TRAINED, RatedSet, english, listed, remembering, stars

_FOLDS, _LANDMARKS, _SEED = 5, 1_400, 0
# How likely a row is to become a landmark: ours are what the product will read.
_DRAWN = {"own": 10.0}
_BINS = 5
# What its authors call neutral.
_VADER_NEUTRAL = 0.05


def main(encode: Encode | None = None) -> None:
    folder = data_folder()
    encode = remembering(encode or load_encoder(cache_folder(), threads=2).encode)
    sets = english(folder, lambda texts: features(texts, encode(texts)))
    learnt = [one for one in sets if one.is_trained_on]
    values = cross_validated(learnt)
    whole = fit(learnt, [np.arange(len(one.texts)) for one in learnt])
    values |= {one.name: whole.values(one.rows) for one in sets if not one.is_trained_on}
    sure = blend.calibrate(
        np.concatenate([confidence_features(values[one.name], one.texts) for one in learnt]),
        np.concatenate([values[one.name] for one in learnt]),
        np.concatenate([one.ratings for one in learnt]),
    )
    scorers = baselines()
    for one in sets:
        report(one, values[one.name], sure, scorers)
    reports = readings(folder)
    if "--write" in sys.argv:
        write(whole, sure, list_confidence(reports), encode([blend.PROBE])[0])
    for name, rows in reports.items():
        report_list(name, rows)


def cross_validated(sets: list[RatedSet]) -> dict[str, Floats]:
    """Every text's value from a blend that has not seen its document."""
    folds = [list(GroupKFold(_FOLDS).split(one.texts, groups=one.documents)) for one in sets]
    values = {one.name: np.zeros(len(one.texts)) for one in sets}
    for number in range(_FOLDS):
        model = fit(sets, [fold[number][0] for fold in folds])
        for one, fold in zip(sets, folds, strict=True):
            values[one.name][fold[number][1]] = model.values(one.rows[fold[number][1]])
    return values


def fit(sets: list[RatedSet], chosen: list[Any]) -> Blend:
    """The blend, trained on the chosen rows of each set, with landmarks as they will be stored."""
    rows = np.concatenate([one.rows[c] for one, c in zip(sets, chosen, strict=True)])
    ratings = np.concatenate([one.ratings[c] for one, c in zip(sets, chosen, strict=True)])
    weights = np.concatenate(
        [np.full(len(c), TRAINED[one.name]) for one, c in zip(sets, chosen, strict=True)]
    )
    draw = np.concatenate([[_DRAWN.get(one.name, 1.0)] * len(c) for one, c in zip(sets, chosen, strict=True)])
    drawn = np.random.default_rng(_SEED).choice(len(rows), _LANDMARKS, replace=False, p=draw / draw.sum())
    small, scale = quantised(rows[drawn])
    return blend.fit(rows, ratings, weights, small.astype(np.float32) * scale)


def quantised(rows: Floats) -> tuple[Any, Any]:
    """Rows as int8 and a scale per column, a quarter of the size."""
    scale = np.maximum(np.abs(rows).max(0), 1e-6) / 127
    return np.round(rows / scale).astype(np.int8), scale.astype(np.float32)


def baselines() -> dict[str, Callable[[str], float]]:
    """VADER as it comes, AFINN where it is installed."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    scorers: dict[str, Callable[[str], float]] = {
        "vader": lambda text: float(vader.polarity_scores(text)["compound"])
    }
    try:
        from afinn import Afinn  # type: ignore[import-untyped]  # it ships no types
    except ImportError:
        return scorers
    return scorers | {"afinn": Afinn(emoticons=True).score}


def report(one: RatedSet, values: Floats, sure: Floats, scorers: dict[str, Callable[[str], float]]) -> None:
    confidences = blend.probability(confidence_features(values, one.texts), sure)
    settled, confidences = settle(one.texts, values, confidences)
    others = {name: [score(text) for text in one.texts] for name, score in scorers.items()}
    figure(
        f"sentiment.{one.name}.r",
        correlation(settled, one.ratings),
        **{name: correlation(found, one.ratings) for name, found in others.items()},
        rows=len(one.texts),
        learnt_from=one.is_trained_on,
    )
    vader = np.array(others["vader"])
    calls = np.where(np.abs(vader) < _VADER_NEUTRAL, 0, np.sign(vader))
    share = round(float((calls == blend.labels(one.ratings)).mean()), 4)
    reliability(f"sentiment.{one.name}", settled, confidences, one.ratings, vader=share)


def reliability(name: str, values: Floats, confidences: Floats, ratings: Floats, **others: float) -> None:
    """How often the label is right, and how far from that the confidence is, over bins of confidence."""
    right = blend.labels(values) == blend.labels(ratings)
    bins = np.clip((confidences * _BINS).astype(int), 0, _BINS - 1)
    curve = {
        f"{b / _BINS:.1f}": [round(float(right[bins == b].mean()), 3), int((bins == b).sum())]
        for b in sorted(set(bins.tolist()))
    }
    off = [
        abs(right[bins == b].mean() - confidences[bins == b].mean()) * (bins == b).mean() for b in set(bins)
    ]
    figure(f"{name}.labels", right.mean(), calibration_error=round(sum(off), 3), right_from=curve, **others)


def correlation(found: Sequence[float] | Floats, ratings: Floats) -> float:
    return round(float(np.corrcoef(found, ratings)[0, 1]), 4)


Readings = dict[str, list[tuple[str, str, float]]]
"""By name: text, language, rating in -1..1."""


def readings(folder: Any) -> Readings:
    """Every set in a language with a word list: name, texts, language, ratings."""
    found: Readings = {}
    for kind, held in (("written", False), ("held", True)):
        for language in LISTED:
            found[f"{kind}.{language}"] = [(text, language, value) for text, value in listed(language, held)]
    found["held.all"] = [row for language in LISTED for row in found.pop(f"held.{language}")]
    found["app_reviews.fr"] = [(text, "fr", value) for text, value in stars(folder, "fr")]
    return found


def report_list(name: str, rows: list[tuple[str, str, float]]) -> None:
    """A word list beside its words simply added up, and beside the commonest label, where it reads at all."""
    found = [lexicons.read(text, language) for text, language, _ in rows]
    known = np.array([reading.hits > 0 for reading in found])
    values = np.array([reading.value for reading in found])[known]
    added = np.array([lexicons.added_up(text, language) for text, language, _ in rows])[known]
    rated = np.array([rating for _, _, rating in rows])[known]
    _, counts = np.unique(blend.labels(rated), return_counts=True)
    figure(
        f"sentiment.list.{name}.r",
        correlation(values, rated),
        added_up=correlation(added, rated),
        assessed=round(float(known.mean()), 3),
        rows=len(rows),
    )
    figure(
        f"sentiment.list.{name}.accuracy",
        float((blend.labels(values) == blend.labels(rated)).mean()),
        added_up=round(float((blend.labels(added) == blend.labels(rated)).mean()), 4),
        majority=round(float(counts.max() / counts.sum()), 4),
    )
    evidence = np.array([reading_features(reading) for reading in found])[known]
    reliability(f"sentiment.list.{name}", values, blend.probability(evidence, blend.lexicon_sure()), rated)


def list_confidence(reports: Readings) -> Floats:
    """What a word list's confidence weighs, learnt from our statements alone. Those it was written with and
    those held back weigh the same together: the first flatter it, the second are its hardest."""
    evidence, values, ratings, weights = [], [], [], []
    written = sum(len(rows) for name, rows in reports.items() if name.startswith("written"))
    for name, rows in reports.items():
        if name.startswith("app_reviews"):
            continue
        for text, language, rating in rows:
            reading = lexicons.read(text, language)
            if reading.hits:
                evidence.append(reading_features(reading))
                values.append(reading.value)
                ratings.append(rating)
                weights.append(written / len(rows) if name == "held.all" else 1.0)
    return blend.calibrate(*map(np.array, (evidence, values, ratings, weights)))


def write(whole: Blend, sure: Floats, list_sure: Floats, probe: Any) -> None:
    small, scale = quantised(whole.landmarks.astype(np.float64))
    np.savez_compressed(
        blend.FILE,
        landmarks=small,
        scale=scale,
        weights=whole.weights,
        mean=np.float32(whole.mean),
        sure=sure.astype(np.float32),
        lexicon_sure=list_sure.astype(np.float32),
        probe=probe,
    )


if __name__ == "__main__":
    main()
