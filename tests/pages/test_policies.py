"""Definitions as texts: the list of them, and the one editor that changes any of them."""

from __future__ import annotations

import pytest

from app.database import Database
from app.success.conditions import segments
from app.success.hours import shipped as hours
from app.success.triggers.trigger import shipped as triggers
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

EDIT = "/settings/policies"
TRIGGER = f"{EDIT}/trigger/kickoff-missing"


async def read(admin: Browser, path: str) -> str:
    answer = await admin.get(path)
    assert answer.status_code == 200
    return Page(answer.text).text


async def test_the_list_says_how_many_accounts_are_in_each_segment(admin: Browser) -> None:
    text = await read(admin, EDIT)
    assert all(title in text for title in ("Enterprise", "Business hours", "Reason codes"))
    page = (await admin.get(EDIT)).text
    assert 'href="/settings/policies/segment/enterprise"' in page
    assert '<td data-label="Accounts" class="num">1</td>' in page


@pytest.mark.parametrize(
    "path",
    [
        "trigger/usage-drop",
        "health/risk",
        "segment/enterprise",
        "hours/hours",
        "reason_codes/reason_codes",
    ],
)
async def test_every_kind_has_its_editor(admin: Browser, path: str) -> None:
    text = await read(admin, f"{EDIT}/{path}")
    assert "How it reads" in text
    assert "Save as a draft" in text
    assert "The text that ships." in text


async def test_a_draft_changes_nothing_until_it_is_live_and_the_way_back_is_open(admin: Browser) -> None:
    text = triggers()["kickoff-missing"].replace("No kickoff booked", "No first meeting", 1)
    drafted = await admin.post(TRIGGER, text=text, note="Our word", do="save")
    assert drafted.headers["location"] == f"{TRIGGER}?done=policy_draft"
    assert "No kickoff booked" in await read(admin, "/triggers/kickoff-missing")
    assert "has a draft" in await read(admin, TRIGGER)
    assert (await admin.post(f"{TRIGGER}/live")).status_code == 303
    assert "No first meeting" in await read(admin, "/triggers/kickoff-missing")
    assert "Our word" in await read(admin, TRIGGER)
    assert (await admin.post(f"{TRIGGER}/live")).status_code == 409
    await admin.post(f"{TRIGGER}/roll-back", number="shipped")
    assert "No kickoff booked" in await read(admin, "/triggers/kickoff-missing")
    await admin.post(f"{TRIGGER}/roll-back", number="1")
    assert "No first meeting" in await read(admin, "/triggers/kickoff-missing")


async def test_every_fault_is_told_by_its_line_and_what_was_typed_stays(admin: Browser) -> None:
    text = triggers()["kickoff-missing"].replace('priority = "high"', 'priority = "hihg"')
    text = text.replace("hours = 24", "hours = 24\ndays = 2")
    answer = await admin.post(TRIGGER, text=text, do="save")
    assert answer.status_code == 422
    told = Page(answer.text).text
    assert "Line 8:" in told
    assert "must say either `hours` or `days`" in told
    assert "hihg" in answer.text
    assert "No kickoff booked" in await read(admin, "/triggers/kickoff-missing")


async def test_a_text_may_not_call_itself_otherwise(admin: Browser) -> None:
    answer = await admin.post(TRIGGER, text=triggers()["usage-drop"], do="live")
    assert answer.status_code == 422
    assert "must stay" in answer.text


async def test_checking_keeps_nothing_and_names_what_is_not_there(admin: Browser) -> None:
    text = triggers()["kickoff-missing"].replace('play = "kickoff"', 'play = "no-such-play"')
    text = text.replace("enterprise = 5", "no-such-segment = 5")
    answer = await admin.post(TRIGGER, text=text, do="check")
    told = Page(answer.text).text
    assert "Nothing is saved yet" in told
    assert "names the play “no-such-play”" in told
    assert "names the segment “no-such-segment”" in told
    assert "has a draft" not in await read(admin, TRIGGER)


async def test_a_segment_of_ones_own_is_made_seen_and_switched_off(admin: Browser) -> None:
    text = segments.shipped()["enterprise"].replace('name = "enterprise"', 'name = "ours"', 1)
    text = text.replace('title = "Enterprise"', 'title = "Those we chose"', 1)
    made = await admin.post(f"{EDIT}/new?kind=segment", text=text, do="live")
    path = f"{EDIT}/segment/ours"
    assert made.headers["location"] == f"{path}?done=policy_live"
    assert "Those we chose" in await read(admin, EDIT)
    assert "would be in it now" in await read(admin, path)
    await admin.post(f"{path}/switch", on="no")
    assert "It is off." in await read(admin, f"{path}?done=policy_off")
    assert "Those we chose" in await read(admin, EDIT)


async def test_a_new_trigger_waits_among_the_drafts_until_it_is_live(admin: Browser) -> None:
    text = triggers()["kickoff-missing"].replace('name = "kickoff-missing"', 'name = "ours"', 1)
    text = text.replace("No kickoff booked", "Our very own", 1)
    await admin.post(f"{EDIT}/new?kind=trigger", text=text, do="save")
    path = f"{EDIT}/trigger/ours"
    assert "Our very own" in await read(admin, EDIT)
    assert 'href="/triggers/ours"' not in (await admin.get(path)).text
    await admin.post(f"{path}/live")
    assert "Our very own" in await read(admin, "/triggers/ours")
    assert "Our very own" not in await read(admin, EDIT)


async def test_what_there_is_one_of_is_changed_and_never_off(admin: Browser) -> None:
    path = f"{EDIT}/hours/hours"
    text = hours()["hours"].replace('to = "17:00"', 'to = "18:30"')
    await admin.post(path, text=text, do="live")
    assert "From 09:00 to 18:30 on Monday" in await read(admin, path)
    assert "09:00 to 18:30" in await read(admin, "/triggers/usage-drop")
    assert (await admin.post(f"{path}/switch", on="no")).status_code == 409


async def test_who_is_no_admin_reads_and_changes_nothing(
    sign_in: SignIn, world: World, database: Database
) -> None:
    member = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert "An admin may change it." in await read(member, TRIGGER)
    assert (await member.post(TRIGGER, text="", do="save")).status_code == 403
    assert (await member.get(f"{EDIT}/new?kind=segment")).status_code == 403


@pytest.mark.parametrize("path", ["play/swat", "nothing/here", "segment/nobody", "new?kind=hours"])
async def test_what_is_not_edited_here_is_not_found(admin: Browser, path: str) -> None:
    assert (await admin.get(f"{EDIT}/{path}")).status_code == 404
