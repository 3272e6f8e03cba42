"""What a refit came to: its figures, and what moved, event by event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.themes.refit import Refit
from app.services.analyse_study import StudyReading
from app.services.known_themes import Standing
from app.services.placing import PERSON

ORDER = ("born", "split", "merged", "renamed", "retired", "moved", "placed", "unplaced")
"""What a report lists, in this order: the last three are statements that moved without an event."""


@dataclass(frozen=True)
class Outcome:
    """`report`: {event, theme, label, others: [{theme, label}], statements: [ids]} each."""

    figures: dict[str, Any]
    report: list[dict[str, Any]]


def outcome_of(reading: StudyReading, known: Standing, found: Refit, born: Mapping[int, str]) -> Outcome:
    """The refit in ids and words; `born` gives the ids of its new themes."""
    ids = [theme.known or born[index] for index, theme in enumerate(found.themes)]
    labels = known.labels | {name: theme.label for name, theme in zip(ids, found.themes, strict=True)}
    before = [known.heirs.get(place.theme_id) for place in reading.before]
    after = [
        before[row] if place.by == PERSON else ids[label] if label >= 0 else None
        for row, (place, label) in enumerate(zip(reading.before, found.labels.tolist(), strict=True))
    ]
    names = [line.id for line in reading.lines]
    report = _events(found, ids, labels, names, known) + _moves(before, after, _told(found), labels, names)
    report.sort(key=lambda entry: (ORDER.index(entry["event"]), -len(entry["statements"]), entry["label"]))
    moved = sum(one is not None and one != other for one, other in zip(before, after, strict=True))
    figures = {
        "statements": len(names),
        "moved": moved,
        "unassigned": round(after.count(None) / len(after), 4) if after else 0.0,
        "themes": [
            {
                "theme": name,
                "label": labels[name],
                "statements": after.count(name),
                "agreeing": theme.steadiness.agreeing,
                "of": theme.steadiness.of,
            }
            for name, theme in zip(ids, found.themes, strict=True)
            if name in set(after)
        ],
    }
    return Outcome(figures, report)


def _events(
    found: Refit, ids: list[str], labels: Mapping[str, str], names: list[str], known: Standing
) -> list[dict[str, Any]]:
    told = [
        _entry(
            event.kind,
            _name(event.theme, ids),
            labels,
            [_name(other, ids) for other in event.others],
            [names[row] for row in event.statements],
        )
        for event in found.events
    ]
    for name, theme in zip(ids, found.themes, strict=True):
        earlier = known.labels.get(name)
        if earlier is not None and earlier != theme.label and name not in known.kept:
            told.append(_entry("renamed", name, labels, [], []) | {"before": earlier})
    return [entry for entry in told if entry["event"] != "renamed" or "before" in entry]


def _moves(
    before: list[str | None],
    after: list[str | None],
    told: set[int],
    labels: Mapping[str, str],
    names: list[str],
) -> list[dict[str, Any]]:
    """Statements that changed their theme though nothing happened to the theme."""
    groups: dict[tuple[str | None, str | None], list[str]] = {}
    for row, pair in enumerate(zip(before, after, strict=True)):
        if pair[0] != pair[1] and row not in told:
            groups.setdefault(pair, []).append(names[row])
    entries = []
    for (origin, target), rows in groups.items():
        if target is None and origin is not None:
            entries.append(_entry("unplaced", origin, labels, [], rows))
        elif target is not None:
            kind = "placed" if origin is None else "moved"
            entries.append(_entry(kind, target, labels, [origin] if origin else [], rows))
    return entries


def _told(found: Refit) -> set[int]:
    return {row for event in found.events for row in event.statements}


def _entry(
    event: str, theme: str, labels: Mapping[str, str], others: list[str], statements: list[str]
) -> dict[str, Any]:
    return {
        "event": event,
        "theme": theme,
        "label": labels.get(theme, ""),
        "others": [{"theme": other, "label": labels.get(other, "")} for other in others],
        "statements": statements,
    }


def _name(name: str | int, ids: list[str]) -> str:
    return ids[name] if isinstance(name, int) else name
