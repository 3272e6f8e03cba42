"""Tasks: the list, and one hand-off with its conversation live beside everything known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Request, Response

from app import ids
from app.database import Db
from app.deps import DbDep, NowDep, kit_of
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.route import router as page_router
from app.pages.route import viewer_of
from app.pages.task_work import work_of
from app.pages.transcript import TurnView, transcript
from app.queries import accounts, interviews, turns, workspaces
from app.queries import tasks as queries
from app.queries.tasks import TaskLine
from app.services.close_task import BY_HAND, REASON_CODES
from app.services.hand_off import ACTED
from app.tables import Account, Contact, Interview, Task, User

router = page_router()

WAITING = 200


@dataclass(frozen=True)
class TasksPage(Context):
    """`waiting` is everything not done, what is urgent and unclaimed first, `overdue` the ids of what should
    have been done; `done` comes page by page."""

    template: ClassVar[str] = "tasks/index.html"
    section: ClassVar[str] = "Tasks"
    waiting: list[TaskLine]
    overdue: frozenset[str]
    done: list[TaskLine]
    pages: Pages
    reasons: dict[str, str]
    notice: str


@dataclass(frozen=True)
class Talk:
    """The part of the page that changes by itself. `version` is how a browser says what it has."""

    task: Task
    interview: Interview | None
    turns: list[TurnView]
    assignee: User | None
    respondent: str
    is_mine: bool
    is_writing: bool
    version: str

    @property
    def is_live(self) -> bool:
        """Whether a CSM may write now."""
        return self.interview is not None and self.interview.status == "with_human"


@dataclass(frozen=True)
class Draft:
    """What stands in the composer: a name that makes a second sending the first, words, what was wrong."""

    name: str
    text: str = ""
    error: str = ""


@dataclass(frozen=True)
class TaskPage(Context):
    """One task. `said` are the respondent's words that brought it about."""

    template: ClassVar[str] = "tasks/show.html"
    section: ClassVar[str] = "Tasks"
    talk: Talk
    draft: Draft
    account: Account | None
    contact: Contact | None
    backup: User | None
    said: list[str]
    reasons: dict[str, str]
    code: str
    note: str
    errors: dict[str, str]
    notice: str


@dataclass(frozen=True)
class TalkPart(Context):
    """The live part alone. `draft` comes along where the composer is to be drawn anew, and `fresh` is one to
    draw with where more than what was said `has_changed`."""

    template: ClassVar[str] = "tasks/part.html"
    section: ClassVar[str] = "Tasks"
    talk: Talk
    draft: Draft | None
    fresh: Draft
    has_changed: bool


@router.get("/tasks")
async def index(request: Request, db: DbDep, now: NowDep, next: str | None = None) -> Response:
    found = await queries.done(db, limit=LIMIT, cursor=next)
    waiting = [] if next else await queries.waiting(db, WAITING)
    context = TasksPage(
        waiting=waiting,
        overdue=frozenset(line.id for line in waiting if line.due_at < now),
        done=found.items,
        pages=pages(found, "/tasks", next),
        reasons=dict(REASON_CODES),
        notice=notice(request),
    )
    return render(request, context)


@router.get("/tasks/{task_id}")
async def show(request: Request, task_id: str, db: DbDep, seen: str = "") -> Response:
    """The page; asked by its own script with what it has `seen`, only what has changed since."""
    task = await task_of(db, task_id)
    if task.kind != "hand_off":
        return render(request, await work_of(db, request, task))
    if "hx-request" not in request.headers:
        return render(request, await page_of(db, request, task))
    talk = await talk_of(db, request, task)
    if talk.version == seen:
        return Response(status_code=204)
    return render(request, part_of(talk, seen))


def part_of(talk: Talk, seen: str, draft: Draft | None = None) -> TalkPart:
    """What a browser that has `seen` a version gets to draw."""
    return TalkPart(talk, draft, fresh_draft(), talk.version.split(".")[0] != seen.split(".")[0])


async def task_of(db: Db, task_id: str) -> Task:
    """The task. Raises NotFound."""
    task = await queries.task(db, task_id)
    if task is None:
        raise NotFound("There is no such task.")
    return task


def fresh_draft(text: str = "", error: str = "") -> Draft:
    return Draft(ids.new("msg"), text, error)


async def talk_of(db: Db, request: Request, task: Task) -> Talk:
    """The conversation as it stands."""
    viewer = viewer_of(request)
    interview = await interviews.interview(db, task.interview_id) if task.interview_id else None
    contact = await accounts.contact(db, task.contact_id) if task.contact_id else None
    assignee = await workspaces.user(db, task.assignee_id) if task.assignee_id else None
    respondent = contact.name if contact else "Respondent"
    rows = await turns.turns(db, interview.id) if interview else []
    is_writing = interview is not None and kit_of(request).hub.is_writing(interview.id)
    standing = "-".join((task.status, task.assignee_id or "", interview.status if interview else ""))
    return Talk(
        task=task,
        interview=interview,
        turns=transcript(rows, [], None, respondent),
        assignee=assignee,
        respondent=respondent,
        is_mine=task.assignee_id == viewer.user.id,
        is_writing=is_writing,
        version=f"{standing}.{interview.last_seq if interview else 0}{'w' if is_writing else ''}",
    )


async def page_of(
    db: Db, request: Request, task: Task, *, draft: Draft | None = None, **form: Any
) -> TaskPage:
    """The whole page; `form` is what stood in the form that closes the task, and its errors."""
    return TaskPage(
        talk=await talk_of(db, request, task),
        draft=draft or fresh_draft(),
        account=await accounts.account(db, task.account_id) if task.account_id else None,
        contact=await accounts.contact(db, task.contact_id) if task.contact_id else None,
        backup=await workspaces.user(db, task.backup_id) if task.backup_id else None,
        said=[str(one["text"]) or ACTED.get(str(one["action"]), "") for one in task.context.get("said", ())],
        reasons={code: REASON_CODES[code] for code in BY_HAND},
        code=form.get("code", ""),
        note=form.get("note", ""),
        errors=form.get("errors", {}),
        notice=notice(request),
    )
