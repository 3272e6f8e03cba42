"""What models cost, as the pages show it, and the caps that admins set there."""

from __future__ import annotations

from datetime import date

import pytest

from app.caps import Cap
from app.database import Database
from app.kit import Kit
from app.pages.made_with import fallback, made_with
from app.pages.usage import cost, day_chart, usage_view
from app.queries import mails, spend, studies, workspaces
from app.queries.spend import DayUsage, Usage
from app.services.record_calls import About, record_calls
from app.services.warn_of_spend import warn_of_spend
from app.services.who_to_tell import admins
from app.tables.base import now
from integrations.model_attempt import Attempt
from integrations.model_prices import Price, Prices
from tests.pages.browser import Browser
from tests.pages.conftest import SignIn
from tests.pages.world import World, make_user

PRICES = Prices("EUR", {"wordy": Price(2.0, 0.5, 8.0)})
CALL = Attempt("wordy", "replied", 800, prompt_tokens=12_000, cached_tokens=9_000, completion_tokens=500)


async def ask_models(database: Database, world: World) -> None:
    about = About(world.workspace.id, "interview", world.study.id, world.interview.id, 2)
    async with database.workspace(world.workspace.id) as db:
        await record_calls(db, PRICES, [CALL, CALL], about, now())


async def test_the_days_are_listed_with_what_they_cost(
    admin: Browser, database: Database, world: World
) -> None:
    assert "Nothing asked yet" in (await admin.get("/settings/models")).text
    await ask_models(database, world)
    page = (await admin.get("/settings/models")).text
    assert "2 calls" in page
    assert "24,000 read, 18,000 of them kept by the server, 1,000 written" in page
    assert "cap reached" not in page


async def test_study_and_interview_say_what_they_cost(
    admin: Browser, database: Database, world: World
) -> None:
    await ask_models(database, world)
    for path in (f"/studies/{world.study.id}", f"/interviews/{world.interview.id}"):
        assert "24,000 read" in (await admin.get(path)).text


async def test_an_admin_sets_caps_and_sees_when_one_is_reached(
    admin: Browser, database: Database, world: World
) -> None:
    answer = await admin.post("/settings/models/caps", day_tokens="20,000", interview_cost="0.5")
    assert answer.status_code == 303
    async with database.workspace(world.workspace.id) as db:
        found = await workspaces.workspace(db, world.workspace.id)
    assert found is not None
    assert found.model_caps == {"day": {"tokens": 20_000}, "interview": {"cost": 0.5}}
    await ask_models(database, world)
    page = (await admin.get("/settings/models")).text
    assert "at most 20,000 tokens a day" in page
    assert "cap reached" in page
    assert 'value="20,000"' in page


async def test_empty_fields_take_caps_away(admin: Browser, database: Database, world: World) -> None:
    await admin.post("/settings/models/caps", day_tokens="1")
    await admin.post("/settings/models/caps", day_tokens="")
    async with database.workspace(world.workspace.id) as db:
        found = await workspaces.workspace(db, world.workspace.id)
    assert found is not None
    assert found.model_caps == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("day_tokens", "lots"), ("day_tokens", "1.5"), ("study_cost", "-3"), ("study_cost", "9" * 20)],
)
async def test_what_is_no_amount_is_refused_beside_its_field(
    admin: Browser, world: World, field: str, value: str
) -> None:
    answer = await admin.post("/settings/models/caps", **{field: value})
    assert answer.status_code == 422
    assert "or leave it empty" in answer.text
    assert f'value="{value}"' in answer.text


async def test_a_study_has_caps_of_its_own(admin: Browser, database: Database, world: World) -> None:
    path = f"/studies/{world.study.id}/caps"
    assert (await admin.post(path, study_tokens="x")).status_code == 422
    assert (await admin.post(path, study_tokens="500000")).status_code == 303
    async with database.workspace(world.workspace.id) as db:
        found = await studies.study(db, world.study.id)
        standing = await spend.standing(
            db, world.workspace.id, study_id=world.study.id, interview_id=None, day=now().date()
        )
    assert found is not None
    assert found.model_caps == standing.study_caps == {"study": {"tokens": 500_000}}


async def test_only_admins_set_caps(sign_in: SignIn, database: Database, world: World) -> None:
    csm = await sign_in(await make_user(database, world.workspace, role="csm"))
    assert (await csm.get("/settings/models")).status_code == 403
    assert (await csm.post(f"/studies/{world.study.id}/caps", study_tokens="1")).status_code == 403


# --- in words ---


