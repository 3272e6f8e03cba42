"""What a CSM does about a task: take it, write, give the conversation back, send what is ready, say how it
went."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from app.deps import ConversationsDep, DbDep, NowDep
from app.errors import Conflict, EarshotError, Invalid
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import Context, render
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.pages.task_work import work_of
from app.pages.tasks import Draft, fresh_draft, page_of, part_of, talk_of, task_of
from app.queries import turns
from app.services.claim_task import claim_task
from app.services.close_task import close_task
from app.services.meeting_file import meeting_file
from app.services.send_prepared import send_prepared
from app.services.speak_as_csm import end_by_csm, speak_as_csm

router = page_router()

LONGEST_NAME = 100


@router.post("/tasks/{task_id}/claim")
async def claim(request: Request, task_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    given = await form_of(request)
    await claim_task(db, task_id, viewer.user.id, now, may_take_over=given.has("over"))
    return RedirectResponse(f"/tasks/{task_id}?done=claimed", 303)


@router.post("/tasks/{task_id}/say")
async def say(request: Request, task_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Writes into the chat. A script gets the conversation and an empty composer, a plain form the page."""
    task = await task_of(db, task_id)
    given = await form_of(request)
    before = await talk_of(db, request, task)
    draft, status = fresh_draft(), 200
    try:
        await speak_as_csm(db, task_id, viewer.user, client_id=_name(given), text=given.text("text"), now=now)
    except (Invalid, Conflict) as refused:
        draft, status = _kept(given, refused), 422
    if "hx-request" in request.headers:
        talk = await talk_of(db, request, await task_of(db, task_id))
        return render(request, part_of(talk, before.version, draft))
    if status != 200:
        return render(request, await page_of(db, request, task, draft=draft), status=status)
    return RedirectResponse(f"/tasks/{task_id}#composer", 303)


@router.post("/tasks/{task_id}/writing")
async def writing(task_id: str, db: DbDep) -> Response:
    """The respondent sees that somebody is writing."""
    task = await task_of(db, task_id)
    if task.interview_id is not None:
        await turns.notify_writing(db, task.interview_id, "csm")
    return Response(status_code=204)


@router.post("/tasks/{task_id}/give-back")
async def give_back(
    request: Request, task_id: str, db: DbDep, viewer: ViewerDep, now: NowDep, conversations: ConversationsDep
) -> Response:
    """The interviewer goes on; it is woken once this is committed."""
    task = await task_of(db, task_id)
    given = await form_of(request)
    await speak_as_csm(
        db,
        task_id,
        viewer.user,
        client_id=_name(given),
        text=given.text("text"),
        now=now,
        action="give_back",
    )

    async def wake() -> None:
        conversations.wake(task.workspace_id, str(task.interview_id))

    return RedirectResponse(f"/tasks/{task_id}?done=given_back", 303, background=BackgroundTask(wake))


@router.post("/tasks/{task_id}/end")
async def end(task_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    await end_by_csm(db, task_id, viewer.user, now)
    return RedirectResponse(f"/tasks/{task_id}?done=ended", 303)


@router.post("/tasks/{task_id}/done")
async def done(request: Request, task_id: str, db: DbDep, now: NowDep) -> Response:
    task = await task_of(db, task_id)
    given = await form_of(request)
    code, note = given.text("code"), given.text("note")
    try:
        await close_task(db, task_id, code=code, note=note, now=now)
    except Refused as refused:
        errors = field_errors(refused)
        shown: Context = (
            await page_of(db, request, task, code=code, note=note, errors=errors)
            if task.kind == "hand_off"
            else await work_of(db, request, task, code=code, note=note, errors=errors)
        )
        return render(request, shown, status=422)
    return RedirectResponse("/tasks?done=task_done", 303)


@router.post("/tasks/{task_id}/send")
async def send(request: Request, task_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Sends what a play has prepared."""
    task = await task_of(db, task_id)
    try:
        await send_prepared(db, task_id, user_id=viewer.user.id, now=now)
    except Refused as refused:
        return render(request, await work_of(db, request, task, errors={"": refused.message}), status=422)
    return RedirectResponse(f"/tasks/{task_id}?done=prepared_sent", 303)


@router.get("/tasks/{task_id}/meeting/{number}.ics")
async def meeting(task_id: str, number: int, db: DbDep) -> Response:
    """The meeting a play proposes, as a calendar file."""
    text = meeting_file(await task_of(db, task_id), number)
    name = f'attachment; filename="{task_id}-{number}.ics"'
    return Response(text, media_type="text/calendar", headers={"content-disposition": name})


def _name(given: Form) -> str:
    """What makes sending twice sending once. Raises Invalid for a form that is not ours."""
    name = given.text("name")
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("Please reload the page and write it again.", field="text")
    return name


def _kept(given: Form, refused: EarshotError) -> Draft:
    """The composer as it was, with what is wrong."""
    return fresh_draft(given.text("text"), refused.message)
