"""What an admin changes about a trigger: on or off, and the workspace's own thresholds."""

from __future__ import annotations

import math

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.by import By
from app.deps import DbDep, NowDep
from app.errors import Invalid
from app.pages.forms import Form, Refused, field_errors, form_of
from app.pages.frame import render
from app.pages.route import AdminDep
from app.pages.route import router as page_router
from app.pages.triggers import page_of
from app.services.keep_policy import switch
from app.services.policy_book import book
from app.services.trigger_library import KIND, kept, set_thresholds
from app.success.triggers.types import Trigger

router = page_router()


@router.post("/triggers/{trigger_name}/switch")
async def turn(request: Request, trigger_name: str, db: DbDep, admin: AdminDep, now: NowDep) -> Response:
    given = await form_of(request)
    await kept(db, trigger_name)
    is_on = given.text("on") == "yes"
    await switch(db, By(admin.workspace.id, now, user_id=admin.user.id), KIND, trigger_name, on=is_on)
    return RedirectResponse(f"/triggers/{trigger_name}?done={'trigger_on' if is_on else 'trigger_off'}", 303)


@router.post("/triggers/{trigger_name}/thresholds")
async def thresholds(
    request: Request, trigger_name: str, db: DbDep, admin: AdminDep, now: NowDep
) -> Response:
    """Saves the workspace's own values; an empty field takes one back."""
    given = await form_of(request)
    one = await kept(db, trigger_name)
    try:
        values = _values(given, one.trigger)
        await set_thresholds(db, By(admin.workspace.id, now, user_id=admin.user.id), trigger_name, values)
    except Refused as refused:
        typed = {each.name: given.text(each.name) for each in one.trigger.thresholds}
        page = await page_of(db, request, one, await book(db), now, typed=typed, errors=field_errors(refused))
        return render(request, page, status=refused.status)
    return RedirectResponse(f"/triggers/{trigger_name}?done=thresholds", 303)


def _values(given: Form, trigger: Trigger) -> dict[str, float | None]:
    """The numbers of the form by threshold. Raises Invalid, naming each field that is none."""
    values: dict[str, float | None] = {}
    wrong = []
    for one in trigger.thresholds:
        text = given.text(one.name).strip().replace("−", "-")
        try:
            values[one.name] = float(text) if text else None
        except ValueError:
            wrong.append((one.name, "Write a number."))
            continue
        if text and not (math.isfinite(float(text)) and abs(float(text)) <= 1e12):
            wrong.append((one.name, "Write a number up to 1,000,000,000,000."))
    if wrong:
        raise Invalid("Some of these are no numbers.", problems=wrong)
    return values
