"""The shapes that travel through the analysis: rows in, rows out, row i always means statement i."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
"""Unit rows, shape (n, d)."""

Labels = NDArray[np.int64]
"""Theme of each statement, shape (n,); -1 is an outlier."""

Encode = Callable[[Sequence[str]], Embeddings]
"""Texts to unit rows, shape (n, d) float32, in the order given."""

TagKind = Literal["theme", "sentiment", "intent", "driver"]
Polarity = Literal["positive", "negative", "mixed", "neutral"]
NEUTRAL_BELOW = 0.15
"""A sentiment nearer to zero than this is called neutral."""
Direction = Literal["toward", "against", "mixed"]


class Ask(Protocol):
    """A structured question to a language model: one JSON object back, shaped by `schema`.

    May raise anything; whoever calls it falls back to the rules.
    """

    def __call__(
        self, *, system: str, user: str, schema: Mapping[str, Any], schema_name: str
    ) -> Awaitable[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn of the respondent with the question it answers. `turn` is its seq in the transcript."""

    turn: int
    question: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim cut from an answer: `answer.text[start:end] == text`, offsets in Unicode code points.

    `context` is what it needs to be understood, verbatim and empty where it needs nothing: the question
    a bare "yes" answers, the line a list stands under.
    """

    turn: int
    start: int
    end: int
    text: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How a statement feels: `value` in -1..1, `confidence` in 0..1."""

    value: float
    confidence: float

    @property
    def label(self) -> Literal["positive", "negative", "neutral"]:
        if abs(self.value) < NEUTRAL_BELOW:
            return "neutral"
        return "positive" if self.value > 0 else "negative"


@dataclass(frozen=True, slots=True, eq=False)
class KnownTheme:
    """A theme statements can be assigned to. `exemplars`: unit rows, shape (m, d), m >= 1."""

    id: str
    label: str
    exemplars: Embeddings


@dataclass(frozen=True, slots=True)
class Tag:
    """A finding with its evidence, the indexes of the statements that carry it, surest first.

    `name` is the theme's label, the intent's or the driver's name, or `overall` for sentiment;
    `theme` is the theme's id for tags of kind theme. A driver's polarity is its direction:
    positive pushes toward a decision for us, negative against. `about` names a competitor. `spans` says for
    each piece of evidence, in its order, which part of the turn shows it; all of the statement if empty.
    """

    kind: TagKind
    name: str
    polarity: Polarity
    confidence: float
    evidence: tuple[int, ...]
    theme: str | None = None
    about: str | None = None
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def direction(self) -> Direction:
        directions: dict[Polarity, Direction] = {"positive": "toward", "negative": "against"}
        return directions.get(self.polarity, "mixed")


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of a summary, tied to the indexes of the statements it rests on (never empty)."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made an insight: the language, who read it, and the hash of each prompt used."""

    language: str
    reader: Literal["rules", "model"]
    prompts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Insight:
    """What one interview says. Row i of `embeddings`, `languages`, `sentiments`, `themes` means statement i.

    `languages` are ISO 639-1 codes; `themes` holds a theme's id or None; `sentiments` None where not
    assessed; `quotes` are indexes of the statements worth showing, best first; every other index in a tag
    or line appears in `statements`.
    """

    statements: tuple[Statement, ...]
    embeddings: Embeddings
    languages: tuple[str, ...]
    sentiments: tuple[Sentiment | None, ...]
    themes: tuple[str | None, ...]
    sentiment: Sentiment | None
    tags: tuple[Tag, ...]
    quotes: tuple[int, ...]
    summary: tuple[SummaryLine, ...]
    provenance: Provenance
