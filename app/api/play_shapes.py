"""How plays, their steps and their runs look from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.shapes import Shape
from app.queries.play_lists import PlayFigures, RunLine
from app.queries.plays import StepLine
from app.services.keep_policy import LONGEST_NOTE, LONGEST_TEXT
from app.services.play_library import Kept
from app.success.plays.types import Play, ways

RunStatus = Literal["running", "waiting", "paused", "done", "stopped", "failed"]


class FiguresOut(Shape):
    """How its runs went; the accounts held out are counted apart."""

    runs: int = 0
    going: int = 0
    reached: int = 0
    missed: int = 0
    stopped: int = 0
    held_out: int = 0
    held_out_reached: int = 0
    held_out_missed: int = 0


class StepOut(Shape):
    """`ways` are the ids it may lead to; null stands for the end of the path."""

    id: str
    do: str
    title: str
    activity: str | None
    ways: list[str | None]


class PlayOut(Shape):
    """`number` is the workspace's own version, null for the shipped text."""

    name: str
    playbook: str
    title: str
    moment: str
    purpose: str
    adoption_metric: str
    business_metric: str
    target: str
    outcome: str
    within_days: float
    holdout_share: float
    is_on: bool
    is_shipped: bool
    version: str
    number: int | None
    has_draft: bool
    triggers: list[str]
    figures: FiguresOut


class PlayTextOut(PlayOut):
    text: str
    draft: str | None
    steps: list[StepOut]


class TextIn(Shape):
    text: str | None = Field(None, max_length=LONGEST_TEXT, description="The play as TOML; needed.")
    note: str | None = Field(None, max_length=LONGEST_NOTE, description="Why it was changed.")


class PlayRunOut(Shape):
    """`waits_for` says at which step, for what, and until when; `outcome` what the check found."""

    id: str
    play: str
    version: str
    account: str
    contact: str | None
    firing: str | None
    cause: str
    status: RunStatus
    step: str | None
    waits_for: dict[str, Any] | None
    is_holdout: bool
    is_synthetic: bool
    outcome: dict[str, Any] | None
    due_at: datetime | None
    started_at: datetime
    ended_at: datetime | None
    ended_why: str | None


class RunStepOut(Shape):
    """A step taken: who acted and by which rule (`decision`), and what it came to (`result`)."""

    id: str
    step: str
    visit: int
    kind: str
    status: str
    decision: dict[str, Any]
    result: dict[str, Any]
    task: str | None
    interview: str | None
    created_at: datetime
    done_at: datetime | None


class PlayRunDetail(PlayRunOut):
    steps: list[RunStepOut]


def play_shape(one: Kept, figures: PlayFigures | None) -> PlayOut:
    play = one.play
    same = ("name", "playbook", "title", "moment", "purpose", "adoption_metric", "business_metric", "target")
    return PlayOut(
        **{name: getattr(play, name) for name in (*same, "holdout_share", "version")},
        outcome=play.outcome.title,
        within_days=play.outcome.within_days,
        is_on=one.is_on,
        is_shipped=one.is_shipped,
        number=one.number,
        has_draft=one.draft is not None,
        triggers=list(one.triggers),
        figures=FiguresOut(**{name: getattr(figures, name) for name in FiguresOut.model_fields})
        if figures is not None
        else FiguresOut(),
    )


def steps_of(play: Play) -> list[StepOut]:
    return [
        StepOut(id=step.id, do=step.do, title=step.title, activity=step.activity, ways=list(ways(step)))
        for step in play
    ]


def run_shape(line: RunLine) -> PlayRunOut:
    return PlayRunOut(**_run(line))


def run_detail(line: RunLine, steps: list[StepLine]) -> PlayRunDetail:
    return PlayRunDetail(**_run(line), steps=[_step(step) for step in steps])


def _run(line: RunLine) -> dict[str, Any]:
    same = {name: getattr(line, name) for name in PlayRunOut.model_fields if hasattr(line, name)}
    return same | {"account": line.account_id, "contact": line.contact_id, "firing": line.firing_id}


def _step(line: StepLine) -> RunStepOut:
    same = {name: getattr(line, name) for name in RunStepOut.model_fields if hasattr(line, name)}
    return RunStepOut(**same, task=line.task_id, interview=line.interview_id)
