"""The demo's two webhook receivers: one that checks the signature and answers, one that always fails."""

from __future__ import annotations

from collections import deque
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook, WebhookVerificationError

from app.deps import KitDep
from app.queries import demo

router = APIRouter(prefix="/demo/hooks", include_in_schema=False)
_received: deque[dict[str, Any]] = deque(maxlen=20)


@router.post("/inbox")
async def inbox(request: Request, kit: KitDep) -> Response:
    """Takes what is signed with a secret of its endpoint, refuses the rest."""
    body = await request.body()
    async with kit.database.system() as db:
        endpoints = await demo.endpoints_at(db, "/demo/hooks/inbox")
    for secret in (secret for endpoint in endpoints for secret in endpoint.secrets):
        try:
            _received.appendleft(Webhook(secret).verify(body, dict(request.headers)))
        except WebhookVerificationError:
            continue
        return JSONResponse({"received": True})
    return JSONResponse({"received": False, "why": "signature"}, 401)


@router.get("/inbox")
async def last() -> list[dict[str, Any]]:
    """The newest events received, newest first."""
    return list(_received)


@router.post("/broken")
async def broken() -> Response:
    """An endpoint as it should not be."""
    return JSONResponse({"error": "This receiver fails on purpose."}, 500)
