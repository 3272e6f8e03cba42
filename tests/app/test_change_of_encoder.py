"""The encoder is changed: everything is read anew, and rows of the two never meet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.database import Database
from app.encoding import Encoding
from app.kit import Kit
from app.queries import search_halves
from app.queries.base import rows
from app.queries.search import Filters
from app.services.analyse_interview import analyse_interview
from app.services.embed_statements import embed_statements
from app.tables import Study
from tests.analysis.test_chosen_encoder import make_model
from tests.app.talks import talk
from tests.app.test_search import SAID, read, say


@pytest.fixture
async def changed(kit: Kit, model_cache: Path, tmp_path: Path) -> AsyncIterator[Kit]:
    """A process that analyses with another model, which is said to know English and German."""
    folder = make_model(tmp_path / "tiny")
    encoding = Encoding(model_cache, chosen=str(folder), languages=["en", "de"])
    yield replace(kit, encoding=encoding)
    encoding.close()


async def kept(database: Database, study: Study) -> dict[str, int]:
    async with database.workspace(study.workspace_id) as db:
        found = await rows(db, "SELECT encoder, count(*) AS many FROM embeddings GROUP BY encoder")
    return {row["encoder"]: row["many"] for row in found}


async def test_what_was_read_is_read_again_and_found_by_the_new_rows_alone(
    kit: Kit, changed: Kit, encoding: Encoding, database: Database, study: Study
) -> None:
    await say(database, study, SAID)
    await read(replace(kit, encoding=encoding), study)
    before, now = (await encoding.load()).name, (await changed.encoding.load()).name
    assert await embed_statements(changed) >= len(SAID)
    assert await embed_statements(changed) == 0
    assert await kept(database, study) == {before: len(SAID), now: len(SAID)}
    for one, width in ((encoding, 384), (changed.encoding, 32)):
        (row,) = await one.encode([SAID[0][1]])
        assert row.shape == (width,)
        async with database.workspace(study.workspace_id) as db:
            name = (await one.load()).name
            found = await search_halves.by_meaning(db, name, row, Filters())
            [text] = await rows(db, "SELECT text FROM statements WHERE id = %(id)s", id=found[0])
        assert text["text"] == SAID[0][1]


async def test_the_interviewer_keeps_its_own_encoder_and_its_languages_are_assessed(
    changed: Kit, database: Database, study: Study
) -> None:
    await changed.encoding.load()
    assert changed.encoding.ready is not None
    assert (await changed.encoding.ready(["fine"])).shape == (1, 384)
    assert changed.encoding.languages == {"en", "de"}
    interview = await talk(database, study, ["Die Exporte brechen jeden Montag ab, das ist sehr ärgerlich."])
    await analyse_interview(changed, interview.id)
    async with database.workspace(study.workspace_id) as db:
        [line] = await rows(db, "SELECT sentiment, language FROM statements")
    assert line["language"] == "de"
    assert line["sentiment"] is not None
