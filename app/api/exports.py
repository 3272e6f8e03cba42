"""A study taken elsewhere, over HTTP."""

from __future__ import annotations

from fastapi import Query, Response

from app.api.shapes import router
from app.deps import DbDep, NowDep
from app.downloads import download
from app.errors import NotFound
from app.queries import studies as queries
from app.services.export_study import Format, What, export_study

studies = router("studies")


@studies.get("/{study_id}/export", response_class=Response)
async def export(
    study_id: str,
    db: DbDep,
    now: NowDep,
    what: What = "statements",
    kind: Format = Query("csv", alias="format"),
    bom: bool = Query(False, description="Begin CSV with a byte order mark, for spreadsheets that need one."),
) -> Response:
    """A file with what people said: simulated interviews are never in it, nor themes of too few people."""
    study = await queries.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return download(await export_study(db, study, what, kind, now, bom=bom))
