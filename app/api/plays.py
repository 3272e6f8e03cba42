"""Plays: the library, texts and their versions, what a text would do, and beginning one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import status
from pydantic import Field

from app.api.play_shapes import (
    PlayOut,
    PlayRunOut,
    PlayTextOut,
    StepOut,
    TextIn,
    play_shape,
    run_shape,
    steps_of,
)
from app.api.shapes import Limit, Page, Shape, router
from app.by import By
from app.database import Db
from app.deps import CallerDep, DbDep, NowDep
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, play_lists
from app.services.dry_run_trigger import LONGEST_DAYS
from app.services.keep_policy import LONGEST_TEXT, go_live, roll_back, save_draft, switch
from app.services.play_library import KIND, Checked, Kept, check_text, kept, library
from app.services.policy_book import book
from app.services.simulate_play import Simulation, simulate_play
from app.services.start_run import start_run

plays = router("plays")

MOST_STARTS_TOLD = 100


class CheckIn(Shape):
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, description="A play as TOML.")


class ProblemOut(Shape):
    line: int | None
    field: str
    sentence: str


class CheckOut(Shape):
    """`problems` keep it from running; `notes` do not."""

    is_valid: bool
    problems: list[ProblemOut]
    notes: list[str]
    steps: list[StepOut]


class SimulateIn(Shape):
    days: int = Field(90, ge=1, le=LONGEST_DAYS)
    text: str | None = Field(None, max_length=LONGEST_TEXT, description="Another text to try instead.")


class ForeseenOut(Shape):
    """Who would have acted on a step: automatic, human, or leave_out; by which rule, and its sentence."""

    step: str
    title: str
    do: str
    act: str
    rule: str
    why: str


class StartOut(Shape):
    account: str
    name: str
    at: datetime
    why: str
    is_holdout: bool
    steps: list[ForeseenOut]


class StepCountOut(Shape):
    step: str
    title: str
    automatic: int
    human: int
    leave_out: int


class SimulationOut(Shape):
    """`starts` are the newest 100."""

    play: str
    days: int
    triggers: list[str]
    accounts: int
    sentence: str
    steps: list[StepCountOut]
    starts: list[StartOut]


class BeginIn(Shape):
    account: str | None = Field(None, description="The account's id; needed.")
    contact: str | None = Field(None, description="A person there, if it is to speak to somebody else.")
    cause: str | None = Field(
        None,
        min_length=1,
        max_length=120,
        description="What it is begun for, in your words: the same play and cause are the same run.",
    )


class RollBackIn(Shape):
    number: int | None = Field(None, ge=1, description="The version; null for the text that ships.")


@plays.get("", response_model=Page[PlayOut])
async def index(
    db: DbDep,
    moment: str | None = None,
    is_on: bool | None = None,
    limit: Limit = 200,
    next: str | None = None,
) -> dict[str, Any]:
    """The library by moment; `next` is the name after which to go on."""
    every = await library(db)
    found = [one for one in every if is_on in (None, one.is_on) and moment in (None, one.play.moment)]
    names = [one.play.name for one in found]
    start = names.index(next) + 1 if next in names else 0
    part = found[start : start + limit]
    figures = await play_lists.figures(db)
    return {
        "items": [play_shape(one, figures.get(one.play.name)) for one in part],
        "next": part[-1].play.name if start + limit < len(found) else None,
    }


@plays.post("/validate", response_model=CheckOut)
async def validate(given: CheckIn, db: DbDep) -> CheckOut:
    """What speaks against a text, with line and field, and the steps it says. Nothing is kept."""
    found = await check_text(db, given.text)
    return CheckOut(
        is_valid=found.play is not None,
        problems=[
            ProblemOut(line=one.line, field=one.field, sentence=one.sentence) for one in found.problems
        ],
        notes=list(found.notes),
        steps=steps_of(found.play) if found.play is not None else [],
    )


@plays.get("/{name}", response_model=PlayTextOut)
async def show(name: str, db: DbDep) -> PlayTextOut:
    """One play with its text, its steps and what a draft of it says."""
    one = await kept(db, name)
    return _text(one, await play_lists.figures(db))


@plays.post("", status_code=status.HTTP_201_CREATED, response_model=PlayTextOut)
async def create(given: TextIn, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """Keeps a text as a draft under the name it gives itself. It does nothing until it goes live."""
    name = await _name_in(db, given.text)
    await save_draft(
        db, _by(caller.workspace_id, caller.key_id, now), KIND, name, given.text or "", given.note
    )
    return await show(name, db)


@plays.put("/{name}/draft", response_model=PlayTextOut)
async def draft(name: str, given: TextIn, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """Keeps another text for a play there is, as its draft."""
    await kept(db, name)
    await _name_in(db, given.text)
    await save_draft(
        db, _by(caller.workspace_id, caller.key_id, now), KIND, name, given.text or "", given.note
    )
    return await show(name, db)


@plays.post("/{name}/go-live", response_model=PlayTextOut)
async def live(name: str, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """The draft becomes what new runs begin with; those that have begun keep their text."""
    one = await kept(db, name)
    if one.draft is None:
        raise Conflict("There is no draft that could go live.")
    await go_live(db, _by(caller.workspace_id, caller.key_id, now), one.draft.id)
    return await show(name, db)


@plays.post("/{name}/switch-on", response_model=PlayTextOut)
async def switch_on(name: str, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """Lets the play begin again."""
    await kept(db, name)
    await switch(db, _by(caller.workspace_id, caller.key_id, now), KIND, name, on=True)
    return await show(name, db)


@plays.post("/{name}/switch-off", response_model=PlayTextOut)
async def switch_off(name: str, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """No run begins any more; those that have begun go on."""
    await kept(db, name)
    await switch(db, _by(caller.workspace_id, caller.key_id, now), KIND, name, on=False)
    return await show(name, db)


@plays.post("/{name}/roll-back", response_model=PlayTextOut)
async def back(name: str, given: RollBackIn, db: DbDep, caller: CallerDep, now: NowDep) -> PlayTextOut:
    """An older version's text is live again, as a new version; or the shipped text."""
    await kept(db, name)
    await roll_back(db, _by(caller.workspace_id, caller.key_id, now), KIND, name, given.number)
    return await show(name, db)


