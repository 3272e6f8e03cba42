"""What statements carry besides their theme: language, sentiment, intents, drivers; replies read rightly."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analysis import drivers, intents, sentiment
from analysis.corrections import NOTHING, Taught, obeyed
from analysis.language import detect
from analysis.replies import denies, in_context
from analysis.signals.detector import Hit
from analysis.types import Embeddings, Encode, Sentiment, Statement

# A no turns what its question supposes into the opposite, and says it less strongly.
_DENIED = -0.7


def texts(statements: Sequence[Statement]) -> list[str]:
    """Each statement as it is read for its meaning: a bare reply or a short item after its context."""
    return [in_context(statement.text, statement.context) for statement in statements]


def languages(statements: Sequence[Statement], prior: str) -> list[str]:
    """ISO 639-1 code of each statement; `prior` where a few words cannot tell."""
    return [detect(statement.text, prior) for statement in statements]


def feelings(
    statements: Sequence[Statement],
    embeddings: Embeddings,
    spoken_in: Sequence[str],
    *,
    encode: Encode | None = None,
    covered: Collection[str] = sentiment.COVERED,
) -> tuple[Sentiment | None, ...]:
    """Sentiment of each statement; that of a bare no is the opposite of its question's. `covered` are the
    languages the encoder knows."""
    denied = [denies(statement.text, statement.context) for statement in statements]
    read = [
        statement.context if is_denied else text
        for statement, text, is_denied in zip(statements, texts(statements), denied, strict=True)
    ]
    found = sentiment.assess(read, embeddings, spoken_in, covered=covered, encode=encode)
    return tuple(_denied(one) if one and no else one for one, no in zip(found, denied, strict=True))


def announced(
    statements: Sequence[Statement],
    embeddings: Embeddings,
    sentiments: Sequence[Sentiment | None],
    *,
    encode: Encode,
    spoken_in: Sequence[str] | None = None,
    taught: Taught = NOTHING,
) -> list[list[Hit]]:
    """Intents of each statement; a bare no announces nothing of what it was asked about. What people said
    of single statements holds."""
    found = intents.detect(
        texts(statements),
        embeddings,
        sentiments,
        encode=encode,
        languages=spoken_in,
        own=taught.own,
        learned=taught.learned,
    )
    heard = [
        [] if denies(statement.text, statement.context) else hits
        for statement, hits in zip(statements, found, strict=True)
    ]
    return obeyed("intent", heard, statements, taught.corrections, lambda name, _: intents.polarity(name))


def pushes(
    statements: Sequence[Statement],
    embeddings: Embeddings,
    sentiments: Sequence[Sentiment | None],
    *,
    encode: Encode,
    taught: Taught = NOTHING,
) -> list[list[Hit]]:
    """Drivers of each statement, with their direction. What people said of single statements holds."""
    found = drivers.detect(texts(statements), embeddings, sentiments, encode=encode)
    return obeyed(
        "driver", found, statements, taught.corrections, lambda _, index: drivers.direction(sentiments[index])
    )


def _denied(feeling: Sentiment) -> Sentiment:
    return Sentiment(round(_DENIED * feeling.value, 3), round(feeling.confidence / 2, 3))
