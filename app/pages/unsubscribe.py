"""Where a person says that they want no more messages. GET changes nothing: mail scanners look too."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.deps import KitDep, NowDep
from app.kit import Kit
from app.pages.respondent import missing, strings
from app.pages.templating import page
from app.queries import contacts, workspaces
from app.services.unsubscribe import opt_out
from app.tables import Contact

router = APIRouter(include_in_schema=False)


@router.get("/u/{token}")
async def ask(request: Request, token: str, kit: KitDep) -> Response:
    """Who would stop writing to whom, and a button."""
    contact = await _contact(kit, token)
    if contact is None:
        return missing(request)
    return await _page(request, kit, contact, is_done=contact.opted_out_at is not None)


@router.post("/u/{token}")
async def stop(request: Request, token: str, kit: KitDep, now: NowDep) -> Response:
    """Opts out, whether the button was pressed or a mail program did it for its reader (RFC 8058).

    No cookie and no origin is asked for: mail programs have neither, and the token is the proof.
    """
    contact = await _contact(kit, token)
    if contact is None:
        return missing(request)
    async with kit.database.workspace(contact.workspace_id) as db:
        await opt_out(db, contact.id, now)
    return await _page(request, kit, contact, is_done=True)


async def _contact(kit: Kit, token: str) -> Contact | None:
    if "\x00" in token:
        return None
    async with kit.database.system() as db:
        return await contacts.by_unsubscribe_token(db, token)


async def _page(request: Request, kit: Kit, contact: Contact, *, is_done: bool) -> Response:
    async with kit.database.system() as db:
        workspace = await workspaces.workspace(db, contact.workspace_id)
    language = (contact.language or "en")[:2].lower()
    return page(
        request,
        "respondent/unsubscribe.html",
        headers={"cache-control": "no-store", "x-robots-tag": "noindex"},
        language=language,
        t=strings(language),
        sponsor=workspace.sponsor if workspace else "",
        address=masked(contact.email or ""),
        is_done=is_done,
    )


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else learns it: `m…@bramble.example`."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if host else ""
