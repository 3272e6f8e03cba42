"""Any column of open text, analysed: statements, themes, sentiment and intents, and a verdict per row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from analysis import intents, sentiment, statements, transcripts
from analysis.language import detect
from analysis.themes import cluster
from analysis.themes.study import FittedThemes, fit_study
from analysis.types import Answer, Embeddings, Encode, Sentiment, Statement

_CHUNK: Final = 512
# A statement leans on the answer it stands in ("It is so slow"), the less the more that answer says.
_CONTEXT: Final = 2.0

Progress = Callable[[str, int, int], None]
"""Told the stage, what is done and what there is to do."""


def _nobody_watches(_stage: str, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The result; row i of `embeddings`, `sentiments`, `intents` and `fitted.labels` is statement i.

    A statement's `turn` is its row's index and its offsets lie in that row's text. `main` holds each
    row's main statement, None for a row without one. `seconds` by stage.
    """

    statements: tuple[Statement, ...]
    embeddings: Embeddings
    sentiments: tuple[Sentiment | None, ...]
    intents: tuple[tuple[str, ...], ...]
    fitted: FittedThemes
    main: tuple[int | None, ...]
    seconds: dict[str, float]


def analyse(
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    *,
    encode: Encode,
    seed: int = 0,
    method: cluster.Method | None = None,
    conversations: bool = False,
    language: str = "en",
    progress: Progress = _nobody_watches,
) -> Survey:
    """Analyse one text per row; `conversations` keeps the respondent's turns of whole transcripts."""
    clock = _Clock()
    answers = _conversation_answers(texts) if conversations else _plain_answers(texts)
    said, contexts = _cut(answers)
    clock.stop("statements")
    own = _encode([s.text for s in said], encode, progress)
    rows = _in_context(own, contexts, [text for _, _, text in answers], encode)
    clock.stop("embedding")
    progress("themes", 0, 1)
    owners = [statement.turn for statement in said]
    spoken = [statement.text for statement in said]
    fitted = fit_study(rows, spoken, [respondents[i] for i in owners], seed=seed, method=method)
    clock.stop("themes")
    progress("signals", 0, 1)
    feelings = sentiment.assess(spoken, own, [detect(text, language) for text in spoken])
    hits = intents.detect(spoken, own, feelings, encode=encode)
    clock.stop("sentiment_and_intents")
    return Survey(
        statements=said,
        embeddings=rows,
        sentiments=feelings,
        intents=tuple(tuple(hit.name for hit in row) for row in hits),
        fitted=fitted,
        main=_main(rows, np.array(owners, dtype=np.int64), len(texts)),
        seconds=clock.seconds,
    )


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def stop(self, stage: str) -> None:
        now = perf_counter()
        self.seconds[stage] = round(now - self._since, 3)
        self._since = now


def _plain_answers(texts: Sequence[str]) -> list[tuple[int, int, str]]:
    return [(row, 0, text) for row, text in enumerate(texts)]


def _conversation_answers(texts: Sequence[str]) -> list[tuple[int, int, str]]:
    """Row, offset in the row's text, and words of each of the respondent's turns."""
    return [
        (row, turn.start, turn.text)
        for row, text in enumerate(texts)
        for turn, _ in transcripts.answers(transcripts.parse(text))
    ]


def _cut(answers: Sequence[tuple[int, int, str]]) -> tuple[tuple[Statement, ...], list[int]]:
    """Statements with their offsets moved to the row's text, and the answer each one stands in."""
    said: list[Statement] = []
    contexts: list[int] = []
    for number, (row, offset, text) in enumerate(answers):
        for statement in statements.cut_answer(Answer(row, "", text)):
            said.append(Statement(row, offset + statement.start, offset + statement.end, statement.text))
            contexts.append(number)
    return tuple(said), contexts


def _encode(texts: Sequence[str], encode: Encode, progress: Progress) -> Embeddings:
    if not texts:
        return encode([])
    parts = []
    for start in range(0, len(texts), _CHUNK):
        progress("embedding", start, len(texts))
        parts.append(encode(texts[start : start + _CHUNK]))
    progress("embedding", len(texts), len(texts))
    return np.concatenate(parts)


def _in_context(
    own: Embeddings, contexts: Sequence[int], answers: Sequence[str], encode: Encode
) -> Embeddings:
    """Each statement's row leaning toward its whole answer's, where the answer says more than that."""
    where = np.array(contexts, dtype=np.int64)
    counts = (
        np.bincount(where, minlength=len(answers)) if len(where) else np.zeros(len(answers), dtype=np.int64)
    )
    several = np.flatnonzero(counts > 1)
    if not len(several):
        return own
    whole = dict(zip(several.tolist(), encode([answers[i] for i in several.tolist()]), strict=True))
    rows = own.copy()
    for index, answer in enumerate(contexts):
        if answer in whole:
            weight = min(1.0, _CONTEXT / counts[answer])
            mixed = own[index] + weight * whole[answer]
            rows[index] = mixed / np.linalg.norm(mixed)
    return rows


def _main(
    rows: Embeddings, owners: np.ndarray[tuple[int], np.dtype[np.int64]], count: int
) -> tuple[int | None, ...]:
    """Each row's statement nearest to the middle of all it says."""
    main: list[int | None] = [None] * count
    if not len(owners):
        return tuple(main)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(owners)], strict=True):
        block = rows[start:stop]
        main[int(owners[start])] = start + int(np.argmax(block @ block.mean(axis=0)))
    return tuple(main)
