"""Statements are found by their words and by their meaning, and narrowed by what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ids
from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights
from app.queries.base import insert, rows
from app.services.create_interview import create_interview
from app.services.embeddings_of import embeddings_of
from app.services.search_statements import fuse
from app.tables import Account, InsightRow, StatementRow, Study, Tag, Theme, Workspace
from app.tables.base import now
from tests.app.voiced import theme

SAID = [
    ("en", "The export to Excel failed every Monday.", -0.7),
    ("en", "Exporting a report takes twenty minutes.", -0.3),
    ("en", "Your support team is wonderful.", 0.8),
    ("en", "Moving our old records over was painful.", -0.5),
    ("de", "Die Exporte brechen jeden Montag ab.", -0.6),
    ("de", "Der Support war sehr freundlich.", 0.6),
    ("ja", "エクスポートが毎週失敗します。", -0.5),
    ("xx", "Exports exports zzyzx.", None),
]


@pytest.fixture
def kit(kit: Kit, encoding: Encoding) -> Kit:
    """A process whose encoder is loaded."""
    return replace(kit, encoding=encoding)


async def say(
    database: Database,
    study: Study,
    said: Sequence[tuple[str, str, float | None]],
    *,
    of: Theme | None = None,
    account: Account | None = None,
    intent: str | None = None,
) -> list[StatementRow]:
    """One analysed interview for each of these."""
    made = []
    async with database.workspace(study.workspace_id) as db:
        for language, text, sentiment in said:
            interview = await create_interview(db, study, now(), account_id=account.id if account else None)
            shared: dict[str, Any] = {
                "workspace_id": study.workspace_id,
                "study_id": study.id,
                "interview_id": interview.id,
                "account_id": interview.account_id,
            }
            line = StatementRow(
                id=ids.new("sta"),
                theme_id=of.id if of else None,
                turn=2,
                start_offset=0,
                end_offset=len(text),
                text=text,
                language=language,
                sentiment=sentiment,
                **shared,
            )
            tags = [
                Tag(
                    id=ids.new("tag"),
                    kind="intent",
                    name=name,
                    confidence=0.9,
                    evidence=[line.id],
                    **shared,
                )
                for name in [intent]
                if name
            ]
            row = InsightRow(interview_id=interview.id, workspace_id=study.workspace_id, study_id=study.id)
            await insights.replace(db, interview.id, [line], tags, row)
            made.append(line)
    return made


async def read(kit: Kit, study: Study) -> None:
    """Has the encoder read what was said."""
    name = (await kit.encoding.load()).name
    async with kit.database.workspace(study.workspace_id) as db:
        await embeddings_of(db, kit.encoding, name, await insights.statements_of_study(db, study.id))


async def found(api: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get("/api/v1/statements", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def texts(items: list[dict[str, Any]]) -> list[str]:
    return [item["text"] for item in items]


def marked(item: dict[str, Any]) -> list[str]:
    return [item["text"][start:end] for start, end in item["matches"]]


async def test_words_are_found_in_each_languages_forms_and_marked(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    await say(database, study, SAID)
    await read(kit, study)
    items = {item["text"]: item for item in await found(api, q="exports")}
    assert marked(items["The export to Excel failed every Monday."]) == ["export"]
    assert marked(items["Exporting a report takes twenty minutes."]) == ["Exporting"]
    assert marked(items["Exports exports zzyzx."]) == ["Exports", "exports"]
    german = {item["text"]: item for item in await found(api, q="Exporten")}
    assert marked(german["Die Exporte brechen jeden Montag ab."]) == ["Exporte"]


async def test_what_means_the_same_is_found_without_a_word_in_common(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    await say(database, study, SAID)
    await read(kit, study)
    items = await found(api, q="data migration was hard")
    assert items[0]["text"] == "Moving our old records over was painful."
    assert items[0]["matches"] == []


async def test_without_its_encoder_a_search_goes_by_words_alone(
    api: httpx.AsyncClient, database: Database, study: Study, kit: Kit, encoding: Encoding
) -> None:
    await say(database, study, SAID)
    assert texts(await found(api, q="the wonderful support")) == ["Your support team is wonderful."]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ('"every Monday"', ["The export to Excel failed every Monday."]),
        ('"Monday every"', []),
        ("export -excel", ["Exporting a report takes twenty minutes."]),
        (
            "wonderful OR painful",
            ["Moving our old records over was painful.", "Your support team is wonderful."],
        ),
    ],
)
async def test_quotation_marks_a_minus_and_or_are_taken_at_their_word(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study, asked: str, expected: list[str]
) -> None:
    await say(database, study, SAID[:4])
    await read(kit, study)
    assert sorted(texts(await found(api, q=asked))) == expected


async def test_nothing_that_anybody_said_is_an_empty_page(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    await say(database, study, SAID)
    await read(kit, study)
    assert await found(api, q="xylophone") == []


async def test_filters_narrow_a_search_and_a_list_alike(
    api: httpx.AsyncClient, database: Database, workspace: Workspace, study: Study
) -> None:
    async with database.workspace(workspace.id) as db:
        big = await insert(
            db, Account(id=ids.new("acc"), workspace_id=workspace.id, name="Bramble", segment="big")
        )
        exports = await theme(db, study, "Exports")
        part = await insert(
            db,
            Theme(
                id=ids.new("thm"),
                workspace_id=workspace.id,
                study_id=study.id,
                parent_id=exports.id,
                origin="fitted",
                key="fitted:part",
                label="Excel",
            ),
        )
    [excel] = await say(database, study, SAID[:1], of=part, account=big, intent="problem")
    await say(database, study, SAID[1:2], of=exports)
    await say(database, study, SAID[4:5])
    today = now().date().isoformat()
    for asked, count in [
        ({}, 3),
        ({"theme": exports.id}, 2),
        ({"theme": part.id}, 1),
        ({"account": big.id}, 1),
        ({"segment": "big"}, 1),
        ({"segment": "small"}, 0),
        ({"sentiment_max": -0.5}, 2),
        ({"sentiment_min": -0.5}, 1),
        ({"intent": "problem"}, 1),
        ({"intent": "churn"}, 0),
        ({"language": "de"}, 1),
        ({"since": today, "until": today}, 3),
        ({"until": "2020-01-01"}, 0),
        ({"moment": "post_onboarding"}, 3),
        ({"moment": "churn"}, 0),
        ({"study": study.id, "interview": excel.interview_id}, 1),
    ]:
        assert len(await found(api, **asked)) == count, asked
        assert len(await found(api, q="export exporte", **asked)) == count, asked
    [line] = await found(api, intent="problem")
    assert (line["account_name"], line["theme_label"], line["language"]) == ("Bramble", "Excel", "en")


async def test_pages_of_a_search_hold_each_statement_once(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    await say(database, study, [("en", f"Export number {number} failed.", None) for number in range(7)])
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        answer = (await api.get("/api/v1/statements", params={"q": "exports", "limit": 3, **cursor})).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = {"next": answer["next"]} if answer["next"] else {}
    assert not cursor
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"q": "?!"}, "q"),
        ({"q": "x" * 401}, "q"),
        ({"q": ""}, "q"),
        ({"q": "export", "next": "bm90aGluZw"}, "next"),
        ({"next": "bm90aGluZw"}, "next"),
        ({"sentiment_min": "2"}, "sentiment_min"),
        ({"sentiment_max": "nan"}, "sentiment_max"),
        ({"intent": "joy"}, "intent"),
        ({"moment": "lunch"}, "moment"),
        ({"since": "soon"}, "since"),
    ],
)
async def test_what_cannot_be_searched_for_is_told_by_its_field(
    api: httpx.AsyncClient, asked: dict[str, str], field: str
) -> None:
    answer = await api.get("/api/v1/statements", params=asked)
    assert answer.status_code == 422
    assert field in answer.text
    assert "x" * 401 not in answer.text


@pytest.mark.parametrize(
    "asked",
    ["it's", "a & b | !c:*", "\\", "'''", "<->", "%s %(study)s", "(", "🙈", "мир", "输出", "AND OR NOT x"],
)
async def test_any_text_may_be_searched_for(
    api: httpx.AsyncClient, database: Database, study: Study, asked: str
) -> None:
    await say(database, study, SAID)
    assert (await api.get("/api/v1/statements", params={"q": f"export {asked}"})).status_code == 200


async def test_a_part_of_the_text_that_looks_like_markup_is_not_marked_wrongly(
    api: httpx.AsyncClient, database: Database, study: Study
) -> None:
    await say(database, study, [("en", "We <b>export</b> 😀 and export.", None)])
    [item] = await found(api, q="export")
    assert set(marked(item)) <= {"export"}


async def test_another_encoders_rows_are_never_compared(
    api: httpx.AsyncClient, kit: Kit, database: Database, study: Study
) -> None:
    await say(database, study, SAID[:4])
    await read(kit, study)
    async with database.workspace(study.workspace_id) as db:
        await db.execute("UPDATE embeddings SET encoder = 'other', embedding = '[1,0,0]'")
        assert len(await rows(db, "SELECT 1 FROM embeddings")) == 4
    assert await found(api, q="data migration was hard") == []


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=3))
def test_fused_rankings_hold_everything_once_and_a_unanimous_first_stays_first(
    rankings: list[list[str]],
) -> None:
    fused = fuse(rankings)
    assert sorted(fused) == sorted({name for ranking in rankings for name in ranking})
    firsts = {ranking[0] for ranking in rankings if ranking}
    if len(firsts) == 1 and all(rankings):
        assert fused[0] in firsts
