"""The analysis from end to end, as a table of contents: one interview, one study, one new statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from analysis import drivers, extraction, quotes, reading, sentiment, statements, summary, tagging, topics
from analysis.corrections import NOTHING, Taught
from analysis.naming import name_theme
from analysis.themes.assign import assign
from analysis.themes.grow import Growth, NewTheme, grow
from analysis.themes.study import FittedTheme, FittedThemes, fit_study
from analysis.types import Answer, Ask, Encode, Insight, KnownTheme, Provenance

__all__ = [
    "FittedTheme",
    "FittedThemes",
    "Growth",
    "NewTheme",
    "analyse_transcript",
    "assign",
    "fit_study",
    "grow",
    "name_theme",
    "read_with_model",
    "warm_up",
]

_QUOTES: Final = 8


def analyse_transcript(
    answers: Sequence[Answer],
    *,
    themes: Sequence[KnownTheme],
    encode: Encode,
    language: str = "en",
    taught: Taught = NOTHING,
    covered: Collection[str] = sentiment.COVERED,
) -> Insight:
    """What one interview says, by rules and embeddings alone. Busy for a while: call it in a thread.

    language: the interview's own, ISO 639-1; single statements may turn out to be in another.
    taught: what people of the workspace said, which holds. covered: languages the encoder knows.
    """
    said = statements.cut(answers)
    embeddings = encode(reading.texts(said))
    spoken_in = reading.languages(said, language)
    feelings = reading.feelings(said, embeddings, spoken_in, encode=encode, covered=covered)
    overall = sentiment.overall(feelings, [len(statement.text) ** 0.5 for statement in said])
    nearest, similarity = assign(embeddings, themes, asides=topics.asides(encode))
    theme_ids = tuple(themes[label].id if label >= 0 else None for label in nearest.tolist())
    announced = reading.announced(
        said, embeddings, feelings, encode=encode, spoken_in=spoken_in, taught=taught
    )
    pushes = reading.pushes(said, embeddings, feelings, encode=encode, taught=taught)
    tags = [
        *tagging.theme_tags(theme_ids, similarity.tolist(), feelings, themes),
        *tagging.sentiment_tag(feelings, overall),
        *tagging.intent_tags(announced, said, languages=spoken_in, own=taught.own),
        *tagging.driver_tags(pushes, said),
    ]
    return Insight(
        statements=said,
        embeddings=embeddings,
        languages=tuple(spoken_in),
        sentiments=feelings,
        themes=theme_ids,
        sentiment=overall,
        tags=tuple(tags),
        quotes=quotes.worth_showing(said, feelings, tags, count=_QUOTES),
        summary=summary.summarise(said, feelings, overall, tags),
        provenance=Provenance(language, "rules"),
    )


def warm_up(encode: Encode) -> None:
    """Loads and encodes what every reading needs, so that the first interview to end does not wait for it."""
    example = Answer(1, "How did it go?", "The export fails every Monday, but support was quick to help us.")
    analyse_transcript([example], themes=topics.known_topics(encode), encode=encode)


async def read_with_model(
    insight: Insight,
    answers: Sequence[Answer],
    *,
    themes: Sequence[KnownTheme],
    ask: Ask,
    taught: Taught = NOTHING,
) -> Insight:
    """The insight as a model reads the same statements, checked mark by mark.

    A model that fails, or says what nobody said, changes nothing: what the rules found stands, and the
    provenance notes why. What people said of single statements holds against a model too.
    """
    if not insight.statements:
        return insight
    return await extraction.refine(
        insight, answers, themes=themes, ask=ask, drivers=drivers.names(), taught=taught
    )
