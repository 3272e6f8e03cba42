"""How far the workspace is: its layers, what comes next, what goes wrong."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import DbDep, NowDep
from app.services import policy_book
from app.services.readiness import Found, Stop
from app.services.readiness import readiness as find_readiness
from app.success.readiness import Check, Standing

readiness = router("readiness")


class FigureOut(Shape):
    """A figure that falls short of its least value."""

    name: str
    value: float
    least: float


class StepOut(Shape):
    """Something to do, and the page to do it on."""

    name: str
    title: str
    do: str
    page: str


class CheckOut(StepOut):
    met: bool
    missing: list[FigureOut]


class LayerOut(Shape):
    """One of the four layers. `rests_on` names the lowest layer below it that does not stand."""

    name: Literal["data", "triggers", "workflows", "conversation"]
    title: str
    about: str
    stands: bool
    rests_on: str | None
    checks: list[CheckOut]


class AlarmOut(Shape):
    """A known way to fail that shows here."""

    name: str
    title: str
    says: str
    do: str
    page: str


class StopOut(Shape):
    """One moment of the journey: plays in use, triggers that start them, open studies, runs of 90 days."""

    moment: str
    plays: list[str]
    triggers: list[str]
    studies: list[str]
    runs: int


class TouchpointOut(Shape):
    """One way customers were reached in 90 days: by itself, and by a person."""

    what: str
    automatic: int
    by_hand: int


class HandedOverOut(Shape):
    """A step of a play that people did in at least two of five cases."""

    play: str
    step: str
    by_hand: int
    of: int


class ReadinessOut(Shape):
    stage: Literal["reactive", "proactive", "personalized", "predictive"]
    diagnosis: str
    next: StepOut | None = Field(description="What to do now; null when all four layers stand.")
    layers: list[LayerOut]
    alarms: list[AlarmOut]
    journey: list[StopOut]
    touchpoints: list[TouchpointOut]
    redesign: list[HandedOverOut] = Field(description="Steps of plays that need a person too often.")


@readiness.get("", response_model=ReadinessOut)
async def show(db: DbDep, now: NowDep) -> ReadinessOut:
    """Which of the four layers stands, and what is missing next, from the ground up."""
    return _shape(await find_readiness(db, await policy_book.book(db), now))


def _shape(found: Found) -> ReadinessOut:
    judged = found.readiness
    return ReadinessOut(
        stage=judged.stage,
        diagnosis=judged.diagnosis,
        next=_step(judged.next) if judged.next else None,
        layers=[_layer(one) for one in judged.layers],
        alarms=[
            AlarmOut(
                name=alarm.guard.name,
                title=alarm.guard.title,
                says=alarm.says,
                do=alarm.guard.do,
                page=alarm.guard.href,
            )
            for alarm in judged.alarms
        ],
        journey=[_stop(one) for one in found.journey],
        touchpoints=[
            TouchpointOut(what=one.what, automatic=one.automatic, by_hand=one.by_hand)
            for one in found.touchpoints
        ],
        redesign=[
            HandedOverOut(play=one.play, step=one.step, by_hand=one.by_hand, of=one.of)
            for one in found.by_hand
        ],
    )


def _layer(one: Standing) -> LayerOut:
    return LayerOut(
        name=one.layer.name,
        title=one.layer.title,
        about=one.layer.about,
        stands=one.stands,
        rests_on=one.rests_on,
        checks=[
            CheckOut(
                name=judged.check.name,
                title=judged.check.title,
                do=judged.check.do,
                page=judged.check.href,
                met=judged.is_met,
                missing=[
                    FigureOut(name=name, value=value, least=least) for name, value, least in judged.missing
                ],
            )
            for judged in one.checks
        ],
    )


def _step(check: Check) -> StepOut:
    return StepOut(name=check.name, title=check.title, do=check.do, page=check.href)


def _stop(one: Stop) -> StopOut:
    return StopOut(
        moment=one.moment,
        plays=list(one.plays),
        triggers=list(one.triggers),
        studies=list(one.studies),
        runs=one.runs,
    )
