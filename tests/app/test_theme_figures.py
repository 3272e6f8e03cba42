"""Figures about themes over HTTP: people are counted, small groups stay with their accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.database import Database
from app.tables import Study
from tests.app.hearings import account, hear, theme

AT = datetime(2026, 9, 7, 10, tzinfo=UTC)


async def themes(api: httpx.AsyncClient, study: Study) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"/api/v1/studies/{study.id}/themes")).json()["items"]
    return found


async def figures(api: httpx.AsyncClient, study: Study) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/api/v1/studies/{study.id}/figures")).json()
    return found


async def test_a_theme_is_shown_from_the_smallest_group_on(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    quiet, loud = await theme(database, study, "Quiet"), await theme(database, study, "Loud")
    for number in range(5):
        await hear(database, study, AT, {loud.id: 0.5} | ({quiet.id: -0.5} if number else {}))
    assert [one["label"] for one in await themes(api, study)] == ["Loud"]
    answer = await api.get(f"/api/v1/themes/{quiet.id}")
    assert (answer.status_code, "Fewer than 5 people" in answer.json()["detail"]) == (404, True)
    found = await figures(api, study)
    assert (found["themes_shown"], found["themes_withheld"], found["smallest_group"]) == (1, 1, 5)
    await hear(database, study, AT, {quiet.id: 0.0})
    assert {one["label"] for one in await themes(api, study)} == {"Loud", "Quiet"}


async def test_a_study_has_its_own_smallest_group(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    rare = await theme(database, study, "Rare")
    await hear(database, study, AT, {rare.id: 0.5})
    changed = await api.patch(f"/api/v1/studies/{study.id}", json={"smallest_group": 1})
    assert changed.json()["smallest_group"] == 1
    assert [one["label"] for one in await themes(api, study)] == ["Rare"]
    refused = await api.patch(f"/api/v1/studies/{study.id}", json={"smallest_group": 0})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "smallest_group")
    await api.patch(f"/api/v1/studies/{study.id}", json={"smallest_group": None})
    assert await themes(api, study) == []


async def test_a_person_who_answers_twice_is_one_respondent(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    one = await theme(database, study, "Often")
    people = await account(database, study, "Bramble", people=5)
    for person in people:
        await hear(database, study, AT, {one.id: 0.5}, contact=person)
        await hear(database, study, AT + timedelta(days=1), {one.id: -0.5}, contact=person)
    [found] = await themes(api, study)
    assert (found["prevalence"]["respondents"], found["prevalence"]["of"]) == (5, 5)
    assert (found["feeling"]["respondents"], found["feeling"]["mean"], found["accounts"]) == (5, 0.0, 1)
    assert (found["statements"], (await figures(api, study))["interviews"]) == (10, 10)


async def test_segments_and_roles_are_counted_and_the_small_ones_left_out(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    one = await theme(database, study, "Seats")
    large, small = [], []
    for number in range(20):
        large += await account(database, study, f"Large {number}", segment="enterprise", role="admin")
        small += await account(database, study, f"Small {number}", segment="smb")
    odd = await account(database, study, "Odd", people=2, segment="startup")
    for number, person in enumerate([*large, *small, *odd]):
        await hear(database, study, AT, {one.id: None} if number < 16 else {}, contact=person)
    [found] = await themes(api, study)
    by_name = {group["name"]: group for group in found["segments"]}
    assert by_name.keys() == {"enterprise", "smb", "admin"}
    assert by_name["enterprise"]["differs"] == "more"
    assert (by_name["enterprise"]["prevalence"]["respondents"], by_name["enterprise"]["others"]["of"]) == (
        16,
        22,
    )
    assert by_name["admin"]["q"] is None
    left_out = {line["attribute"]: line for line in (await figures(api, study))["left_out"]}
    assert (left_out["segment"]["in_small_groups"], left_out["role"]["unknown"]) == (2, 22)


async def test_one_large_account_is_not_its_segment(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    one = await theme(database, study, "Seats")
    for name, segment in (("Large", "enterprise"), ("Small", "smb"), ("Other", "smb")):
        for person in await account(database, study, name, people=15, segment=segment):
            await hear(database, study, AT, {one.id: None} if name == "Large" else {}, contact=person)
    [found] = await themes(api, study)
    assert [group["prevalence"]["respondents"] for group in found["segments"]] == [0, 15]
    assert [group["differs"] for group in found["segments"]] == [None, None]


async def test_revenue_both_sides_and_what_goes_along_are_given(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    prices, seats = await theme(database, study, "Prices"), await theme(database, study, "Seats")
    for number in range(10):
        [person] = await account(
            database, study, f"Account {number}", arr_cents=None if number == 9 else 100_000 * (number + 1)
        )
        await hear(
            database, study, AT, {prices.id: 0.8 if number < 6 else -0.7, seats.id: None}, contact=person
        )
    for _ in range(10):
        await hear(database, study, AT)
    found = {one["label"]: one for one in await themes(api, study)}["Prices"]
    feeling, sides, [pair] = found["feeling"], found["sides"], found["together"]
    assert (feeling["positive"], feeling["negative"], feeling["divided"]) == (6, 4, True)
    assert (sides["positive"]["sentiment"], sides["negative"]["sentiment"]) == (0.8, -0.7)
    assert (found["arr"]["accounts"], found["arr"]["accounts_unknown"]) == (9, 1)
    assert found["arr"]["respondents_without_account"] == 10
    assert (pair["themes"], pair["respondents"], pair["lift"], pair["tied"]) == (
        sorted([prices.id, seats.id]),
        10,
        2.0,
        True,
    )
    assert {one["label"]: one for one in await themes(api, study)}["Seats"]["feeling"]["mean"] is None


async def test_what_is_said_on_a_part_is_said_on_the_whole(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    whole = await theme(database, study, "Exports")
    part = await theme(database, study, "Slow exports", parent_id=whole.id)
    for _ in range(6):
        await hear(database, study, AT, {part.id: -0.5})
    found = {one["label"]: one for one in await themes(api, study)}
    assert found["Exports"]["prevalence"] == found["Slow exports"]["prevalence"]
    assert found["Exports"]["quotes"] == found["Slow exports"]["quotes"]
    assert found["Exports"]["together"] == []


async def test_weeks_changes_and_saturation_follow_time(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    early, late = await theme(database, study, "Early"), await theme(database, study, "Late")
    for week in range(8):
        for number in range(6):
            voiced = {late.id: -0.4} if week >= 4 and number else {}
            if number < 2:
                voiced[early.id] = 0.3
            await hear(database, study, AT + timedelta(weeks=week, hours=number), voiced)
    found = {one["label"]: one for one in await themes(api, study)}
    assert found["Early"]["changes"] == []
    [change] = found["Late"]["changes"]
    assert change["week"] == "2026-10-05"
    assert (change["before"]["of"], change["now"]["respondents"], change["now"]["of"]) == (24, 20, 24)
    assert [week["respondents"] for week in found["Late"]["trend"]] == [0, 0, 0, 0, 5, 5, 5, 5]
    heard = (await figures(api, study))["saturation"]
    assert (heard["interviews"], heard["themes"], heard["quiet"], heard["unheard"]) == (48, 2, 22, 0.0)
    assert heard["curve"][-1] == 2


@pytest.mark.parametrize("path", ["figures", "themes"])
async def test_an_empty_study_has_figures_of_nobody(
    api: httpx.AsyncClient, database: Database, study: Study, path: str
) -> None:
    answer = await api.get(f"/api/v1/studies/{study.id}/{path}")
    assert answer.status_code == 200
    body = answer.json()
    assert body.get("items", []) == []
    assert body.get("respondents", 0) == 0


async def test_figures_of_an_unknown_study_are_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/studies/stu_none/figures")).status_code == 404
