"""What the analysis read in an interview, each finding with the way to the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.pages.links import spot
from app.pages.wording import percent, words
from app.tables import InsightRow, StatementRow, Tag, Theme

LONGEST_HINT = 90


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
    """A theme, intent or driver. `href` leads to the theme's page, None for the others."""

    name: str
    tone: str
    certainty: str
    href: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Reading:
    """An insight. `provenance` is (name, value) pairs."""

    revision: int
    sentiment: str
    value: float | None
    certainty: str
    summary: tuple[SummaryLine, ...]
    themes: tuple[Finding, ...]
    intents: tuple[Finding, ...]
    drivers: tuple[Finding, ...]
    provenance: tuple[tuple[str, str], ...]


def read(
    insight: InsightRow, statements: Sequence[StatementRow], tags: Sequence[Tag], themes: Sequence[Theme]
) -> Reading:
    """The insight's rows as the page shows them."""
    places = {line.id: _evidence(line) for line in statements}
    known = {theme.id for theme in themes}

    def findings(kind: str) -> tuple[Finding, ...]:
        return tuple(_finding(tag, places, known) for tag in tags if tag.kind == kind)

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


def _finding(tag: Tag, places: Mapping[str, Evidence], known: set[str]) -> Finding:
    has_page = tag.theme_id is not None and tag.theme_id in known
    return Finding(
        name=tag.name if tag.kind == "theme" else words(tag.name),
        tone=tag.polarity or "unknown",
        certainty=percent(tag.confidence),
        href=f"/studies/{tag.study_id}/themes/{tag.theme_id}" if has_page else None,
        evidence=_places(tag.evidence, places),
    )


def _places(ids: Sequence[Any], places: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    return tuple(places[name] for name in ids if name in places)


def _evidence(line: StatementRow) -> Evidence:
    text = line.text if len(line.text) <= LONGEST_HINT else line.text[: LONGEST_HINT - 1].rstrip() + "…"
    return Evidence(spot(line.interview_id, line.turn, line.start_offset, line.end_offset), text)