@plays.post("/{name}/simulate", response_model=SimulationOut)
async def simulate(name: str, given: SimulateIn, db: DbDep, now: NowDep) -> SimulationOut:
    """Where it would have begun over the past, and who would have acted on each step."""
    play = (await kept(db, name)).play
    if given.text is not None:
        found = await check_text(db, given.text, name)
        if found.play is None:
            raise _refused(found)
        play = found.play
    return _simulated(await simulate_play(db, play, await book(db), days=given.days, now=now))


@plays.post("/{name}/runs", status_code=status.HTTP_201_CREATED, response_model=PlayRunOut)
async def begin(name: str, given: BeginIn, db: DbDep, now: NowDep) -> PlayRunOut:
    """Begins the play for an account. 409 where it is off, or a run of it goes on there."""
    one = await kept(db, name)
    if given.account is None:
        raise Invalid("Name the account.", field="account")
    if await accounts.account(db, given.account) is None:
        raise NotFound("There is no such account.", field="account")
    cause = f"api/{given.cause or f'{given.account}/{now.isoformat()}'}"
    if not one.is_on:
        raise Conflict("This play is off.")
    run = await start_run(db, None, name, given.account, given.contact, await book(db), now, cause)
    line = await play_lists.run_line(db, run.id) if run is not None else None
    if line is None:
        raise Conflict("A run of this play goes on there already, or the account has left.")
    if line.account_id != given.account:
        raise Conflict("This cause has begun the play for another account.", field="cause")
    return run_shape(line)


async def _name_in(db: Db, text: str | None) -> str:
    """The name a text gives itself. Raises Invalid with every problem of a text that is no play."""
    if text is None:
        raise Invalid("Send the text of the play.", field="text")
    found = await check_text(db, text)
    if found.play is None:
        raise _refused(found)
    return found.play.name


def _refused(found: Checked) -> Invalid:
    problems = [("text", str(one)) for one in found.problems]
    return Invalid("The text has problems.", field="text", problems=problems)


def _by(workspace_id: str, key_id: str, now: datetime) -> By:
    return By(workspace_id, now, key_id=key_id)


def _text(one: Kept, figures: dict[str, play_lists.PlayFigures]) -> PlayTextOut:
    return PlayTextOut(
        **play_shape(one, figures.get(one.play.name)).model_dump(),
        text=one.text,
        draft=one.draft.source if one.draft is not None else None,
        steps=steps_of(one.play),
    )


def _simulated(found: Simulation) -> SimulationOut:
    return SimulationOut(
        play=found.play,
        days=found.days,
        triggers=list(found.triggers),
        accounts=found.accounts,
        sentence=found.sentence,
        steps=[StepCountOut.model_validate(each) for each in found.steps],
        starts=[
            StartOut(
                account=each.account_id,
                name=each.account,
                at=each.at,
                why=each.why,
                is_holdout=each.is_holdout,
                steps=[ForeseenOut.model_validate(step) for step in each.steps],
            )
            for each in found.starts[:MOST_STARTS_TOLD]
        ],
    )
