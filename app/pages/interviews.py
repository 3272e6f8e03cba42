"""Interviews: the list with its filters, and one with transcript and reading side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, KitDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.marking import read_mark
from app.pages.notices import notice
from app.pages.pager import LIMIT, Pages, pages
from app.pages.reading import Reading, read
from app.pages.route import router as page_router
from app.pages.transcript import TurnView, transcript
from app.pages.usage import UsageView, usage_view
from app.pages.wording import duration
from app.queries import accounts, corrections, guides, insights, lists, spend, studies, tasks, turns
from app.queries import interviews as queries
from app.queries import themes as theme_queries
from app.queries.lists import InterviewLine
from app.tables import Account, Contact, GuideVersion, Interview, Study, Task

router = page_router()

STATUSES = ("open", "with_human", "paused", "completed", "stopped", "handed_off", "expired")
CHOICES = 200


@dataclass(frozen=True)
class InterviewsPage(Context):
    """`study`, `status` and `account` are the filters in force; `account_name` says whose."""

    template: ClassVar[str] = "interviews/index.html"
    section: ClassVar[str] = "Interviews"
    interviews: list[InterviewLine]
    pages: Pages
    studies: list[Study]
    statuses: tuple[str, ...]
    study: str
    status: str
    account: str
    account_name: str | None


@dataclass(frozen=True)
class InterviewPage(Context):
    """One interview. `reading` is None until it was analysed, `task` while no person was needed."""

    template: ClassVar[str] = "interviews/show.html"
    section: ClassVar[str] = "Interviews"
    interview: Interview
    study: Study
    version: GuideVersion | None
    account: Account | None
    contact: Contact | None
    respondent: str
    took: str
    turns: list[TurnView]
    reading: Reading | None
    task: Task | None
    usage: UsageView
    notice: str


@router.get("/interviews")
async def index(
    request: Request,
    db: DbDep,
    study: str = "",
    status: str = "",
    account: str = "",
    next: str | None = None,
) -> Response:
    status = status if status in STATUSES else ""
    found = await lists.interviews(
        db,
        limit=LIMIT,
        cursor=next,
        study_id=study or None,
        account_id=account or None,
        status=status or None,
    )
    whose = await accounts.account(db, account) if account else None
    context = InterviewsPage(
        interviews=found.items,
        pages=pages(found, "/interviews", next, study=study, status=status, account=account),
        studies=(await studies.studies(db, limit=CHOICES)).items,
        statuses=STATUSES,
        study=study,
        status=status,
        account=account,
        account_name=whose.name if whose else None,
    )
    return render(request, context)


@router.get("/interviews/{interview_id}")
async def show(
    request: Request, interview_id: str, db: DbDep, kit: KitDep, mark: str | None = None
) -> Response:
    interview = await queries.interview(db, interview_id)
    study = await studies.study(db, interview.study_id) if interview else None
    if interview is None or study is None:
        raise NotFound("There is no such interview.")
    account = await accounts.account(db, interview.account_id) if interview.account_id else None
    contact = await accounts.contact(db, interview.contact_id) if interview.contact_id else None
    insight = await insights.insight(db, interview_id)
    statements = await insights.statements_of(db, interview_id)
    respondent = contact.name if contact else "Respondent"
    context = InterviewPage(
        interview=interview,
        study=study,
        version=await guides.version(db, interview.guide_version_id),
        account=account,
        contact=contact,
        respondent=respondent,
        took=duration(interview.started_at, interview.closed_at),
        turns=transcript(await turns.turns(db, interview_id), statements, read_mark(mark), respondent),
        reading=read(
            insight,
            statements,
            await insights.tags_of(db, interview_id),
            await theme_queries.themes(db, study.id),
            await corrections.of_interview(db, interview_id),
        )
        if insight
        else None,
        task=await tasks.hand_off_of(db, interview_id),
        usage=usage_view(await spend.of_interview(db, interview_id), kit.prices.currency),
        notice=notice(request),
    )
    return render(request, context)
