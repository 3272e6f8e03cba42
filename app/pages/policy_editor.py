"""Editing a definition as text: its faults by line, how it reads, drafts, versions and the way back.

Triggers, health definitions, segments, business hours and reason codes all share it; a play has steps to show
and so a page of its own, of the same pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Conflict, Invalid, NotFound
from app.pages.forms import form_of, whole_number
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.policy_words import in_words
from app.pages.route import ADMINS, AdminDep
from app.pages.route import router as page_router
from app.services.keep_policy import LONGEST_TEXT, go_live, roll_back, save_draft, switch
from app.services.policy_book import book
from app.services.policy_library import ALONE, Kept, check_text, kept, library
from app.success.toml_files import Problem

router = page_router()

KINDS: Final = {
    "trigger": "Trigger",
    "health": "Health definition",
    "segment": "Segment",
    "hours": "Business hours",
    "reason_codes": "Reason codes",
}
"""What is edited here. The rules of contact and the plays have pages of their own."""
HOMES = {"trigger": ("Triggers", "/triggers"), "health": ("Health", "/health")}
"""Where a kind's pages are; the others are in the settings."""
INDEX = "/settings/policies"


@dataclass(frozen=True)
class PolicyPage(Context):
    """The editor. `kept` is None for one that is new; `reads` says what the text says; `home` is the page the
    definition is used on."""

    template: ClassVar[str] = "settings/policy.html"
    section: ClassVar[str] = "Settings"
    kind: str
    title: str
    kept: Kept | None
    path: str
    home: tuple[str, str]
    text: str
    note: str
    longest: int
    problems: tuple[Problem, ...]
    reads: list[str]
    can_switch: bool
    told: str


@router.get(INDEX + "/new", dependencies=ADMINS)
async def new(request: Request, db: DbDep, now: NowDep, kind: str = "segment") -> Response:
    return render(request, await _page(db, kind, None, now, await _starter(db, kind)))


@router.post(INDEX + "/new", dependencies=ADMINS)
async def create(
    request: Request, db: DbDep, admin: AdminDep, now: NowDep, kind: str = "segment"
) -> Response:
    await _starter(db, kind)
    return await _act(request, db, kind, None, By(admin.workspace.id, now, user_id=admin.user.id))


@router.get(INDEX + "/{policy_kind}/{policy_name}")
async def show(request: Request, policy_kind: str, policy_name: str, db: DbDep, now: NowDep) -> Response:
    """The text that holds, or the draft of the next one."""
    one = await _one(db, policy_kind, policy_name)
    text = one.draft.source if one.draft is not None else one.text
    return render(request, await _page(db, policy_kind, one, now, text, told=notice(request)))


@router.post(INDEX + "/{policy_kind}/{policy_name}")
async def change(
    request: Request, policy_kind: str, policy_name: str, db: DbDep, admin: AdminDep, now: NowDep
) -> Response:
    one = await _one(db, policy_kind, policy_name)
    return await _act(request, db, policy_kind, one, By(admin.workspace.id, now, user_id=admin.user.id))


