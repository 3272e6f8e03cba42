"""How many people a theme or segment needs to be shown: one figure for the workspace, and a study's own."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.deps import DbDep
from app.pages.forms import form_of, whole_number
from app.pages.route import ADMINS, AdminDep
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.services.set_smallest_group import set_smallest_group

router = page_router()


@router.post("/settings/smallest-group")
async def of_workspace(request: Request, db: DbDep, admin: AdminDep) -> Response:
    people = whole_number(await form_of(request), "smallest_group")
    await set_smallest_group(db, people, workspace_id=admin.workspace.id)
    return RedirectResponse("/settings?done=smallest_group", 303)


@router.post("/studies/{study_id}/smallest-group", dependencies=ADMINS)
async def of_study(request: Request, study_id: str, db: DbDep) -> Response:
    """An empty field takes the workspace's figure again."""
    study = await study_of(db, study_id)
    given = await form_of(request)
    people = whole_number(given, "smallest_group") if given.text("smallest_group").strip() else None
    await set_smallest_group(db, people, study_id=study.id)
    return RedirectResponse(f"/studies/{study.id}?done=smallest_group", 303)
