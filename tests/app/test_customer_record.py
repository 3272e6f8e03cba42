"""The customer record: who an account is, what it is worth, who is there, where it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.database import Database, Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import account_fields, accounts, families, milestones
from app.queries.base import rows, value
from app.services.identify import account_of, identify
from app.services.keep_contract import GivenContract, keep_contract
from app.services.keep_milestone import GivenMilestone, keep_milestone, keep_plan
from app.services.set_field import set_field
from app.services.set_stage import set_stage
from app.services.take_rows import Took, take_rows
from app.services.upsert_account import GivenAccount, upsert_account
from app.services.upsert_contact import GivenContact, upsert_contact
from app.tables import Account, Workspace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def db(database: Database, workspace: Workspace) -> AsyncIterator[Db]:
    async with database.workspace(workspace.id) as opened:
        yield opened


async def told(
    db: Db, workspace: Workspace, fields: Mapping[str, object] | None = None, at: datetime = NOW, **more: Any
) -> Took:
    given = GivenAccount({"name": "Contoso"} if fields is None else fields, **more)
    return await upsert_account(db, workspace.id, given, source="crm", at=at, now=LATER)


async def account(db: Db, account_id: str) -> Account:
    found = await accounts.account(db, account_id)
    assert found is not None
    return found


async def facts(db: Db) -> list[tuple[str, str | None, float]]:
    found = await rows(db, "SELECT name, label, value FROM facts ORDER BY received_at, name")
    return [(row["name"], row["label"], row["value"]) for row in found]


async def contract(db: Db, workspace: Workspace, account_id: str, key: str = "2026", **fields: Any) -> Took:
    terms = {"arr_cents": 500, "starts_on": date(2026, 1, 1), "renews_on": date(2027, 1, 1)} | fields
    return await keep_contract(
        db, workspace.id, GivenContract(account_id, key, terms), source="billing", now=NOW
    )


# --- fields and who said them ---


async def test_the_newest_word_stands_and_an_older_one_never_overwrites_it(
    db: Db, workspace: Workspace
) -> None:
    took = await told(db, workspace)
    said = [
        await set_field(db, workspace.id, took.id, "industry", word, source=source, at=at, now=LATER)
        for word, source, at in (
            ("retail", "crm", NOW),
            ("logistics", "sheet", NOW + timedelta(hours=1)),
            ("fishing", "crm", NOW),
            ("logistics", "crm", LATER),
        )
    ]
    assert said == ["made", "changed", "older", "same"]
    assert (await account(db, took.id)).industry == "logistics"
    (field,) = [row for row in await account_fields.fields(db, took.id) if row.name == "industry"]
    assert (field.value, field.previous, field.source, field.at) == ("logistics", "retail", "crm", LATER)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("arr_cents", "120000", 120_000),
        ("arr_cents", 12.0, 12),
        ("renewal_on", "2026-09-30", "2026-09-30"),
        ("renewal_on", "2026-09-30T22:00:00Z", "2026-09-30"),
        ("started_on", date(2025, 1, 2), "2025-01-02"),
        ("time_zone", "Europe/Lisbon", "Europe/Lisbon"),
        ("custom.seats", 7, 7),
        ("custom.is_partner", True, True),
        ("segment", "  smb ", "smb"),
        ("segment", "", None),
    ],
)
async def test_a_field_is_kept_as_what_it_is(
    db: Db, workspace: Workspace, name: str, given: object, kept: object
) -> None:
    took = await told(db, workspace)
    await set_field(db, workspace.id, took.id, name, given, source="crm", at=NOW, now=NOW)
    assert {row.name: row.value for row in await account_fields.fields(db, took.id)}[name] == kept


@pytest.mark.parametrize(
    ("name", "given", "field", "words"),
    [
        ("segmnt", "smb", "segmnt", "Did you mean segment?"),
        ("custom.Size", 1, "custom.Size", "small letters"),
        ("arr_cents", "a lot", "arr_cents", "whole number"),
        ("arr_cents", -5, "arr_cents", "nought or more"),
        ("team_size", True, "team_size", "whole number"),
        ("renewal_on", "soon", "renewal_on", "YYYY-MM-DD"),
        ("time_zone", "Mars/Base", "time_zone", "Europe/Lisbon"),
        ("name", "", "name", "needs a name"),
    ],
)
async def test_a_field_that_is_not_good_is_refused_by_name(
    db: Db, workspace: Workspace, name: str, given: object, field: str, words: str
) -> None:
    took = await told(db, workspace)
    with pytest.raises(Invalid, match=words) as refused:
        await set_field(db, workspace.id, took.id, name, given, source="crm", at=NOW, now=NOW)
    assert refused.value.field == field


# --- identities ---


async def test_an_account_is_known_again_by_its_id_elsewhere_never_by_its_name(
    db: Db, workspace: Workspace
) -> None:
    first = await told(db, workspace, external_ids={"crm": "A-1"})
    again = await told(db, workspace, external_ids={"CRM": "a-1"})
    namesake = await told(db, workspace, external_ids={"crm": "A-2"})
    assert (again.id, again.verdict, namesake.verdict) == (first.id, "unchanged", "made")
    assert namesake.id != first.id


async def test_both_writings_of_a_salesforce_id_are_one_id(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace, external_ids={"salesforce": "001A0000006Vm9u"})
    for writing in ("001A0000006Vm9uIAC", "001a0000006vm9uiac"):
        found = await account_of(db, workspace.id, f"salesforce:{writing}")
        assert found is not None
        assert found.id == took.id
    # in the short form the case is part of the id
    assert await account_of(db, workspace.id, "salesforce:001a0000006vm9u") is None


async def test_an_id_of_another_account_is_refused_with_a_sentence(db: Db, workspace: Workspace) -> None:
    await told(db, workspace, external_ids={"crm": "A-1"})
    other = await told(db, workspace, external_ids={"crm": "A-2"})
    with pytest.raises(Conflict, match="merge them"):
        await identify(db, workspace.id, other.id, "crm", "a-1")
    with pytest.raises(Conflict, match="different accounts"):
        await told(db, workspace, external_ids={"crm": "A-2", "CRM ": "A-1"})


async def test_external_ids_follow_the_identities(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace, external_ids={"crm": "A-1"})
    await identify(db, workspace.id, took.id, "Billing", "cus_9")
    assert (await account(db, took.id)).external_ids == {"crm": "A-1", "billing": "cus_9"}


# --- families ---


async def test_an_account_cannot_be_under_itself(db: Db, workspace: Workspace) -> None:
    top = await told(db, workspace)
    low = await told(db, workspace, parent=top.id)
    with pytest.raises(Conflict, match="under itself"):
        await told(db, workspace, {}, account=top.id, parent=low.id)
    with pytest.raises(Conflict, match="under itself"):
        await told(db, workspace, {}, account=top.id, parent=top.id)


async def test_what_a_family_is_worth_adds_up(db: Db, workspace: Workspace) -> None:
    top = await told(db, workspace, {"name": "Group", "arr_cents": 100})
    middle = await told(db, workspace, {"name": "North", "arr_cents": 20}, parent=top.id)
    await told(db, workspace, {"name": "Oslo", "arr_cents": 3}, parent=middle.id)
    found = await families.below(db, top.id)
    assert (found.accounts, found.arr_cents) == (2, 123)


# --- contracts ---


async def test_contracts_say_what_an_account_is_worth_and_when_it_renews(
    db: Db, workspace: Workspace
) -> None:
    took = await told(db, workspace)
    await contract(db, workspace, took.id, "a", arr_cents=500, renews_on=date(2026, 12, 1))
    await contract(db, workspace, took.id, "b", arr_cents=300, renews_on=date(2026, 9, 1))
    assert (await account(db, took.id)).arr_cents == 800
    assert (await account(db, took.id)).renewal_on == date(2026, 9, 1)
    await set_field(db, workspace.id, took.id, "arr_cents", 1, source="crm", at=LATER, now=LATER)
    assert (await account(db, took.id)).arr_cents == 800


async def test_a_contract_told_again_changes_nothing_and_another_worth_is_a_fact(
    db: Db, workspace: Workspace
) -> None:
    took = await told(db, workspace)
    said = [
        (await contract(db, workspace, took.id, arr_cents=cents)).verdict for cents in (500, 500, 700, 600)
    ]
    assert said == ["made", "unchanged", "changed", "changed"]
    assert sorted(await facts(db)) == [("billing.contracted", "2026", 100), ("billing.expanded", "2026", 200)]


async def test_the_last_term_that_churns_says_when_the_account_left(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    await contract(db, workspace, took.id)
    await contract(db, workspace, took.id, outcome="churned", ended_on=date(2026, 2, 28))
    left = await account(db, took.id)
    assert (left.churned_on, left.arr_cents, left.renewal_on) == (date(2026, 2, 28), 0, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"arr_cents": None}, "arr_cents"),
        ({"arr_cents": -1}, "arr_cents"),
        ({"currency": "euro"}, "currency"),
        ({"renews_on": date(2025, 1, 1)}, "renews_on"),
        ({"outcome": "won"}, "outcome"),
        ({"ended_on": date(2026, 5, 1)}, "outcome"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
async def test_terms_that_contradict_each_other_are_refused_by_field(
    db: Db, workspace: Workspace, fields: dict[str, Any], field: str
) -> None:
    took = await told(db, workspace)
    with pytest.raises(Invalid) as refused:
        await contract(db, workspace, took.id, **fields)
    assert refused.value.field == field


async def test_contracts_of_an_account_are_in_one_currency(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    await contract(db, workspace, took.id, "a", currency="EUR")
    with pytest.raises(Invalid, match="one currency"):
        await contract(db, workspace, took.id, "b", currency="USD")


# --- people ---


async def person(
    db: Db, workspace: Workspace, account_id: str | None, at: datetime = NOW, **more: Any
) -> Took:
    left, ids_elsewhere = more.pop("left", None), more.pop("external_ids", {})
    given = GivenContact(account_id, more, external_ids=ids_elsewhere, left=left, contact=None)
    return await upsert_contact(db, workspace.id, given, source="crm", now=at)


async def test_a_person_is_known_again_by_address_or_id(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    first = await person(
        db, workspace, took.id, name="Ana", email="ana@contoso.com", external_ids={"crm": "P1"}
    )
    by_address = await person(db, workspace, took.id, name="Ana", email="ANA@contoso.com")
    by_id = await person(db, workspace, None, name="Ana Duarte", external_ids={"crm": "p1"})
    assert {first.id, by_address.id, by_id.id} == {first.id}
    assert (first.verdict, by_id.verdict) == ("made", "changed")


async def test_taking_and_leaving_a_part_are_facts(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    for day, change in enumerate(({"role": "Champion"}, {"role": "sponsor"}, {"left": True}, {"left": True})):
        at = NOW + timedelta(hours=day)
        await person(db, workspace, took.id, at, name="Ana", email="ana@contoso.com", **change)
    assert [fact[:2] for fact in await facts(db)] == [
        ("stakeholder.joined", "champion"),
        ("stakeholder.joined", "executive_sponsor"),
        ("stakeholder.left", "champion"),
        ("stakeholder.left", "executive_sponsor"),
    ]


async def test_a_title_is_kept_as_it_was_told_and_is_no_fact(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    await person(db, workspace, took.id, name="Ana", role="Head of Support")
    assert await value(db, "SELECT role FROM contacts") == "Head of Support"
    assert await facts(db) == []


async def test_a_person_of_another_account_is_not_moved(db: Db, workspace: Workspace) -> None:
    first, second = await told(db, workspace), await told(db, workspace)
    await person(db, workspace, first.id, name="Ana", external_ids={"crm": "P1"})
    with pytest.raises(Conflict, match="another account"):
        await person(db, workspace, second.id, name="Ana", external_ids={"crm": "P1"})


# --- stages, milestones, plans ---


async def test_a_stage_that_is_entered_is_a_fact_and_only_one(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)
    for stage in ("onboarding", "onboarding", "adoption"):
        await set_stage(db, workspace.id, took.id, stage, source="crm", now=NOW)
    assert sorted(await facts(db)) == [("stage", "adoption", 1), ("stage", "onboarding", 1)]


async def test_a_stage_follows_on_the_one_before(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace, stage="churned")
    with pytest.raises(Conflict, match="goes to: won_back"):
        await set_stage(db, workspace.id, took.id, "renewal", source="crm", now=NOW)
    with pytest.raises(Invalid, match="Did you mean onboarding"):
        await set_stage(db, workspace.id, took.id, "onbording", source="crm", now=NOW)


async def test_a_milestone_reached_is_one_fact_and_none_when_taken_back(db: Db, workspace: Workspace) -> None:
    took = await told(db, workspace)

    async def reached(at: datetime | None) -> list[tuple[str, str | None, float]]:
        given = GivenMilestone(
            took.id, "live", {"name": "Live", "due_on": date(2026, 5, 1), "reached_at": at}
        )
        await keep_milestone(db, workspace.id, given, now=LATER)
        return await facts(db)

    assert await reached(None) == []
    assert await reached(NOW) == [("milestone.reached", "live", 1)]
    assert await reached(LATER) == [("milestone.reached", "live", 1)]
    assert await reached(None) == []


async def test_a_milestone_belongs_to_a_plan_of_its_own_account(db: Db, workspace: Workspace) -> None:
    ours, other = await told(db, workspace), await told(db, workspace)
    plan = await keep_plan(
        db, workspace.id, {"title": "Go live", "outcome": "Reports"}, account=other.id, now=NOW
    )
    terms = {"name": "Live", "due_on": date(2026, 5, 1), "plan_id": plan.id}
    with pytest.raises(NotFound, match="success plan"):
        await keep_milestone(db, workspace.id, GivenMilestone(ours.id, "live", terms), now=NOW)
    await keep_milestone(db, workspace.id, GivenMilestone(other.id, "live", terms), now=NOW)
    assert [row.plan_id for row in await milestones.of_account(db, other.id)] == [plan.id]


# --- many at once ---


async def test_a_row_that_cannot_be_kept_keeps_no_other_out(db: Db, workspace: Workspace) -> None:
    async def keep(name: str) -> Took:
        return await told(db, workspace, {"name": name, "segment": "smb"})

    kept = await take_rows(db, ["Contoso", "", "Fabrikam"], keep)
    assert [row.verdict for row in kept] == ["made", "refused", "made"]
    assert (kept[1].field, kept[1].index) == ("name", 1)
    assert await value(db, "SELECT count(*) FROM accounts") == 2


async def test_a_dry_run_says_the_same_and_keeps_nothing(db: Db, workspace: Workspace) -> None:
    async def keep(name: str) -> Took:
        return await told(db, workspace, {"name": name}, external_ids={"crm": name or "none"})

    names = ["A", "A", ""]
    would = await take_rows(db, names, keep, dry_run=True)
    assert await value(db, "SELECT count(*) FROM accounts") == 0
    did = await take_rows(db, names, keep)
    assert [row.verdict for row in would] == [row.verdict for row in did] == ["made", "unchanged", "refused"]
