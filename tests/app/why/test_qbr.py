"""A business review over its rows: each source is there, and the files open and say the same."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import docx
import httpx
import pytest
from psycopg import sql

from app import ids
from app.database import Database
from app.queries.base import insert, insert_many
from app.services.draft_qbr import draft_qbr
from app.services.hear_accounts import hear
from app.services.review_markdown import as_markdown
from app.tables import (
    Account,
    Contract,
    Milestone,
    Prediction,
    ScoreChange,
    ScoreRow,
    Study,
    SuccessPlan,
    Touch,
)
from app.tables.base import now
from tests.app.why.readings import BROKEN, account_with, fact, fired, held, read

TABLES = {
    "account": "accounts",
    "contract": "contracts",
    "fact": "facts",
    "firing": "firings",
    "milestone": "milestones",
    "plan": "success_plans",
    "prediction": "predictions",
    "score": "health",
    "score_change": "score_changes",
    "statement": "statements",
    "touch": "touches",
}
HOSTILE = "<b>Bold</b> [link](javascript:alert(1)) *star*\x0b"


@pytest.fixture
async def bramble(database: Database, study: Study) -> Account:
    """An account with something in every part of its review."""
    account, [mara, jo] = await account_with(database, study, "champion", "sponsor", segment="mid")
    peer, _ = await account_with(database, study, segment="mid")
    at = now() - timedelta(days=10)
    top = [{"factor": "usage", "title": "Usage", "delta": -13, "sentence": "Usage fell 32 %", "evidence": []}]
    own: dict[str, Any] = {"workspace_id": study.workspace_id, "account_id": account.id}
    facts = [fact(account, "usage.ui", at - timedelta(days=day), 10, label="reports") for day in range(150)]
    facts += [fact(account, "usage.ui", at, contact_id=mara.id, label=HOSTILE, value=9_999)]
    facts += [fact(account, "support.opened", at, label="p1"), fact(account, "csat", at, 3)]
    facts += [fact(peer, "usage.ui", at, label="alerts")]
    first, second = held(study, account, mara, at=at), held(study, account, jo, at=at)
    good = ("driver", "reporting", "positive", "The reports are what we bought it for.")
    rows = [
        Contract(id=ids.new("ctr"), key="1", arr_cents=4_800_000, starts_on=date(2026, 1, 1),
                 renews_on=at.date() + timedelta(days=60), source="file", **own),
        SuccessPlan(id=ids.new("pln"), title="One report", outcome="Close the month in a day", **own),
        Milestone(id=ids.new("mst"), key="1", name="Go live", due_on=at.date(), **own),
        ScoreRow(id=ids.new("hs"), definition="risk", version="1", score=71, band="at_risk", coverage=0.8,
                 top=top, **own),
        ScoreChange(id=ids.new("hc"), definition="risk", version="1", score=71, previous=84, cause="facts",
                    top=top, at=at, **own),
        Prediction(id=ids.new("prd"), kind="churn", days=90, probability=0.6, method="rule",
                   reasons=[{"sentence": "Usage fell"}], **own),
        Touch(id=ids.new("tch"), contact_id=mara.id, key="1", channel="email", purpose="message",
              status="sent", content={"subject": "Office hours"}, counted_at=at, **own),
        fired(account, facts[0], fired_at=at),
        first,
        second,
    ]  # fmt: skip
    async with database.workspace(study.workspace_id) as db:
        await insert_many(db, facts)
        for row in rows:
            await insert(db, row)
        for interview, found in ((first, BROKEN), (second, good)):
            await read(db, interview, [found])
            await hear(db, interview.id, at)
    return account


async def test_every_source_of_every_sentence_is_a_row_that_is_there(
    database: Database, study: Study, bramble: Account
) -> None:
    async with database.workspace(study.workspace_id) as db:
        review = await draft_qbr(db, bramble.id, now())
        assert review is not None
        sources = {(source.kind, source.id) for line in review.lines() for source in line.sources}
        for kind, name in sources:
            table = sql.Identifier(TABLES[kind])
            found = await db.execute(sql.SQL("SELECT id FROM {} WHERE id = {}").format(table, name))
            assert await found.fetchone() is not None, (kind, name)
    assert {kind for kind, _ in sources} == set(TABLES)


async def test_months_bound_what_is_looked_at(database: Database, study: Study, bramble: Account) -> None:
    moment = datetime(2026, 11, 30, 9, tzinfo=UTC)
    async with database.workspace(study.workspace_id) as db:
        review = await draft_qbr(db, bramble.id, moment, months=9)
    assert review is not None
    assert (review.start, review.end) == (date(2026, 3, 1), date(2026, 12, 1))


async def test_as_data_each_sentence_has_its_links(api: httpx.AsyncClient, bramble: Account) -> None:
    shown = (await api.get(f"/api/v1/accounts/{bramble.id}/qbr")).json()
    lines = {line["text"]: line for section in shown["sections"] for line in section["lines"]}
    assert all(line["sources"] for line in lines.values())
    quoted = next(line for line in lines.values() if line["quote"] == BROKEN[3])
    assert quoted["sources"][0]["link"].startswith("http://earshot.test/interviews/")
    assert "?mark=2:0-37#turn-2" in quoted["sources"][0]["link"]


async def test_the_word_document_opens_and_says_what_the_data_says(
    api: httpx.AsyncClient, bramble: Account
) -> None:
    shown = (await api.get(f"/api/v1/accounts/{bramble.id}/qbr")).json()
    answer = await api.get(f"/api/v1/accounts/{bramble.id}/qbr", params={"format": "docx"})
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["content-disposition"].endswith('.docx"')
    document = docx.Document(io.BytesIO(answer.content))
    written = [paragraph.text for paragraph in document.paragraphs]
    headings = [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings[0] == "Where we stand"
    assert {section["title"] for section in shown["sections"]} <= set(headings)
    for section in shown["sections"]:
        for line in section["lines"]:
            told = line["text"].replace("\x0b", "")
            assert any(text.startswith(told) for text in written), told
    links = {part.target_ref for part in document.part.rels.values() if part.is_external}
    assert {
        source["link"] for s in shown["sections"] for line in s["lines"] for source in line["sources"]
    } == links


async def test_markdown_holds_every_sentence_and_nothing_of_theirs_becomes_a_mark(
    api: httpx.AsyncClient, bramble: Account
) -> None:
    answer = await api.get(f"/api/v1/accounts/{bramble.id}/qbr", params={"format": "md", "months": 1})
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "\\<b\\>Bold\\</b\\> \\[link\\](javascript:alert(1)) \\*star\\*" in answer.text
    assert "<b>" not in answer.text
    assert "  > The new permissions broke our report." in answer.text
    body, sources = answer.text.split("## Sources")
    used = {int(part.split("\\]")[0]) for part in body.split("\\[")[1:] if part.split("\\]")[0].isdigit()}
    assert used == set(range(1, len(sources.strip().splitlines()) + 1))


async def test_the_same_rows_give_the_same_text(database: Database, study: Study, bramble: Account) -> None:
    moment = now()
    async with database.workspace(study.workspace_id) as db:
        drafts = [await draft_qbr(db, bramble.id, moment) for _ in range(2)]
    assert drafts[0] is not None
    assert drafts[1] is not None
    assert as_markdown(drafts[0], "http://a") == as_markdown(drafts[1], "http://a")


@pytest.mark.parametrize("params", [{"months": 0}, {"months": 13}, {"format": "pdf"}])
async def test_what_cannot_be_drafted_is_refused(
    api: httpx.AsyncClient, bramble: Account, params: dict[str, Any]
) -> None:
    answer = await api.get(f"/api/v1/accounts/{bramble.id}/qbr", params=params)
    assert answer.status_code == 422