@router.post(INDEX + "/{policy_kind}/{policy_name}/live")
async def live(policy_kind: str, policy_name: str, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    """The draft holds from now on."""
    one = await _one(db, policy_kind, policy_name)
    if one.draft is None:
        raise Conflict("There is no draft that could go live.")
    await go_live(db, By(admin.workspace.id, now, user_id=admin.user.id), one.draft.id)
    return RedirectResponse(f"{path_of(policy_kind, policy_name)}?done=policy_live", 303)


@router.post(INDEX + "/{policy_kind}/{policy_name}/switch")
async def switched(
    request: Request, policy_kind: str, policy_name: str, db: DbDep, admin: AdminDep, now: NowDep
) -> Response:
    one = await _one(db, policy_kind, policy_name)
    if not _can_switch(one):
        raise Conflict("This one cannot be switched off; change its text instead.")
    is_on = (await form_of(request)).text("on") == "yes"
    await switch(db, By(admin.workspace.id, now, user_id=admin.user.id), policy_kind, policy_name, on=is_on)
    done = "policy_on" if is_on else "policy_off"
    return RedirectResponse(f"{path_of(policy_kind, policy_name)}?done={done}", 303)


@router.post(INDEX + "/{policy_kind}/{policy_name}/roll-back")
async def back(
    request: Request, policy_kind: str, policy_name: str, db: DbDep, admin: AdminDep, now: NowDep
) -> Response:
    """An older version's text, or the shipped one, holds again."""
    await _one(db, policy_kind, policy_name)
    given = await form_of(request)
    number = None if given.text("number") == "shipped" else whole_number(given, "number")
    by = By(admin.workspace.id, now, user_id=admin.user.id)
    await roll_back(db, by, policy_kind, policy_name, number)
    return RedirectResponse(f"{path_of(policy_kind, policy_name)}?done=policy_back", 303)


def path_of(kind: str, name: str) -> str:
    """The editor of a definition."""
    return f"{INDEX}/{kind}/{name}"


async def _one(db: Db, kind: str, name: str) -> Kept:
    if kind not in KINDS:
        raise NotFound("There is no such definition.")
    return await kept(db, kind, name)


async def _starter(db: Db, kind: str) -> str:
    """A text to begin with: one that is there, under another name. Raises NotFound."""
    if kind not in KINDS or kind in ALONE:
        raise NotFound("There is no such definition.")
    first = (await library(db, kind))[0]
    return first.text.replace(f'name = "{first.name}"', f'name = "my-{kind}"', 1)


def _has_page(one: Kept) -> bool:
    """Whether it is shown where it is used: a draft is not, nor a score that is off."""
    return one.is_on or (one.kind == "trigger" and (one.is_shipped or one.number is not None))


def _can_switch(one: Kept) -> bool:
    """What there is one of is never off, and what is only a draft is not on yet."""
    return one.kind not in ALONE and (one.is_shipped or any(row.status != "draft" for row in one.versions))


async def _act(request: Request, db: Db, kind: str, one: Kept | None, by: By) -> Response:
    """What the pressed button asks for: check the text, keep it as a draft, or let it hold at once."""
    given = await form_of(request)
    text, note, do = given.text("text").replace("\r\n", "\n"), given.text("note"), given.text("do")
    if do == "check":
        told = "Checked. Nothing is saved yet."
        return render(request, await _page(db, kind, one, by.at, text, note, told))
    checked = check_text(kind, one.name if one is not None else None, text)
    if checked.problems:
        return render(request, await _page(db, kind, one, by.at, text, note), status=422)
    try:
        row = await save_draft(db, by, kind, checked.name, text, note)
        if do == "live":
            await go_live(db, by, row.id)
    except Invalid as refused:
        page = await _page(db, kind, one, by.at, text, note, refused.message)
        return render(request, page, status=422)
    done = "policy_live" if do == "live" else "policy_draft"
    return RedirectResponse(f"{path_of(kind, checked.name)}?done={done}", 303)


async def _page(
    db: Db, kind: str, one: Kept | None, now: datetime, text: str, note: str = "", told: str = ""
) -> PolicyPage:
    checked = check_text(kind, one.name if one is not None else None, text)
    reads = [] if checked.problems else await in_words(db, await book(db), kind, checked.found, now)
    label, address = HOMES.get(kind, ("Definitions", INDEX))
    if one is not None and kind in HOMES and _has_page(one):
        label, address = one.title, f"{address}/{one.name}"
    return PolicyPage(
        kind=KINDS[kind],
        title=one.title if one is not None else f"New {KINDS[kind].lower()}",
        kept=one,
        path=path_of(kind, one.name) if one is not None else f"{INDEX}/new?kind={kind}",
        home=(label, address),
        text=text,
        note=note,
        longest=LONGEST_TEXT,
        problems=checked.problems,
        reads=reads,
        can_switch=one is not None and _can_switch(one),
        told=told,
    )
