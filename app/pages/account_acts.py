"""What a person does to an account on its page: merge, take a merge back, move it to a stage."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.database import Db
from app.deps import DbDep, NowDep
from app.errors import Invalid, NotFound
from app.pages.accounts import page_of
from app.pages.forms import Refused, field_errors, form_of
from app.pages.frame import render
from app.pages.route import ViewerDep
from app.pages.route import router as page_router
from app.queries import accounts
from app.services.identify import account_of
from app.services.merge_accounts import merge_accounts, unmerge_accounts
from app.services.set_stage import set_stage
from app.tables import Account

router = page_router()


@router.post("/accounts/{account_id}/merge")
async def merge(request: Request, account_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Makes another account this one; the form names it by our id or `system:id`."""
    account = await _account(db, account_id)
    given = await form_of(request)
    try:
        found = await account_of(db, viewer.workspace.id, given.text("account").strip())
        if found is None:
            raise Invalid("No account is known by this; give its id, or `system:id`.", field="account")
        by = By(viewer.workspace.id, now, user_id=viewer.user.id)
        await merge_accounts(db, account.id, found.id, by, reason=given.text("reason").strip() or None)
    except Refused as refused:
        page = await page_of(request, db, account, now, errors=field_errors(refused))
        return render(request, page, status=422)
    return RedirectResponse(f"/accounts/{account.id}?done=account_merged#record", 303)


@router.post("/accounts/{account_id}/unmerge")
async def unmerge(account_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Makes the merged account one of its own again, and shows it."""
    by = By(viewer.workspace.id, now, user_id=viewer.user.id)
    await unmerge_accounts(db, account_id, by)
    return RedirectResponse(f"/accounts/{account_id}?done=account_unmerged", 303)


@router.post("/accounts/{account_id}/stage")
async def stage(request: Request, account_id: str, db: DbDep, viewer: ViewerDep, now: NowDep) -> Response:
    """Moves the account to a stage, as said by this colleague."""
    account = await _account(db, account_id)
    given = await form_of(request)
    try:
        await set_stage(db, viewer.workspace.id, account.id, given.text("stage"), source="dashboard", now=now)
    except Refused as refused:
        page = await page_of(request, db, account, now, errors=field_errors(refused))
        return render(request, page, status=422)
    return RedirectResponse(f"/accounts/{account.id}?done=stage", 303)


async def _account(db: Db, account_id: str) -> Account:
    row = await accounts.account(db, account_id)
    if row is None or row.merged_into_id is not None:
        raise NotFound("There is no such account.")
    return row
