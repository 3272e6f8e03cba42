"""Any column of open text, analysed: statements, themes, sentiment and intents, and a verdict per row.

Built for hundreds of thousands of rows: what is said twice is read once, and every stage goes in blocks,
so that beside the embeddings memory stays flat.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis import reading, statements, transcripts
from analysis.themes import cluster, hierarchy
from analysis.themes.homes import UNASSIGNED
from analysis.themes.study import FittedThemes, fit_study
from analysis.types import Answer, Embeddings, Encode, Sentiment, Statement

_BLOCK: Final = 2_048
# A statement leans on the answer it stands in ("It is so slow"), the less the more that answer says.
_CONTEXT: Final = 1.0

Progress = Callable[[str, int, int], None]
"""Told the stage, what is done and what there is to do."""

Rows = NDArray[np.intp]
T = TypeVar("T")


def _nobody_watches(_stage: str, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The result; row i of `languages` to `intents` and of `fitted.labels` is statement i.

    A statement's `turn` is its row's index and its offsets lie in that row's text. `main` holds each
    row's main statement, None for a row without one; `parents` the theme each theme is a part of, if any.
    `cpu_seconds` and `memory_mb`, the most the process had taken by its end, are by stage.
    """

    statements: tuple[Statement, ...]
    languages: tuple[str, ...]
    embeddings: Embeddings
    sentiments: tuple[Sentiment | None, ...]
    intents: tuple[tuple[str, ...], ...]
    fitted: FittedThemes
    parents: tuple[int | None, ...]
    main: tuple[int | None, ...]
    cpu_seconds: dict[str, float]
    memory_mb: dict[str, int]


def analyse(
    texts: Sequence[str],
    respondents: Sequence[Hashable],
    *,
    encode: Encode,
    seed: int = 0,
    method: cluster.Method | None = None,
    conversations: bool = False,
    language: str = "en",
    unassigned: float = UNASSIGNED,
    progress: Progress = _nobody_watches,
) -> Survey:
    """Analyse one text per row; `conversations` keeps the respondent's turns of whole transcripts.

    language: ISO 639-1 code of what a few words alone cannot tell. unassigned: see `fit_study`.
    """
    clock = _Clock()
    answers = _conversation_answers(texts) if conversations else _plain_answers(texts)
    said, contexts = _cut(answers, progress)
    clock.stop("statements")
    first, back = _distinct(said)
    once = [said[index] for index in first]
    spoken_in = reading.languages(once, language)
    clock.stop("languages")
    rows = _encode(reading.texts(once), encode, progress)
    clock.stop("embedding")
    feelings = _in_blocks(
        once, rows, "sentiment", progress, lambda a, b: reading.feelings(once[a:b], rows[a:b], spoken_in[a:b])
    )
    clock.stop("sentiment")
    hits = _in_blocks(
        once, rows, "intents", progress, lambda a, b: _intents(once[a:b], rows[a:b], feelings[a:b], encode)
    )
    clock.stop("intents")
    rows = rows if len(first) == len(said) else rows[back]
    _lean(rows, contexts, [text for _, _, text, _ in answers], encode)
    clock.stop("context")
    progress("themes", 0, 1)
    owners = [statement.turn for statement in said]
    read = [statement.text for statement in said]
    fitted = fit_study(
        rows,
        read,
        [respondents[i] for i in owners],
        seed=seed,
        method=method,
        unassigned=unassigned,
        encode=encode,
    )
    parents = hierarchy.parents(rows, fitted.labels)
    clock.stop("themes")
    return Survey(
        statements=said,
        languages=tuple(spoken_in[i] for i in back.tolist()),
        embeddings=rows,
        sentiments=tuple(feelings[i] for i in back.tolist()),
        intents=tuple(hits[i] for i in back.tolist()),
        fitted=fitted,
        parents=parents,
        main=_main(rows, np.array(owners, dtype=np.int64), len(texts)),
        cpu_seconds=clock.seconds,
        memory_mb=clock.memory_mb,
    )


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.memory_mb: dict[str, int] = {}
        self._since = process_time()

    def stop(self, stage: str) -> None:
        now = process_time()
        self.seconds[stage] = round(now - self._since, 3)
        self._since = now
        self.memory_mb[stage] = _peak_mb()


