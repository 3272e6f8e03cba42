"""What a survey's themes count: by respondent, together, for and against, and where they lie on a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.counting.record import Heard, Record, Voice
from analysis.survey import Survey
from analysis.themes.assign import centre

_STEPS: Final = 200
_GAP: Final = 0.01
_SIDES: Final = 2

Floats = NDArray[np.float64]


def record_of(survey: Survey, respondents: Sequence[str]) -> Record:
    """The survey as what counting reads: one interview per respondent, themes by their number as text."""
    told: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index, (label, statement) in enumerate(
        zip(survey.fitted.labels.tolist(), survey.statements, strict=True)
    ):
        if label >= 0:
            told[label, respondents[statement.turn]].append(index)
    people = dict.fromkeys(respondents[statement.turn] for statement in survey.statements)
    heard = tuple(Heard(who, who, date.min) for who in people)
    return Record(heard, tuple(_voice(survey, *key, said) for key, said in told.items()))


def sides(survey: Survey, respondents: Sequence[str], theme: int) -> tuple[int | None, int | None]:
    """The statements that speak most plainly for and against a theme, by two respondents where possible."""
    members = np.flatnonzero(survey.fitted.labels == theme).tolist()
    known = [(feeling.value * feeling.confidence, i) for i in members if (feeling := survey.sentiments[i])]
    if len(known) < _SIDES:
        return None, None
    best = max(known)[1]
    others = [
        pair
        for pair in known
        if respondents[survey.statements[pair[1]].turn] != respondents[survey.statements[best].turn]
    ]
    return best, min(others or known)[1]


def layout(survey: Survey, themes: Sequence[int], radii: Floats, width: float, height: float) -> Floats:
    """Where each of `themes` lies on a map of `width` by `height`, shape (themes, 2).

    Near in meaning is near in place: the two main directions in which the themes' centres differ (classical
    scaling, Torgerson 1952); then circles of the given `radii` are pushed apart until none covers another.
    """
    size = np.array([width, height])
    count = len(themes)
    if count < _SIDES:
        middle: Floats = np.full((count, 2), 0.5) * size
        return middle
    centres = np.stack([centre(survey.fitted.themes[theme].exemplars) for theme in themes]).astype(np.float64)
    left, sizes, _ = np.linalg.svd(centres - centres.mean(axis=0), full_matrices=False)
    places = np.zeros((count, 2))
    axes = min(2, len(sizes))
    places[:, :axes] = left[:, :axes] * sizes[:axes]
    # The sign of an axis is chance: the largest theme lies at the left and above.
    places *= np.where(places[0] > 0, -1.0, 1.0)
    ranks = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0) / (count - 1)
    spread = places.max(axis=0) - places.min(axis=0)
    scaled = (places - places.min(axis=0)) / np.where(spread > 0, spread, 1.0)
    # Half the true place, half the rank: one far theme must not press all others into a corner.
    return _apart((scaled + ranks) / 2 * size, radii, size)


def _apart(places: Floats, radii: Floats, size: Floats) -> Floats:
    wanted = radii[:, None] + radii[None, :] + _GAP * float(size.mean())
    np.fill_diagonal(wanted, 0.0)
    least = radii[:, None]
    most = np.maximum(size - least, least)
    places = np.clip(places, least, most)
    for _ in range(_STEPS):
        gaps = places[:, None, :] - places[None, :, :]
        distances = np.linalg.norm(gaps, axis=2)
        overlap = np.maximum(0.0, wanted - distances)
        if not overlap.any():
            break
        push = gaps / np.maximum(distances, 1e-9)[:, :, None] * overlap[:, :, None]
        places = np.clip(places + 0.3 * push.sum(axis=1), least, most)
    return places


def _voice(survey: Survey, theme: int, respondent: str, said: Sequence[int]) -> Voice:
    values = [feeling.value for index in said if (feeling := survey.sentiments[index])]
    mean = sum(values) / len(values) if values else None
    return Voice(str(theme), respondent, len(said), len(values), mean)
