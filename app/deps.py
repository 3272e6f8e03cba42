"""What a handler may ask for, and the two route classes that open its transaction.

The transaction commits before the answer is sent, so nobody is told of a write that did not last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from app import ids
from app.conversations import Conversations
from app.database import Db
from app.errors import Conflict, Invalid, NotFound, Unauthorised
from app.kit import Kit
from app.queries import workspaces
from app.queries.base import insert
from app.tables import Idempotency

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
LONGEST_KEY = 255


@dataclass(frozen=True)
class Caller:
    """Who calls the API: a key's workspace."""

    workspace_id: str
    key_id: str


def kit_of(request: Request) -> Kit:
    kit: Kit = request.app.state.kit
    return kit


def conversations_of(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def db_of(request: Request) -> Db:
    """The request's transaction."""
    db: Db = request.state.db
    return db


def caller_of(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def now_of() -> datetime:
    return datetime.now(UTC)


KitDep = Annotated[Kit, Depends(kit_of)]
ConversationsDep = Annotated[Conversations, Depends(conversations_of)]
DbDep = Annotated[Db, Depends(db_of)]
CallerDep = Annotated[Caller, Depends(caller_of)]
NowDep = Annotated[datetime, Depends(now_of)]


class ApiRoute(APIRoute):
    """A route under `/api/v1`: a key, its workspace's transaction, and POSTs that may be repeated."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            kit = kit_of(request)
            caller = await authenticate(kit, request, now_of())
            await request.body()  # read here, so that one that is too large is told as such
            _refuse_nul(request)
            async with kit.database.workspace(caller.workspace_id) as db:
                request.state.db = db
                request.state.caller = caller
                key = request.headers.get("idempotency-key")
                if request.method == "POST" and key:
                    return await _once(db, caller, key, request, handle)
                return await handle(request)

        return handler


def _refuse_nul(request: Request) -> None:
    """PostgreSQL cannot hold a NUL: no row is named by one, and nothing can be filtered by one."""
    if "\x00" in request.url.path:
        raise NotFound("There is nothing here.")
    for name, value in request.query_params.items():
        if "\x00" in value:
            raise Invalid("This has a character that cannot be stored (NUL).", field=name)


async def authenticate(kit: Kit, request: Request, now: datetime) -> Caller:
    """The caller behind `Authorization: Bearer KEY`. Raises Unauthorised."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthorised("Send an API key as: Authorization: Bearer KEY.")
    async with kit.database.system() as db:
        # looked up by hash: no comparison of secrets, so nothing to time
        found = await workspaces.api_key(db, ids.hash_secret(key.strip()))
        if found is None:
            raise Unauthorised("This API key is not known or was revoked.")
        await workspaces.touch_api_key(db, found.id, now)
    return Caller(found.workspace_id, found.id)


async def _once(db: Db, caller: Caller, key: str, request: Request, handle: Handler) -> Response:
    """Answers a repeated POST as the first time; the answer is kept in the transaction that made it true."""
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid(
            f"Idempotency-Key may have {LONGEST_KEY} printable characters.", field="Idempotency-Key"
        )
    await workspaces.lock_idempotency_key(db, caller.workspace_id, key)
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    digest = hashlib.sha256(content).hexdigest()
    known = await workspaces.idempotent_answer(db, key)
    if known is not None:
        if known.request_hash != digest:
            raise Conflict("This Idempotency-Key was used for another request.", field="Idempotency-Key")
        headers = {"idempotency-replayed": "true"}
        return Response(known.body, known.status, headers, media_type="application/json")
    response = await handle(request)
    await insert(
        db,
        Idempotency(
            id=ids.new("idm"),
            workspace_id=caller.workspace_id,
            key=key,
            request_hash=digest,
            status=response.status_code,
            body=bytes(response.body).decode(),
        ),
    )
    return response
