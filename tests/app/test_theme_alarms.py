"""What is new about themes is told to other systems once, with its evidence."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.database import Database
from app.kit import Kit
from app.queries.base import value
from app.services.deliver import without_text
from app.services.theme_alarms import look_at_studies, tell_of_themes
from app.tables import Study, Theme
from tests.app.hearings import hear, theme

MONDAY = datetime(2026, 9, 7, 10, tzinfo=UTC)
TODAY = MONDAY + timedelta(weeks=10, days=1)


@pytest.fixture
def kit(kit: Kit) -> Kit:
    """A process on a Tuesday ten weeks after the first interviews."""
    return replace(kit, clock=lambda: TODAY)


async def told(api: httpx.AsyncClient, kind: str) -> list[dict[str, Any]]:
    found = (await api.get("/api/v1/events", params={"type": kind})).json()["items"]
    return [event["data"] for event in found]


async def ten_weeks(
    database: Database, study: Study, steady: Theme, moved: Theme, *, late: bool, a_week: int = 6
) -> None:
    """Ten weeks of interviews; the second theme is voiced in the last four, and before only if not `late`."""
    for week in range(10):
        for number in range(a_week):
            voiced: dict[str, float | None] = {steady.id: 0.4} if number % 3 == 0 else {}
            if (week >= 6 and number) or (not late and number == 0):
                voiced[moved.id] = -0.6
            await hear(database, study, MONDAY + timedelta(weeks=week, hours=number), voiced)


async def test_a_theme_nobody_voiced_before_is_told_once_with_its_words(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    steady = await theme(database, study, "Steady", origin="topic")
    new = await theme(database, study, "Exports fail", origin="topic")
    await ten_weeks(database, study, steady, new, late=True)
    assert [await tell_of_themes(kit, study.id) for _ in range(2)] == [1, 0]
    [data] = await told(api, "theme.emerged")
    assert (data["theme"]["label"], data["since"]) == ("Exports fail", "2026-10-19")
    assert data["before"]["prevalence"]["respondents"] == 0
    assert (data["now"]["prevalence"]["respondents"], data["now"]["prevalence"]["of"]) == (20, 24)
    assert data["evidence"] == [quote["id"] for quote in data["quotes"]]
    assert len({quote["interview"] for quote in data["quotes"]}) == 5
    assert data["link"] == f"http://earshot.test/studies/{study.id}/themes/{new.id}"
    assert await told(api, "theme.shifted") == []


async def test_a_theme_that_rises_is_told_with_both_sides(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    steady = await theme(database, study, "Steady", origin="topic")
    rising = await theme(database, study, "Prices", origin="topic")
    await ten_weeks(database, study, steady, rising, late=False)
    assert [await tell_of_themes(kit, study.id) for _ in range(2)] == [1, 0]
    [data] = await told(api, "theme.shifted")
    assert (data["theme"]["label"], data["measure"], data["direction"]) == ("Prices", "prevalence", "up")
    before, now = data["before"]["prevalence"], data["now"]["prevalence"]
    assert (before["respondents"], before["of"]) == (6, 36)
    assert (now["respondents"], now["of"]) == (24, 24)
    assert before["high"] < now["low"]
    assert data["q"] <= 0.02
    assert all("text" not in quote for quote in without_text(data)["quotes"])


async def test_a_feeling_that_sours_shows_the_words_that_do(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    support = await theme(database, study, "Support", origin="topic")
    for week in range(10):
        for number in range(5):
            mood = 0.6 - 0.05 * number - (1.2 if week >= 6 else 0)
            await hear(database, study, MONDAY + timedelta(weeks=week, hours=number), {support.id: mood})
    assert await tell_of_themes(kit, study.id) == 1
    [data] = await told(api, "theme.shifted")
    assert (data["measure"], data["direction"]) == ("sentiment", "down")
    assert data["before"]["sentiment"]["respondents"] == 30
    assert data["now"]["sentiment"]["value"] == pytest.approx(-0.7)
    assert data["quotes"][0]["sentiment"] == pytest.approx(-0.8)


async def test_a_theme_the_analysis_found_is_told_and_one_a_person_split_off_is_not(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    made = {"created_at": TODAY - timedelta(days=1)}
    found = await theme(database, study, "Seats", lineage=[{"event": "born"}], **made)
    part = await theme(database, study, "Cheap seats", lineage=[{"event": "split"}], **made)
    other = await theme(database, study, "Dear seats", lineage=[{"event": "born"}], **made)
    parted = {"event": "split", "others": [{"theme": other.id}]}
    await theme(database, study, "Old", lineage=[{"event": "born"}, parted])
    for number in range(6):
        voiced = dict.fromkeys((found.id, part.id, other.id), 0.1)
        await hear(database, study, MONDAY + timedelta(days=number), voiced)
    assert await tell_of_themes(kit, study.id) == 1
    [data] = await told(api, "theme.emerged")
    assert (data["theme"]["id"], data["before"]) == (found.id, None)
    assert data["now"]["prevalence"]["respondents"] == 6


async def test_a_theme_of_too_few_people_is_not_told(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    found = await theme(database, study, "Seats", lineage=[{"event": "born"}], created_at=TODAY)
    for _ in range(4):
        await hear(database, study, MONDAY, {found.id: 0.1})
    assert await tell_of_themes(kit, study.id) == 0


async def test_two_looks_at_once_tell_once(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    found = await theme(database, study, "Seats", lineage=[{"event": "born"}], created_at=TODAY)
    for _ in range(6):
        await hear(database, study, MONDAY, {found.id: 0.1})
    assert sum(await asyncio.gather(*(tell_of_themes(kit, study.id) for _ in range(4)))) == 1
    assert len(await told(api, "theme.emerged")) == 1


async def test_a_study_that_heard_something_lately_is_looked_at(
    kit: Kit, database: Database, study: Study
) -> None:
    await hear(database, study, TODAY - timedelta(days=2))
    await look_at_studies(kit)
    async with database.system() as db:
        waiting = await value(
            db,
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tell_of_themes'"
            " AND args ->> 'study_id' = %(id)s",
            id=study.id,
        )
    assert waiting == 1


async def test_a_study_that_is_gone_is_no_failure(kit: Kit) -> None:
    assert await tell_of_themes(kit, "stu_gone") == 0


async def test_the_documented_example_has_the_parts_a_real_event_has(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    page = (Path(__file__).parents[2] / "docs/integrations/webhooks.md").read_text(encoding="utf-8")
    section = page.split("### `theme.emerged` and `theme.shifted`")[1]
    shown = json.loads(section.split("```json")[1].split("```")[0])
    steady, rising = await theme(database, study, "Steady"), await theme(database, study, "Prices")
    await ten_weeks(database, study, steady, rising, late=False)
    await tell_of_themes(kit, study.id)
    [real] = await told(api, "theme.shifted")
    assert parts(shown["data"]) == parts(real)


def parts(data: Any) -> Any:
    """The names in it, and of a list those of its first."""
    if isinstance(data, dict):
        return {name: parts(value) for name, value in data.items()}
    return [parts(data[0])] if isinstance(data, list) else None
