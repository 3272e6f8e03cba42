"""A rehearsal: how far it is, then the scoreboard, hints about the guide and the worst conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep, KitDep
from app.errors import NotFound
from app.pages.forms import Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.guides import page_of
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.pages.wording import words
from app.queries import guides as guide_queries
from app.queries import rehearsals as queries
from app.queries.rehearsals import RehearsalLine
from app.services.plan_rehearsal import USUAL, plan_rehearsal
from interviewer.rubric.anchors import Anchor, anchors, shown

router = page_router()

_ACTED = {
    "skip": "Skipped the question",
    "stop": "Ended the interview",
    "human": "Asked for a person",
}


@dataclass(frozen=True)
class ScoreRow:
    """A line of the rubric. `tone` says how it went: positive, negative, or unknown where nothing could be
    judged. `others` are other people's figures, each with the letter of its corpus."""

    rule: str
    counts: str
    here: str
    of: int
    target: str
    tone: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Marked:
    """One utterance. `marks` are the rules it breaks, in words."""

    seq: int
    speaker: str
    who: str
    text: str
    acted: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One simulated conversation."""

    name: str
    persona: str
    story: str
    language: str
    passed: int
    of: int
    minutes: float
    marks: int
    turns: tuple[Marked, ...]


@dataclass(frozen=True)
class RehearsalPage(Context):
    """One rehearsal. `reached` of `judged` targets; `corpora` name the letters beside other people's
    figures; `unasked` interviews were ended or handed over without cause; `told` are the worst ones
    first."""

    template: ClassVar[str] = "rehearsals/show.html"
    section: ClassVar[str] = "Guides"
    line: RehearsalLine
    rows: tuple[ScoreRow, ...]
    corpora: tuple[tuple[str, str], ...]
    reached: int
    judged: int
    messages: int
    unasked: int
    hints: tuple[str, ...]
    told: tuple[Told, ...]


@router.post("/guides/{guide_id}/rehearsals")
async def rehearse(request: Request, guide_id: str, db: DbDep, kit: KitDep, viewer: ViewerDep) -> Response:
    """Puts a rehearsal of the newest version in line."""
    version = await guide_queries.newest_version(db, guide_id)
    if version is None:
        raise NotFound("There is no such guide.")
    given = await form_of(request)
    number = given.text("respondents")
    try:
        row = await plan_rehearsal(
            kit,
            db,
            version,
            respondents=int(number) if number.isdecimal() and len(number) < 9 else USUAL,
            language=given.text("language") or None,
        )
    except Refused as refused:
        return render(request, await page_of(db, viewer, guide_id, errors=field_errors(refused)), status=422)
    return RedirectResponse(f"/rehearsals/{row.id}", 303)


@router.get("/rehearsals/{rehearsal_id}")
async def show(request: Request, rehearsal_id: str, db: DbDep) -> Response:
    line, row = await queries.line(db, rehearsal_id), await queries.rehearsal(db, rehearsal_id)
    if line is None or row is None:
        raise NotFound("There is no such rehearsal.")
    board = line.result.get("scoreboard", {})
    measures = board.get("measures", [])
    context = RehearsalPage(
        line=line,
        rows=tuple(map(_row, measures)),
        corpora=_corpora(measures),
        reached=sum(one["passed"] is True for one in measures),
        judged=sum(one["passed"] is not None for one in measures),
        messages=board.get("messages", 0),
        unasked=len(line.result.get("unasked", ())),
        hints=tuple(hint["text"] for hint in line.result.get("hints", ())),
        told=tuple(map(_told, row.transcripts)),
    )
    return render(request, context)


def _row(measure: Mapping[str, Any]) -> ScoreRow:
    unit, target = measure["unit"], measure["target"]
    bound = "≥" if target["at_least"] else "≤"
    is_end = unit == "share" and target["limit"] in (0, 1)
    return ScoreRow(
        rule=str(measure["rule"]),
        counts=measure["counts"],
        here=shown(measure["value"], unit) if measure["is_measurable"] else "not measurable",
        of=measure["of"],
        target=shown(target["limit"], unit) if is_end else f"{bound} {shown(target['limit'], unit)}",
        tone={True: "positive", False: "negative", None: "unknown"}[measure["passed"]],
        others=tuple((shown(one.figure, unit), one.corpus.letter) for one in _others(measure)),
    )


def _others(measure: Mapping[str, Any]) -> list[Anchor]:
    return [one for one in anchors(measure["key"]) if one.figure is not None]


def _corpora(measures: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Letter and name of every corpus a figure here comes from."""
    return tuple(sorted({(one.corpus.letter, one.corpus.name) for m in measures for one in _others(m)}))


def _told(raw: Mapping[str, Any]) -> Told:
    turns = tuple(_marked(seq, turn, raw["persona"]) for seq, turn in enumerate(raw["turns"], 1))
    return Told(
        name=raw["id"],
        persona=words(raw["persona"]),
        story=words(raw["story"]),
        language=raw["language"],
        passed=raw["passed"],
        of=raw["of"],
        minutes=raw["minutes"],
        marks=sum(len(turn.marks) for turn in turns),
        turns=turns,
    )


def _marked(seq: int, turn: Mapping[str, Any], persona: str) -> Marked:
    return Marked(
        seq=seq,
        speaker=turn["speaker"],
        who="AI interviewer" if turn["speaker"] == "interviewer" else words(persona),
        text=turn["text"],
        acted=_ACTED.get(turn["action"], ""),
        marks=tuple(f"rule {mark['rule']}: {mark['counts']}" for mark in turn["marks"]),
    )
