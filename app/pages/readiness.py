"""How far the workspace is: layers, what to do next, alarms, the journey and who reaches customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, NowDep
from app.pages.frame import Context, render
from app.pages.route import router as page_router
from app.pages.wording import words
from app.queries.readiness import HandedOver, Reached
from app.services import policy_book
from app.services.readiness import Found, Stop
from app.services.readiness import readiness as find_readiness
from app.success.readiness import REACTIVE, Alarm, Check, Standing, plan

router = page_router()

_REACHED = {
    "email": "E-mail",
    "in_app": "Messages in the product",
    "invitation": "Invitations to interviews",
    "interview": "Interviews",
    "meeting": "Meetings",
    "task": "Tasks done",
    "talk": "Talks taken over in an interview",
}


@dataclass(frozen=True)
class StageLine:
    title: str
    about: str
    is_reached: bool


@dataclass(frozen=True)
class ReadinessPage(Context):
    """`layers` from the ground up; `stages` from the lowest; `journey` by moment of a customer's life."""

    template: ClassVar[str] = "settings/readiness.html"
    section: ClassVar[str] = "Settings"
    layers: tuple[Standing, ...]
    next: Check | None
    diagnosis: str
    stage: str
    stages: tuple[StageLine, ...]
    alarms: tuple[Alarm, ...]
    journey: tuple[Stop, ...]
    touchpoints: list[tuple[str, Reached]]
    by_hand: list[HandedOver]
    figures: Mapping[str, str]


@router.get("/readiness")
async def show(request: Request, db: DbDep, now: NowDep) -> Response:
    found = await find_readiness(db, await policy_book.book(db), now)
    return render(request, _page(found))


def _page(found: Found) -> ReadinessPage:
    judged = found.readiness
    stages = plan().stages
    reached = [stage.name for stage in stages].index(judged.stage) if judged.stage != REACTIVE else -1
    return ReadinessPage(
        layers=judged.layers,
        next=judged.next,
        diagnosis=judged.diagnosis,
        stage=words(judged.stage),
        stages=tuple(
            StageLine(stage.title, stage.about, number <= reached) for number, stage in enumerate(stages)
        ),
        alarms=judged.alarms,
        journey=found.journey,
        touchpoints=[(_REACHED.get(one.what, words(one.what)), one) for one in found.touchpoints],
        by_hand=list(found.by_hand),
        figures={name: figure_words(name) for layer in judged.layers for name in _needed(layer)},
    )


def _needed(layer: Standing) -> list[str]:
    return [name for check in layer.checks for name, _, _ in check.missing]


def figure_words(name: str) -> str:
    """A figure's name as people read it: `percent_with_role` is "% with role"."""
    return words(name).replace("percent", "%", 1)
