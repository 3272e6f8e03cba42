"""A study's downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import Request, Response

from app.deps import DbDep, NowDep
from app.downloads import download
from app.errors import Invalid
from app.pages.forms import form_of
from app.pages.route import router as page_router
from app.pages.studies import study_of
from app.services.export_study import Format, What, export_study

router = page_router()

OFFERED: Final[Mapping[str, tuple[What, Format]]] = {
    "statements": ("statements", "csv"),
    "themes": ("themes", "csv"),
    "lines": ("statements", "jsonl"),
    "project": ("statements", "refi-qda"),
}


@router.post("/studies/{study_id}/export")
async def export(request: Request, study_id: str, db: DbDep, now: NowDep) -> Response:
    """The file a form asks for; CSV begins with the mark that spreadsheets look for."""
    study = await study_of(db, study_id)
    given = await form_of(request)
    wanted = OFFERED.get(given.text("file") or "statements")
    if wanted is None:
        raise Invalid("Choose one of the files that are offered.", field="file")
    what, kind = wanted
    return download(await export_study(db, study, what, kind, now, bom=True))
