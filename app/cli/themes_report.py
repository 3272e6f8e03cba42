"""What `earshot themes` found, as data: what `--json` prints and every other report is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from analysis import sentiment
from analysis.counting.feelings import Feeling, feeling
from analysis.counting.pairs import Pair, pairs
from analysis.survey import Survey
from analysis.survey_figures import record_of, sides

_PAIRS_SHOWN: Final = 12
_FEWEST_TOGETHER: Final = 2


def summary(
    survey: Survey, respondents: Sequence[str], *, rows: int, seed: int, min_group: int = 1
) -> dict[str, Any]:
    """The figures of a run: themes with label, size, prevalence, feelings and quotes; CPU seconds by stage.

    Themes that fewer than `min_group` respondents voice are counted, not shown.
    """
    total = len(survey.statements)
    outliers = int((survey.fitted.labels < 0).sum())
    intents = Counter(name for names in survey.intents for name in names)
    record = record_of(survey, respondents)
    shown = [n for n, theme in enumerate(survey.fitted.themes) if theme.prevalence.count >= min_group]
    smallest = max(min_group, _FEWEST_TOGETHER)
    met = [one for one in pairs(record, smallest=smallest) if one.is_tied][:_PAIRS_SHOWN]
    return {
        "rows": rows,
        "respondents": len(set(respondents)),
        "statements": total,
        "seed": seed,
        "languages": dict(Counter(survey.languages).most_common()),
        "themes": [_theme(survey, respondents, n, feeling(record, str(n))) for n in shown],
        "too_few": len(survey.fitted.themes) - len(shown),
        "outliers": {"size": outliers, "share": round(outliers / total, 4)},
        "sentiment": _mean(survey, range(total)),
        "intents": dict(intents.most_common()),
        "together": [_pair(survey, one) for one in met],
        "timings": survey.cpu_seconds | {"total": round(sum(survey.cpu_seconds.values()), 3)},
        "memory_mb": survey.memory_mb,
    }


def _theme(survey: Survey, respondents: Sequence[str], number: int, felt: Feeling) -> dict[str, Any]:
    theme = survey.fitted.themes[number]
    members = np.flatnonzero(survey.fitted.labels == number).tolist()
    share = theme.prevalence
    intents = Counter(name for index in members for name in survey.intents[index])
    for_it, against = sides(survey, respondents, number) if felt.is_divided else (None, None)
    return {
        "theme": number,
        "label": theme.label,
        "size": theme.size,
        "prevalence": {
            "respondents": share.count,
            "of": share.total,
            "share": round(share.value, 4),
            "low": round(share.low, 4),
            "high": round(share.high, 4),
        },
        "sentiment": _mean(survey, members),
        "feelings": {
            "positive": felt.positive,
            "neutral": felt.neutral,
            "negative": felt.negative,
            "not_assessed": felt.unassessed,
            "divided": felt.is_divided,
        },
        "intents": dict(intents.most_common(3)),
        "part_of": survey.parents[number],
        "parts": [part for part, parent in enumerate(survey.parents) if parent == number],
        "quotes": [quote(survey, respondents, index) for index in theme.quotes],
        "for": quote(survey, respondents, for_it) if for_it is not None else None,
        "against": quote(survey, respondents, against) if against is not None else None,
    }


def quote(survey: Survey, respondents: Sequence[str], index: int) -> dict[str, Any]:
    """A statement with its place: `text` is its row's text from `start` to `end`."""
    statement = survey.statements[index]
    felt = survey.sentiments[index]
    return {
        "text": statement.text,
        "context": statement.context,
        "row": statement.turn + 1,
        "start": statement.start,
        "end": statement.end,
        "respondent": respondents[statement.turn],
        "sentiment": felt.value if felt else None,
    }


def _mean(survey: Survey, rows: Sequence[int]) -> float | None:
    mean = sentiment.overall([survey.sentiments[i] for i in rows], [1.0] * len(rows))
    return mean.value if mean else None


def _pair(survey: Survey, one: Pair) -> dict[str, Any]:
    return {
        "themes": [int(one.first), int(one.second)],
        "labels": [survey.fitted.themes[int(number)].label for number in (one.first, one.second)],
        "respondents": one.together,
        "expected": round(one.expected, 1),
        "times": round(one.lift, 2),
    }
