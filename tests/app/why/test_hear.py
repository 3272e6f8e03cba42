"""What an interview taught is known of its account: once, corrected when corrected, gone when taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import accounts, workspaces
from app.queries.base import insert, rows, run
from app.services.analyse_interview import analyse_interview
from app.services.hand_off import hand_off
from app.services.hear_accounts import hear
from app.tables import Account, Interview, Study, Task
from tests.app.talks import talk
from tests.app.why.readings import BROKEN, KIND, NOW, TROUBLE, account_with, held, read


async def known(database: Database, account: Account) -> dict[tuple[str, str | None], dict[str, Any]]:
    async with database.workspace(account.workspace_id) as db:
        found = await rows(db, "SELECT * FROM facts WHERE account_id = %(id)s", id=account.id)
    return {(row["name"], row["label"]): row for row in found}


async def look_at(database: Database, account: Account) -> object:
    async with database.workspace(account.workspace_id) as db:
        row = await accounts.account(db, account.id)
    assert row is not None
    return row.look_at


@pytest.fixture
async def bramble(database: Database, study: Study) -> Account:
    account, _ = await account_with(database, study, "champion")
    return account


async def told(
    database: Database, interview: Interview, found: list[Any], mood: float | None = -0.5, *, new: bool = True
) -> bool:
    async with database.workspace(interview.workspace_id) as db:
        if new:
            await insert(db, interview)
        await read(db, interview, found, mood)
        return await hear(db, interview.id, NOW)


async def test_tags_become_facts_with_their_statements(database: Database, study: Study) -> None:
    account, [mara] = await account_with(database, study, "champion")
    interview = held(study, account, mara)
    assert await told(database, interview, [BROKEN, TROUBLE, KIND])
    found = await known(database, account)
    assert {key: row["value"] for key, row in found.items()} == {
        ("said.sentiment", None): -0.5,
        ("said.driver", "reporting"): -1.0,
        ("said.driver", "support"): 1.0,
        ("said.intent", "problem"): 0.8,
    }
    driver = found["said.driver", "reporting"]
    assert (driver["contact_id"], driver["source"], driver["at"]) == (mara.id, "interviews", NOW)
    assert driver["evidence"]["interview"] == interview.id
    async with database.workspace(study.workspace_id) as db:
        shown = await rows(
            db, "SELECT text FROM statements WHERE id = %(id)s", id=driver["evidence"]["statements"][0]
        )
    assert shown == [{"text": "The new permissions broke our report."}]
    assert await look_at(database, account) == NOW


async def test_hearing_again_changes_nothing_and_wakes_nobody(
    database: Database, study: Study, bramble: Account
) -> None:
    interview = held(study, bramble)
    await told(database, interview, [BROKEN])
    before = await known(database, bramble)
    async with database.workspace(study.workspace_id) as db:
        await run(db, "UPDATE accounts SET look_at = NULL WHERE id = %(id)s", id=bramble.id)
    assert not await told(database, interview, [BROKEN], new=False)
    assert await known(database, bramble) == before
    assert await look_at(database, bramble) is None


async def test_another_reading_takes_the_place_of_the_one_before(
    database: Database, study: Study, bramble: Account
) -> None:
    interview = held(study, bramble)
    await told(database, interview, [BROKEN, TROUBLE])
    assert await told(database, interview, [KIND], 0.6, new=False)
    found = await known(database, bramble)
    assert {key: row["value"] for key, row in found.items()} == {
        ("said.sentiment", None): 0.6,
        ("said.driver", "support"): 1.0,
    }


async def test_one_interview_leaves_what_another_taught_alone(
    database: Database, study: Study, bramble: Account
) -> None:
    first, second = held(study, bramble), held(study, bramble)
    await told(database, first, [BROKEN])
    await told(database, second, [KIND])
    await told(database, first, [], None, new=False)
    assert set(await known(database, bramble)) == {("said.sentiment", None), ("said.driver", "support")}


async def test_a_feeling_that_was_not_assessed_is_no_fact(
    database: Database, study: Study, bramble: Account
) -> None:
    await told(database, held(study, bramble), [BROKEN], None)
    assert set(await known(database, bramble)) == {("said.driver", "reporting")}


async def test_an_interview_without_an_account_teaches_none(database: Database, study: Study) -> None:
    assert not await told(database, held(study, None), [BROKEN])


@pytest.mark.parametrize(("is_demo", "heard"), [(False, False), (True, True)])
async def test_simulated_people_are_heard_in_demo_data_only(
    database: Database, study: Study, bramble: Account, is_demo: bool, heard: bool
) -> None:
    async with database.system() as db:
        await run(
            db,
            "UPDATE workspaces SET is_synthetic = %(demo)s WHERE id = %(id)s",
            demo=is_demo,
            id=study.workspace_id,
        )
        assert await workspaces.workspace(db, study.workspace_id) is not None
    assert await told(database, held(study, bramble, is_synthetic=True), [BROKEN]) is heard
    assert bool(await known(database, bramble)) is heard


async def test_what_was_said_at_a_merged_account_counts_for_the_one_it_became(
    database: Database, study: Study, bramble: Account
) -> None:
    kept, _ = await account_with(database, study)
    async with database.workspace(study.workspace_id) as db:
        await run(
            db, "UPDATE accounts SET merged_into_id = %(kept)s WHERE id = %(id)s", kept=kept.id, id=bramble.id
        )
    await told(database, held(study, bramble), [BROKEN])
    assert await known(database, bramble) == {}
    found = await known(database, kept)
    assert found["said.driver", "reporting"]["merged_from"] == bramble.id


async def test_who_asked_for_a_person_is_known_to_have(
    database: Database, study: Study, bramble: Account
) -> None:
    interview = held(study, bramble)
    task = Task(
        id="task_" + interview.id,
        workspace_id=study.workspace_id,
        kind="hand_off",
        title="A person, please",
        reason="human",
        interview_id=interview.id,
        due_at=NOW,
    )
    async with database.workspace(study.workspace_id) as db:
        await insert(db, interview)
        await insert(db, task)
        await hear(db, interview.id, NOW)
    assert set(await known(database, bramble)) == {("asked_for_human", None)}


async def test_asking_for_a_person_is_known_at_once(
    database: Database, study: Study, bramble: Account
) -> None:
    interview = await talk(database, study, ["A person, please."], ended=None, account_id=bramble.id)
    async with database.workspace(study.workspace_id) as db:
        await hand_off(db, interview.id, 1, "human", now=NOW, base_url="http://earshot.test")
    assert set(await known(database, bramble)) == {("asked_for_human", None)}


async def test_a_correction_reaches_the_account(
    kit: Kit, encoding: Encoding, api: httpx.AsyncClient, database: Database, study: Study, bramble: Account
) -> None:
    kit = replace(kit, encoding=encoding)
    interview = await talk(
        database, study, ["The export crashes every Monday and nobody told us why."], account_id=bramble.id
    )
    await analyse_interview(kit, interview.id)
    assert ("said.intent", "problem") in await known(database, bramble)
    shown = (await api.get(f"/api/v1/interviews/{interview.id}")).json()["insight"]["tags"]
    problem = next(tag["id"] for tag in shown if tag["name"] == "problem")
    await api.post(f"/api/v1/tags/{problem}/correct", json={"right": False, "name": "escalation"})
    await analyse_interview(kit, interview.id)
    found = await known(database, bramble)
    assert ("said.intent", "problem") not in found
    assert ("said.intent", "escalation") in found


async def test_the_account_view_shows_both_sides_with_their_words(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    account, [mara, jo] = await account_with(database, study, "champion", "sponsor")
    await told(database, held(study, account, mara), [BROKEN])
    good = ("driver", "reporting", "positive", "The reports are what we bought it for.")
    await told(database, held(study, account, jo), [good], 0.7)
    shown = (await api.get(f"/api/v1/accounts/{account.id}/view")).json()
    assert (shown["heard"], shown["differ"]) == (2, 2)
    topic = next(one for one in shown["topics"] if one["topic"] == "reporting")
    assert topic["agreement"] == "differ"
    sides = {voice["role"]: (voice["stance"], voice["quotes"][0]["text"]) for voice in topic["voices"]}
    assert sides == {
        "champion": ("negative", "The new permissions broke our report."),
        "sponsor": ("positive", "The reports are what we bought it for."),
    }