def _peak_mb() -> int:
    """The most memory this process has taken so far, in MB; the system counts it in kB, on macOS in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (2**20 if sys.platform == "darwin" else 2**10))


_Said = tuple[int, int, str, str]
"""Row, offset in the row's text, words, and the question they answer."""


def _plain_answers(texts: Sequence[str]) -> list[_Said]:
    return [(row, 0, text, "") for row, text in enumerate(texts)]


def _conversation_answers(texts: Sequence[str]) -> list[_Said]:
    """Each of the respondent's turns."""
    return [
        (row, turn.start, turn.text, answer.question)
        for row, text in enumerate(texts)
        for turn, answer in transcripts.answers(transcripts.parse(text))
    ]


def _cut(answers: Sequence[_Said], progress: Progress) -> tuple[tuple[Statement, ...], list[int]]:
    """Statements with their offsets moved to the row's text, and the answer each one stands in."""
    said: list[Statement] = []
    contexts: list[int] = []
    for number, (row, offset, text, question) in enumerate(answers):
        if number % _BLOCK == 0:
            progress("statements", number, len(answers))
        for one in statements.cut_answer(Answer(row, question, text)):
            said.append(Statement(row, offset + one.start, offset + one.end, one.text, one.context))
            contexts.append(number)
    return tuple(said), contexts


def _distinct(said: Sequence[Statement]) -> tuple[list[int], Rows]:
    """Where each distinct statement stands first, and which of those each statement equals."""
    places: dict[tuple[str, str], int] = {}
    first: list[int] = []
    back = np.empty(len(said), dtype=np.intp)
    for index, statement in enumerate(said):
        key = (statement.text, statement.context)
        place = places.setdefault(key, len(first))
        if place == len(first):
            first.append(index)
        back[index] = place
    return first, back


def _encode(texts: Sequence[str], encode: Encode, progress: Progress) -> Embeddings:
    """Unit rows, shape (n, d), filled block by block."""
    rows = encode(texts[:0])
    rows = np.empty((len(texts), rows.shape[1]), dtype=np.float32)
    for start in range(0, len(texts), _BLOCK):
        progress("embedding", start, len(texts))
        rows[start : start + _BLOCK] = encode(texts[start : start + _BLOCK])
    progress("embedding", len(texts), len(texts))
    return rows


def _in_blocks(
    said: Sequence[Statement],
    rows: Embeddings,
    stage: str,
    progress: Progress,
    read: Callable[[int, int], Sequence[T]],
) -> list[T]:
    found: list[T] = []
    for start in range(0, len(rows), _BLOCK):
        progress(stage, start, len(said))
        found.extend(read(start, start + _BLOCK))
    return found


def _intents(
    said: Sequence[Statement], rows: Embeddings, feelings: Sequence[Sentiment | None], encode: Encode
) -> list[tuple[str, ...]]:
    found = reading.announced(said, rows, feelings, encode=encode)
    return [tuple(hit.name for hit in hits) for hits in found]


def _lean(rows: Embeddings, contexts: Sequence[int], answers: Sequence[str], encode: Encode) -> None:
    """Moves each statement's row toward its whole answer's, where the answer says more than that."""
    where = np.array(contexts, dtype=np.intp)
    counts = np.bincount(where, minlength=len(answers))
    several = np.flatnonzero(counts > 1)
    starts = np.searchsorted(where, several)
    for block in range(0, len(several), _BLOCK):
        chosen = several[block : block + _BLOCK]
        whole = encode([answers[index] for index in chosen.tolist()])
        times = counts[chosen]
        members = np.repeat(starts[block : block + _BLOCK], times) + _steps(times)
        weights = np.minimum(1.0, _CONTEXT / times).astype(np.float32)
        mixed = rows[members] + np.repeat(weights[:, None] * whole, times, axis=0)
        rows[members] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def _steps(times: Rows) -> Rows:
    """0, 1, … for each run: [2, 3] gives 0 1 0 1 2."""
    result: Rows = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return result


def _main(rows: Embeddings, owners: NDArray[np.int64], count: int) -> tuple[int | None, ...]:
    """Each row's statement nearest to the middle of all it says."""
    main: list[int | None] = [None] * count
    if not len(owners):
        return tuple(main)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(owners)], strict=True):
        block = rows[start:stop]
        place = int(np.argmax(block @ block.mean(axis=0))) if stop > start + 1 else 0
        main[int(owners[start])] = start + place
    return tuple(main)
