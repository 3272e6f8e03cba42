"""Facts come in once, in order, with a sentence for each that does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import ids
from app.database import Database
from app.errors import Invalid
from app.queries import facts, sources
from app.queries.base import insert, rows, value
from app.services.identify import identify
from app.services.take_facts import MOST, GivenFact, Verdict, take_facts
from app.tables import Account, Contact, Fact, Workspace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def an_account(database: Database, workspace: Workspace, name: str = "Contoso", **more: Any) -> Account:
    async with database.workspace(workspace.id) as db:
        return await insert(db, Account(id=ids.new("acc"), workspace_id=workspace.id, name=name, **more))


async def a_contact(database: Database, account: Account, name: str = "Ana", **more: Any) -> Contact:
    async with database.workspace(account.workspace_id) as db:
        return await insert(
            db,
            Contact(
                id=ids.new("con"),
                workspace_id=account.workspace_id,
                account_id=account.id,
                name=name,
                **more,
            ),
        )


async def told(
    database: Database, workspace: Workspace, *given: GivenFact, dry_run: bool = False
) -> list[Verdict]:
    async with database.workspace(workspace.id) as db:
        return await take_facts(db, workspace.id, given, source="product", now=NOW, dry_run=dry_run)


def used(account: str, **more: Any) -> GivenFact:
    return GivenFact(account=account, name="usage.ui", at=more.pop("at", NOW), **more)


async def test_a_fact_is_kept_once_however_often_it_is_told(database: Database, workspace: Workspace) -> None:
    account = await an_account(database, workspace)
    first = await told(database, workspace, used(account.id, key="e1"), used(account.id, key="e1"))
    again = await told(database, workspace, used(account.id, key="e1"))
    assert [one.verdict for one in (*first, *again)] == ["accepted", "duplicate", "duplicate"]
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM facts") == 1


async def test_without_a_key_a_fact_that_says_the_same_is_the_same(
    database: Database, workspace: Workspace
) -> None:
    account = await an_account(database, workspace)
    given = (used(account.id), used(account.id), used(account.id, value=2.0))
    assert [one.verdict for one in await told(database, workspace, *given)] == [
        "accepted",
        "duplicate",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": "usge.ui"}, "name", "Did you mean usage.ui?"),
        ({"name": "weather"}, "name", "begins with `custom.`"),
        ({"name": "custom.Reports"}, "name", "small letters"),
        ({"at": NOW + timedelta(days=3)}, "at", "more than 1 day in the future"),
        ({"at": datetime(2026, 3, 1)}, "at", "time zone"),  # noqa: DTZ001 - the point of it
        ({"at": datetime(1970, 1, 1, tzinfo=UTC)}, "at", "before the year 2000"),
        ({"value": float("nan")}, "value", "finite"),
        ({"label": ""}, "label", "1 to 200"),
        ({"key": "k" * 301}, "key", "1 to 300"),
        ({"evidence": {"text": "x" * 10_001}}, "evidence", "10,000"),
        ({"label": "\x00"}, "label", "cannot be stored"),
        ({"account": "acc_none"}, "account", "no such account"),
        ({"account": "salesforce:none"}, "account", "no such account"),
        ({"contact": "nobody@example.com"}, "contact", "Nobody at this account"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_its_field_and_a_sentence(
    database: Database, workspace: Workspace, change: dict[str, Any], field: str, words: str
) -> None:
    account = await an_account(database, workspace)
    given = {"account": account.id, "name": "usage.ui", "at": NOW} | change
    (verdict,) = await told(database, workspace, GivenFact(**given))
    assert (verdict.verdict, verdict.field) == ("refused", field)
    assert words in (verdict.sentence or "")


async def test_one_bad_fact_keeps_no_good_one_out(database: Database, workspace: Workspace) -> None:
    account = await an_account(database, workspace)
    verdicts = await told(database, workspace, used("acc_none"), used(account.id))
    assert [one.verdict for one in verdicts] == ["refused", "accepted"]


async def test_names_of_ones_own_are_taken(database: Database, workspace: Workspace) -> None:
    account = await an_account(database, workspace)
    given = GivenFact(account.id, "custom.reports.shared", NOW)
    assert (await told(database, workspace, given))[0].verdict == "accepted"


async def test_a_meeting_may_lie_ahead(database: Database, workspace: Workspace) -> None:
    account = await an_account(database, workspace)
    given = GivenFact(account.id, "meeting.booked", NOW + timedelta(days=30), label="qbr")
    assert (await told(database, workspace, given))[0].verdict == "accepted"


async def test_an_account_is_found_by_its_id_elsewhere_whatever_its_case(
    database: Database, workspace: Workspace
) -> None:
    account = await an_account(database, workspace)
    async with database.workspace(workspace.id) as db:
        await identify(db, workspace.id, account.id, "Salesforce", "001A0000006Vm9u")
    (verdict,) = await told(database, workspace, used("salesforce:001a0000006vm9uIAC"))
    assert (verdict.verdict, verdict.account_id) == ("accepted", account.id)


async def test_a_person_is_found_by_address_and_must_be_at_the_account(
    database: Database, workspace: Workspace
) -> None:
    ours, other = await an_account(database, workspace), await an_account(database, workspace, "Fabrikam")
    ana = await a_contact(database, ours, email="Ana@Contoso.com")
    there, elsewhere = await told(
        database,
        workspace,
        used(ours.id, contact="ana@contoso.com"),
        used(other.id, contact=ana.id),
    )
    assert there.verdict == "accepted"
    assert (elsewhere.verdict, elsewhere.field) == ("refused", "contact")
    async with database.workspace(workspace.id) as db:
        (row,) = (await facts.facts(db, limit=10)).items
    assert (row.contact_id, row.account_id) == (ana.id, ours.id)


async def test_what_is_told_of_a_merged_account_is_kept_for_the_one_it_became(
    database: Database, workspace: Workspace
) -> None:
    kept = await an_account(database, workspace)
    merged = await an_account(database, workspace, merged_into_id=kept.id)
    (verdict,) = await told(database, workspace, used(merged.id))
    assert verdict.account_id == kept.id
    async with database.workspace(workspace.id) as db:
        (row,) = (await facts.facts(db, limit=10)).items
    assert (row.account_id, row.merged_from) == (kept.id, merged.id)


async def test_an_account_with_news_is_to_be_looked_at_and_only_that_one(
    database: Database, workspace: Workspace
) -> None:
    ours, other = await an_account(database, workspace), await an_account(database, workspace, "Fabrikam")
    await told(database, workspace, used(ours.id, key="e1"))
    async with database.workspace(workspace.id) as db:
        looks = {row["id"]: row["look_at"] for row in await rows(db, "SELECT id, look_at FROM accounts")}
    assert looks == {ours.id: NOW, other.id: None}


async def test_a_dry_run_tells_what_would_happen_and_writes_nothing(
    database: Database, workspace: Workspace
) -> None:
    account = await an_account(database, workspace)
    await told(database, workspace, used(account.id, key="old"))
    given = (used(account.id, key="old"), used(account.id, key="new"), used("acc_none"))
    verdicts = await told(database, workspace, *given, dry_run=True)
    assert [one.verdict for one in verdicts] == ["duplicate", "accepted", "refused"]
    async with database.workspace(workspace.id) as db:
        assert await value(db, "SELECT count(*) FROM facts") == 1
        told_by = await sources.source_named(db, "product")
    assert told_by is not None
    assert (told_by.facts_count, told_by.rejected_count) == (1, 0)


async def test_a_source_counts_what_it_told_and_names_its_last_refusal(
    database: Database, workspace: Workspace
) -> None:
    account = await an_account(database, workspace)
    await told(database, workspace, used(account.id), used("acc_none"))
    async with database.workspace(workspace.id) as db:
        row = await sources.source_named(db, "product")
    assert row is not None
    assert (row.kind, row.status, row.facts_count, row.rejected_count) == ("product", "connected", 1, 1)
    assert row.last_fact_at == NOW
    assert "no such account" in (row.last_error or "")


async def test_more_than_a_call_may_hold_is_refused_as_a_whole(
    database: Database, workspace: Workspace
) -> None:
    with pytest.raises(Invalid, match="1,000"):
        await told(database, workspace, *[used("acc_none")] * (MOST + 1))


async def test_accounts_of_another_workspace_are_no_accounts(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    foreign = await an_account(database, other_workspace)
    (verdict,) = await told(database, workspace, used(foreign.id))
    assert (verdict.verdict, verdict.field) == ("refused", "account")


async def test_whole_histories_are_copied_in_once(database: Database, workspace: Workspace) -> None:
    account = await an_account(database, workspace)
    history = [
        Fact(
            id=ids.stable("fct", workspace.id, "product", number),
            workspace_id=workspace.id,
            account_id=account.id,
            name="usage.ui",
            at=NOW - timedelta(hours=number),
            source="product",
            evidence={"text": 'a "quoted"\ttext\\'} if number == 1 else None,
        )
        for number in range(2_000)
    ]
    async with database.workspace(workspace.id) as db:
        assert await facts.copy_in(db, history[:1_500]) == 1_500
        assert await facts.copy_in(db, history) == 500
        found = (await facts.facts(db, limit=2_000, name="usage.ui")).items
    assert {row.id: row.at for row in found} == {row.id: row.at for row in history}
    assert [row.evidence for row in found if row.evidence] == [{"text": 'a "quoted"\ttext\\'}]