@pytest.mark.parametrize(
    ("micros", "currency", "is_partial", "told"),
    [
        (0, "EUR", False, "0.00 EUR"),
        (1_234_567, "EUR", False, "1.23 EUR"),
        (1_234, "EUR", False, "0.0012 EUR"),
        (5_000_000_000, "USD", False, "5,000.00 USD"),
        (70_000, "EUR", True, "at least 0.07 EUR"),
        (0, "EUR", True, ""),
        (70_000, "", False, ""),
    ],
)
def test_money_is_told_in_its_currency_as_far_as_prices_are_known(
    micros: int, currency: str, is_partial: bool, told: str
) -> None:
    assert cost(micros, currency, is_partial=is_partial) == told


def test_no_calls_are_told_as_nothing() -> None:
    view = usage_view(Usage(0, 0, 0, 0, 0, 0), "EUR")
    assert (view.tokens, view.cost) == ("", "")


def day_of(month_day: int, tokens: int) -> DayUsage:
    return DayUsage(1, 0, tokens, 0, 0, 0, date(2026, 11, month_day))


def test_the_chart_shows_empty_days_and_the_cap_where_it_is_near() -> None:
    days = [day_of(22, 900), day_of(20, 300)]
    chart = day_chart(days, Cap(tokens=1_000), date(2026, 11, 22), 30)
    assert chart is not None
    assert len(chart.bars) == 30
    assert [bar.label.split(" ")[0] for bar in chart.bars[-3:]] == ["300", "0", "900"]
    assert chart.cap_y is not None
    assert chart.cap_y < min(bar.y for bar in chart.bars)
    far = day_chart(days, Cap(tokens=10**9), date(2026, 11, 22), 30)
    assert far is not None
    assert far.cap_y is None
    assert day_chart([], Cap(), date(2026, 11, 22), 30) is None


def test_a_reply_tells_who_was_asked_and_why_somebody_else_spoke() -> None:
    note = {
        "attempts": [
            {"model": "first", "outcome": "stalled", "ms": 20_001, "served_as": None},
            {"model": "second", "outcome": "replied", "ms": 900, "served_as": "second-2026-05"},
        ],
        "settings": {"temperature": 0.3},
        "tokens": {"prompt_tokens": 1_800, "cached_tokens": 1_200, "completion_tokens": 60},
        "cost_micros": 2_400,
        "currency": "EUR",
        "prompts": {"interviewer/turn": "ab12cd34ef"},
    }
    assert made_with(note) == {
        "Asked": "first, stalled after 20,001 ms; second (as second-2026-05), replied after 900 ms",
        "Settings": '{"temperature": 0.3}',
        "Tokens": "1,800 read (1,200 kept by the server), 60 written",
        "Cost": "0.0024 EUR",
        "Prompts": "interviewer/turn ab12cd34",
    }
    assert set(made_with({}).values()) == {""}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("cap_day", "the day’s cap was reached"),
        ("stalled", "the model did not serve: stalled"),
        ("no_question", "the model did not serve: no question"),
    ],
)
def test_why_the_built_in_interviewer_stepped_in_is_told_in_words(code: str, told: str) -> None:
    assert fallback(code) == told


# --- told before and when it is used up ---


@pytest.mark.parametrize(
    ("cap", "notice", "subjects"),
    [
        (None, None, []),
        (100_000, None, []),
        (28_000, "Language models have used 89 % of today’s cap.", ["Language models have used 89 %"]),
        (25_000, "Today’s cap on language models is reached", ["Today's cap on language models is reached"]),
    ],
)
async def test_admins_are_told_once_that_the_days_cap_is_near_or_reached(
    admin: Browser,
    kit: Kit,
    database: Database,
    world: World,
    cap: int | None,
    notice: str | None,
    subjects: list[str],
) -> None:
    await ask_models(database, world)
    async with database.workspace(world.workspace.id) as db:
        await spend.set_caps(db, world.workspace.id, {"day": {"tokens": cap}} if cap else {})
        written = len((await mails.mails(db, limit=50)).items)
        for _ in range(2):
            await warn_of_spend(kit, db, world.workspace.id, now())
        found = (await mails.mails(db, limit=50)).items
        new = found[: len(found) - written]
        people = len(await admins(db))
    assert [mail.subject[: len(subject)] for mail in new for subject in subjects] == subjects * people
    assert all("/settings/models" in mail.text for mail in new)
    page = (await admin.get("/")).text
    assert (notice or "Overview") in page
    assert ("today’s cap" in page.lower()) == (notice is not None)


async def test_a_study_says_that_its_cap_is_reached(admin: Browser, database: Database, world: World) -> None:
    await ask_models(database, world)
    await admin.post(f"/studies/{world.study.id}/caps", study_tokens="1000")
    page = (await admin.get(f"/studies/{world.study.id}")).text
    assert "This study’s cap on language models is reached" in page
