"""Settings → Definitions: what the workspace goes by, as texts it can change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, NowDep
from app.pages.frame import Context, render
from app.pages.policy_editor import INDEX, path_of
from app.pages.route import router as page_router
from app.queries.conditions import accounts_meeting
from app.services.policy_library import Kept, library

router = page_router()


@dataclass(frozen=True)
class Line:
    """A definition of the list; `accounts` is how many are in a segment, None for what is none or is off."""

    kept: Kept
    path: str
    about: str
    accounts: int | None = None


@dataclass(frozen=True)
class PoliciesPage(Context):
    """Segments with how many are in each; the calendar and the reason codes; health definitions; `drafts` of
    triggers, which their library does not list."""

    template: ClassVar[str] = "settings/policies.html"
    section: ClassVar[str] = "Settings"
    segments: list[Line]
    house: list[Line]
    health: list[Line]
    drafts: list[Line]


@router.get(INDEX)
async def index(request: Request, db: DbDep, now: NowDep) -> Response:
    segments = []
    for one in await library(db, "segment"):
        inside = len(await accounts_meeting(db, one.found.when, now, segments={})) if one.is_on else None
        segments.append(Line(one, path_of(one.kind, one.name), one.found.about, inside))
    context = PoliciesPage(
        segments=segments,
        house=[
            *[_line(one, "When “within four business hours” counts.") for one in await library(db, "hours")],
            *[_line(one, "How a firing can be closed.") for one in await library(db, "reason_codes")],
        ],
        health=[_line(one, one.found.about) for one in await library(db, "health")],
        drafts=[_line(one, one.found.why) for one in await library(db, "trigger") if one.draft is not None],
    )
    return render(request, context)


def _line(one: Kept, about: str) -> Line:
    return Line(one, path_of(one.kind, one.name), about)
