"""Which statements to show: close to the point, a readable length, each by somebody else."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis import phrases
from analysis.types import Embeddings, Sentiment, Statement, Tag

_READABLE_CHARS: Final = (40, 220)
_LENGTH_PENALTY: Final = 0.15
_LABEL_BONUS: Final = 0.1
# Of a large theme only the nearest are looked at word by word.
_LOOKED_AT: Final = 400


def best_quotes(
    texts: Sequence[str],
    embeddings: Embeddings,
    members: NDArray[np.int64],
    respondents: Sequence[Hashable],
    *,
    label: str = "",
    count: int = 5,
) -> tuple[int, ...]:
    """Up to `count` indexes out of `members`, best first: one per respondent and wording where possible.

    texts, embeddings, respondents: all statements, row i means statement i. Statements that hold every
    word of `label` come a little sooner, so that a reader sees why the theme is called that.
    """
    rows = embeddings[members]
    middle = rows.mean(axis=0)
    nearness = rows @ middle / max(float(np.linalg.norm(middle)), 1e-9)
    if len(members) > _LOOKED_AT:
        nearest = np.sort(np.argpartition(-nearness, _LOOKED_AT)[:_LOOKED_AT])
        members, nearness = members[nearest], nearness[nearest]
    wanted = phrases.stems(label)
    penalty = np.array(
        [
            _LENGTH_PENALTY * _unreadable(texts[i])
            - (_LABEL_BONUS if wanted <= phrases.stems(texts[i]) else 0)
            for i in members.tolist()
        ]
    )
    ranked = members[np.argsort(penalty - nearness, kind="stable")].tolist()
    chosen: list[int] = []
    voices: set[Hashable] = set()
    wordings: set[str] = set()
    for index in ranked:
        wording = " ".join(texts[index].lower().split())
        if respondents[index] not in voices and wording not in wordings:
            chosen.append(index)
            voices.add(respondents[index])
            wordings.add(wording)
        if len(chosen) == count:
            return tuple(chosen)
    rest = [i for i in ranked if i not in chosen and " ".join(texts[i].lower().split()) not in wordings]
    return tuple((chosen + rest[: max(0, min(count, 3) - len(chosen))])[:count])


def _unreadable(text: str) -> float:
    """0 for a length that reads well in a list, rising to 1 for a fragment or a paragraph."""
    short, long = _READABLE_CHARS
    if len(text) < short:
        return (short - len(text)) / short
    return min(1.0, max(0, len(text) - long) / long)


def worth_showing(
    statements: Sequence[Statement],
    sentiments: Sequence[Sentiment | None],
    tags: Sequence[Tag],
    *,
    count: int,
) -> tuple[int, ...]:
    """Indexes of up to `count` statements of one interview, those first that carry most.

    A statement counts for the intents and drivers it carries, the strength of its feeling and a
    readable length.
    """
    weights = {"intent": 1.0, "driver": 0.5, "theme": 0.3, "sentiment": 0.2}
    worth = [0.0] * len(statements)
    for tag in tags:
        for index in tag.evidence:
            worth[index] += weights[tag.kind] * tag.confidence
    for index, (statement, feeling) in enumerate(zip(statements, sentiments, strict=True)):
        worth[index] += 0.5 * abs(feeling.value) if feeling else 0.0
        worth[index] -= 0.5 * _unreadable(statement.text)
    ranked = sorted(range(len(statements)), key=lambda index: (-worth[index], index))
    return tuple(ranked[:count])
