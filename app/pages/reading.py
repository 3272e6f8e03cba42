"""What the analysis read in an interview, each finding with the way to the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.pages.links import spot
from app.pages.wording import percent, words
from app.services.correct_tags import KINDS, names
from app.tables import InsightRow, StatementRow, Tag, TagCorrection, Theme

LONGEST_HINT = 90

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Evidence:
    """A statement a finding rests on. `hint` is its text, cut to a line."""

    href: str
    hint: str


@dataclass(frozen=True)
class SummaryLine:
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Finding:
    """A theme, intent or driver. `href` leads to the theme's page, None for the others.

    `others` are what an intent or driver could be instead, as (value, label), empty for what is not
    corrected here; `said` is a person's word on it, "" for none.
    """

    id: str
    name: str
    tone: str
    certainty: str
    href: str | None
    evidence: tuple[Evidence, ...]
    others: Choices = ()
    said: str = ""


@dataclass(frozen=True)
class Line:
    """A statement that somebody may say something of."""

    id: str
    hint: str


@dataclass(frozen=True)
class Reading:
    """An insight. `provenance` is (name, value) pairs; `choices` are the names a statement's tag may have, by
    kind; `lines` the statements in the order they were said."""

    revision: int
    sentiment: str
    value: float | None
    certainty: str
    summary: tuple[SummaryLine, ...]
    themes: tuple[Finding, ...]
    intents: tuple[Finding, ...]
    drivers: tuple[Finding, ...]
    provenance: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    choices: tuple[tuple[str, Choices], ...]


def read(
    insight: InsightRow,
    statements: Sequence[StatementRow],
    tags: Sequence[Tag],
    themes: Sequence[Theme],
    said: Sequence[TagCorrection] = (),
) -> Reading:
    """The insight's rows as the page shows them. `said`: what people said of its tags."""
    places = {line.id: _evidence(line) for line in statements}
    known = {theme.id for theme in themes}
    confirmed = {(word.kind, word.name) for word in said if word.is_right}

    def findings(kind: str) -> tuple[Finding, ...]:
        return tuple(_finding(tag, places, known, confirmed) for tag in tags if tag.kind == kind)

    label = insight.sentiment.get("label") or "unknown"
    confidence = insight.sentiment.get("confidence")
    return Reading(
        revision=insight.revision,
        sentiment=label if insight.sentiment.get("value") is not None else "unknown",
        value=insight.sentiment.get("value"),
        certainty=percent(confidence) if confidence else "–",
        summary=tuple(
            SummaryLine(str(line.get("text", "")), _places(line.get("evidence", ()), places))
            for line in insight.summary
        ),
        themes=findings("theme"),
        intents=findings("intent"),
        drivers=findings("driver"),
        provenance=provenance(insight.provenance),
        lines=tuple(Line(line.id, places[line.id].hint) for line in statements),
        choices=tuple((kind, _choices(kind)) for kind in KINDS),
    )


def provenance(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Where the reading comes from, as (name, value); what is missing is left out."""
    guide = given.get("guide_version") or {}
    told = {
        "Guide": f"version {guide['number']}" if guide.get("number") else "",
        "Asked by": ", ".join(map(str, given.get("models", ()))),
        "Read by": str(given.get("reader", "")),
        "Language": str(given.get("language", "")),
        "Embeddings": str(given.get("encoder", "")),
        "Prompts": ", ".join(f"{name} {str(sha)[:8]}" for name, sha in given.get("prompts", {}).items()),
        "Checks that fired": ", ".join(words(str(check)) for check in given.get("checks", ())),
        "Notes": "; ".join(map(str, given.get("notes", ()))),
    }
    return tuple((name, value) for name, value in told.items() if value)


def _finding(
    tag: Tag, places: Mapping[str, Evidence], known: set[str], confirmed: set[tuple[str, str]]
) -> Finding:
    has_page = tag.theme_id is not None and tag.theme_id in known
    name = f"{words(tag.name)}: {tag.about}" if tag.about else words(tag.name)
    return Finding(
        id=tag.id,
        name=tag.name if tag.kind == "theme" else name,
        tone=tag.polarity or "unknown",
        certainty=percent(tag.confidence),
        href=f"/studies/{tag.study_id}/themes/{tag.theme_id}" if has_page else None,
        evidence=_places(tag.evidence, places),
        others=tuple(choice for choice in _choices(tag.kind) if choice[0] != tag.name),
        said="Said by a person" if (tag.kind, tag.name) in confirmed else "",
    )


def _choices(kind: str) -> Choices:
    return tuple((name, words(name)) for name in names(kind)) if kind in KINDS else ()


def _places(ids: Sequence[Any], places: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    return tuple(places[name] for name in ids if name in places)


def _evidence(line: StatementRow) -> Evidence:
    text = line.text if len(line.text) <= LONGEST_HINT else line.text[: LONGEST_HINT - 1].rstrip() + "…"
    return Evidence(spot(line.interview_id, line.turn, line.start_offset, line.end_offset), text)
