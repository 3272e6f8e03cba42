"""The queue of firings and the library of triggers, as a CSM and an admin use them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import ids
from app.database import Database
from app.pages.firings import panel
from app.pages.templating import environment
from app.queries import firings, policies
from app.queries.base import insert
from app.success.triggers.trigger import read, shipped
from app.tables import Account, Contact, Firing, Workspace
from app.tables.base import now
from tests.pages.browser import Browser, Page
from tests.pages.conftest import SignIn
from tests.pages.fired import fired
from tests.pages.world import World, make_user

CODES = ["false_positive", "resolved", "adoption_recovered", "renewal_risk_reduced"]


async def firing_of(database: Database, world: World) -> Firing:
    async with database.workspace(world.workspace.id) as db:
        found = await firings.firing(db, world.ids["firing_id"])
    assert found is not None
    return found


async def test_the_queue_shows_what_is_overdue_first(
    database: Database, world: World, admin: Browser, workspace: Workspace
) -> None:
    async with database.workspace(workspace.id) as db:
        contact = await insert(
            db, Contact(id=ids.new("con"), workspace_id=workspace.id, account_id=world.account.id, name="Bo")
        )
        later = now() + timedelta(hours=5)
        await fired(db, world.account, contact, "", now(), title="Due later", due_at=later)
        await fired(db, world.account, contact, "", now(), title="Taken", status="acting", due_at=later)
    html = (await admin.get("/firings")).text
    assert html.index("Overdue") < html.index("To act on") < html.index("Being acted on")
    assert html.index("Usage dropped") < html.index("Due later") < html.index("Taken")


async def test_filters_narrow_the_queue(world: World, admin: Browser) -> None:
    assert "Usage fell 32" in (await admin.get("/firings?trigger=usage-drop&priority=high")).text
    for none in ("trigger=poor-experience", "priority=low", "owner=nobody"):
        assert "Nothing waits" in (await admin.get(f"/firings?{none}")).text


async def test_a_firing_shows_its_reason_factors_evidence_and_checks(world: World, admin: Browser) -> None:
    text = Page((await admin.get(world.path("/firings/{firing_id}"))).text).text
    for part in (
        "Usage fell 32 % week over week.",
        "−13.0 points",
        "usage.ui: 68",
        "out of the ordinary",
        "champion is still there",
        "-30 (base)",
    ):
        assert part in text


async def test_who_acts_on_it_has_it(database: Database, world: World, admin: Browser) -> None:
    answer = await admin.post(world.path("/firings/{firing_id}/act"))
    row = await firing_of(database, world)
    assert answer.headers["location"].endswith("?done=firing_acted")
    assert (row.status, row.owner) == ("acting", world.user.name)
    assert row.acted_at is not None


async def test_it_can_stay_with_its_owner(database: Database, world: World, admin: Browser) -> None:
    await admin.post(world.path("/firings/{firing_id}/act"), keep="yes")
    assert (await firing_of(database, world)).owner == "Ana"


async def test_closing_without_a_reason_is_refused_and_keeps_the_note(
    database: Database, world: World, admin: Browser
) -> None:
    answer = await admin.post(world.path("/firings/{firing_id}/close"), note="They called")
    assert answer.status_code == 422
    assert "Choose from: false_positive" in answer.text
    assert "They called" in answer.text
    assert (await firing_of(database, world)).status == "open"


async def test_closing_says_how_and_by_whom(database: Database, world: World, admin: Browser) -> None:
    await admin.post(world.path("/firings/{firing_id}/close"), code="adoption_recovered", note="Back")
    row = await firing_of(database, world)
    assert (row.reason_code, row.note, row.closed_by) == ("adoption_recovered", "Back", world.user.name)
    html = (await admin.get(world.path("/firings/{firing_id}"))).text
    assert "Adoption recovered" in html
    assert 'id="close"' not in html
    assert "Closed" in (await admin.get("/firings")).text


async def test_every_built_in_reason_can_be_chosen(world: World, admin: Browser) -> None:
    options = Page((await admin.get(world.path("/firings/{firing_id}"))).text).every("option")
    assert set(CODES) <= {option.get("value") for option in options}


async def test_the_accounts_panel_lists_what_fired(database: Database, world: World) -> None:
    async with database.workspace(world.workspace.id) as db:
        found = await panel(db, world.account, now())
        other = Account(id=ids.new("acc"), workspace_id=world.workspace.id, name="Quiet")
        nothing = await panel(db, await insert(db, other), now())
    template = environment().get_template("accounts/_firings.html")
    assert "Usage fell 32" in template.render(firings=found, frame=None)
    assert "Nothing has fired" in template.render(firings=nothing, frame=None)


async def test_the_library_has_every_trigger_by_group(world: World, admin: Browser) -> None:
    html = (await admin.get("/triggers")).text
    assert html.index("Lifecycle") < html.index("Support and experience") < html.index("Commercial")
    for title in ("No kickoff booked", "Usage dropped", "Ready to grow", "They speak of the price"):
        assert title in html
    on = sum(read(text, name).is_on for name, text in shipped().items())
    assert f"{on + 1} triggers are on" in html  # and the world's own
    for step in ("Define", "Threshold", "Route", "Engage", "Measure", "Improve"):
        assert step in html


async def test_a_trigger_is_switched_off_and_on(database: Database, world: World, admin: Browser) -> None:
    await admin.post("/triggers/usage-drop/switch", on="no")
    async with database.workspace(world.workspace.id) as db:
        row = await policies.standing(db, "trigger", "usage-drop")
    assert row is not None
    assert row.status == "off"
    assert "Switch on" in (await admin.get("/triggers/usage-drop")).text
    await admin.post("/triggers/said-leaving/switch", on="yes")
    assert "Switch off" in (await admin.get("/triggers/said-leaving")).text


async def test_too_many_triggers_are_warned_of(world: World, admin: Browser) -> None:
    for name in ("said-leaving", "said-pricing"):
        await admin.post(f"/triggers/{name}/switch", on="yes")
    assert "Above 12 people stop acting" in (await admin.get("/triggers")).text


async def test_thresholds_of_ones_own_are_kept_shown_and_taken_back(world: World, admin: Browser) -> None:
    await admin.post("/triggers/usage-drop/thresholds", drop="−35", volume="")
    shown = await admin.get(f"/triggers/usage-drop?account={world.account.id}")
    text = " ".join(Page(shown.text).text.split())
    assert "-35 (workspace; base -30)" in text
    await admin.post("/triggers/usage-drop/thresholds", drop="")
    again = await admin.get(f"/triggers/usage-drop?account={world.account.id}")
    assert "-30 (base)" in " ".join(Page(again.text).text.split())


@pytest.mark.parametrize("wrong", ["many", "nan", "inf", "1e400"])
async def test_a_threshold_that_is_no_number_is_refused(world: World, admin: Browser, wrong: str) -> None:
    answer = await admin.post("/triggers/usage-drop/thresholds", drop=wrong)
    assert answer.status_code == 422
    assert "Write a number" in answer.text


async def test_a_member_reads_and_does_not_change(
    database: Database, world: World, sign_in: SignIn, workspace: Workspace
) -> None:
    member = await sign_in(await make_user(database, workspace, role="csm"))
    assert (await member.get("/triggers/usage-drop")).status_code == 200
    assert (await member.post("/triggers/usage-drop/switch", on="no")).status_code == 403
    assert (await member.post("/triggers/usage-drop/thresholds", drop="-35")).status_code == 403


async def test_a_dry_run_is_shown_or_refused(world: World, admin: Browser) -> None:
    assert "It would not have fired." in (await admin.get("/triggers/usage-drop?days=30")).text
    refused = await admin.get("/triggers/usage-drop?days=4000")
    assert (refused.status_code, "1 to 365 days" in refused.text) == (422, True)
