"""What a CSM does about a firing: take it, and say how it ended."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep, NowDep
from app.pages.firings import page_of
from app.pages.forms import Refused, field_errors, form_of
from app.pages.frame import render
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.services.act_on_firing import act_on_firing
from app.services.close_firing import close_firing

router = page_router()


@router.post("/firings/{firing_id}/act")
async def act(request: Request, firing_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Somebody acts: whoever presses the button, unless the form says to leave it with its owner."""
    given = await form_of(request)
    owner = None if given.text("keep") else viewer.user.name
    try:
        await act_on_firing(db, firing_id, now=now, owner=owner)
    except Refused as refused:
        page = await page_of(db, request, firing_id, now, errors=field_errors(refused))
        return render(request, page, status=refused.status)
    return RedirectResponse(f"/firings/{firing_id}?done=firing_acted", 303)


@router.post("/firings/{firing_id}/close")
async def close(request: Request, firing_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """It ended; the form comes back with what is wrong when no reason was chosen."""
    given = await form_of(request)
    code, note = given.text("code"), given.text("note")
    try:
        await close_firing(db, firing_id, code=code, note=note, by=viewer.user.name, now=now)
    except Refused as refused:
        errors = field_errors(refused)
        page = await page_of(db, request, firing_id, now, code=code, note=note, errors=errors)
        return render(request, page, status=refused.status)
    return RedirectResponse(f"/firings/{firing_id}?done=firing_closed", 303)
