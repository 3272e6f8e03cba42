"""What a person can do with a theme, as pages show it: its panel, its history in words, who may be quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import Request

from app.database import Db
from app.pages.notices import notice
from app.pages.wording import counted
from app.queries import theme_figures, theme_runs, themes, workspaces
from app.services.heirs import heirs
from app.tables import StatementRow, Study, Theme


@dataclass(frozen=True)
class Choice:
    """A theme that can be chosen."""

    id: str
    label: str


@dataclass(frozen=True)
class PastLine:
    """Something that happened to a theme."""

    text: str
    at: datetime


@dataclass(frozen=True)
class EditPanel:
    """What can be done with a theme. `others` are those it can take in; `label` and `chosen` are as typed.

    `steadiness` says how many runs of the last refit found it again; `heir` is where it was merged.
    """

    study_id: str
    theme_id: str
    label: str
    is_in_use: bool
    is_hidden: bool
    heir: Choice | None
    others: list[Choice]
    steadiness: str
    past: list[PastLine]
    notice: str
    chosen: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


async def edit_panel(
    db: Db,
    request: Request,
    study: Study,
    theme: Theme,
    *,
    label: str | None = None,
    chosen: Sequence[str] = (),
    errors: Mapping[str, str] | None = None,
) -> EditPanel:
    """The panel of a theme, whatever became of it."""
    every = await themes.all_themes(db, study.id)
    labels = {one.id: one.label for one in every}
    heir = heirs(every)[theme.id] if theme.merged_into_id else None
    return EditPanel(
        study_id=study.id,
        theme_id=theme.id,
        label=theme.label if label is None else label,
        is_in_use=theme.retired_at is None and theme.hidden_at is None,
        is_hidden=theme.retired_at is None and theme.hidden_at is not None,
        heir=Choice(heir, labels[heir]) if heir else None,
        others=await choices(db, study, but=theme.id),
        steadiness=await _steadiness(db, study.id, theme.id),
        past=past_of(
            theme, {user.id: user.name or user.email for user in await workspaces.users(db)}, labels
        ),
        notice=notice(request),
        chosen=chosen,
        errors=errors or {},
    )


async def choices(db: Db, study: Study, *, but: str | None = None) -> list[Choice]:
    """The study's themes in use by name."""
    found = [Choice(one.id, one.label) for one in await themes.themes(db, study.id) if one.id != but]
    return sorted(found, key=lambda choice: choice.label.casefold())


async def may_be_quoted(db: Db, study_id: str, lines: Sequence[StatementRow]) -> bool:
    """Whether enough people said these for them to be shown outside their accounts."""
    people = len({line.interview_id for line in lines})
    return people >= await theme_figures.smallest_group(db, study_id)


async def _steadiness(db: Db, study_id: str, theme_id: str) -> str:
    run = await theme_runs.last_done(db, study_id)
    for one in run.figures.get("themes", ()) if run else ():
        if one["theme"] == theme_id and one["of"]:
            return f"{one['agreeing']} of {one['of']} runs agree"
    return ""


def past_of(theme: Theme, users: Mapping[str, str], labels: Mapping[str, str]) -> list[PastLine]:
    """A theme's history in words, newest first."""
    lines = [
        PastLine(f"{_told(entry, labels)}{_by(entry, users)}", datetime.fromisoformat(entry["at"]))
        for entry in theme.lineage
        if "at" in entry
    ]
    return lines[::-1]


def _told(entry: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    others = [one.get("label") or labels.get(one["theme"], "") for one in entry.get("others", ())]
    named = ", ".join(f"“{other}”" for other in others)
    kind = str(entry["event"])
    if kind == "renamed":
        return f"Renamed from “{entry['before']}” to “{entry['after']}”"
    if kind == "merged":
        return f"Took in {named}" if others else f"Merged into “{labels.get(entry['into'], '')}”"
    if kind == "split":
        origin = labels.get(entry.get("origin", ""), "")
        return f"Split off from “{origin}”" if origin else f"Split: {named} went off"
    if kind == "undone":
        return f"An edit was undone: {entry['edit']}"
    return {"born": "Found in the answers", "excluded": "Excluded", "restored": "Brought back"}.get(
        kind, kind.capitalize()
    )


def _by(entry: Mapping[str, Any], users: Mapping[str, str]) -> str:
    who = entry.get("by")
    if isinstance(who, Mapping):
        return f" by {users.get(str(who.get('user')), 'a system with a key')}"
    return ", when the themes were fitted again" if entry.get("run") else ""


def in_words(lines: Sequence[StatementRow]) -> str:
    """How many statements of how many people."""
    people = counted(len({line.interview_id for line in lines}), "person", "people")
    return f"{counted(len(lines), 'statement')} of {people}"
