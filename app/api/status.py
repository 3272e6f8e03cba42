"""Whether this process lives, whether it can serve, and what it has counted."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.deps import KitDep, authenticate, now_of
from app.errors import Unavailable
from app.queries.base import value

router = APIRouter(tags=["status"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(kit: KitDep) -> Response:
    """The database answers too; 503 while it does not."""
    try:
        async with kit.database.system() as db:
            await value(db, "SELECT 1")
    except Unavailable:
        return JSONResponse({"status": "database unavailable"}, 503, {"retry-after": "2"})
    return JSONResponse({"status": "ok", "encoder": "ready" if kit.encoding.ready else "loading"})


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, kit: KitDep) -> Response:
    """Prometheus figures of this process, for this machine or with an API key."""
    if not (request.client and _is_loopback(request.client.host)):
        await authenticate(kit, request, now_of())
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
