"""The loader other sites include; its name is fixed, so it may be cached for minutes only."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse

from app.pages.templating import BUILT, asset

router = APIRouter(include_in_schema=False)


@router.get("/embed.js")
async def embed() -> FileResponse:
    """The newest loader."""
    headers = {
        "cache-control": "public, max-age=300",
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
    }
    name = asset("embed.js").rsplit("/", 1)[-1]
    return FileResponse(BUILT / name, media_type="text/javascript", headers=headers)
