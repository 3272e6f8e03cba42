"""Statements the encoder in use has not read are read, so that a change of it makes nothing unfindable."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog

from analysis.replies import in_context
from analysis.types import Embeddings, Encode
from app.kit import Kit
from app.queries import insights, search_index
from app.services.text_hash import text_hash

log = structlog.get_logger()

CHUNK: Final = 256


async def embed_statements(kit: Kit) -> int:
    """Reads what is missing in every workspace; how many statements were. Rows of other encoders stay."""
    encoder = await kit.encoding.load()
    async with kit.database.system() as db:
        waiting = await search_index.workspaces_to_embed(db, encoder.name)
    count = 0
    for workspace_id in waiting:
        count += await _workspace(kit, workspace_id, encoder.name)
    if count:
        log.info("statements.embedded", encoder=encoder.name, statements=count)
    return count


async def _workspace(kit: Kit, workspace_id: str, encoder: str) -> int:
    count = 0
    while True:
        async with kit.database.workspace(workspace_id) as db:
            lines = await search_index.without_embedding(db, encoder, limit=CHUNK)
        if not lines:
            return count
        texts = [in_context(line.text, line.context) for line in lines]
        rows = await kit.encoding.run(partial(_encoded, texts))
        async with kit.database.workspace(workspace_id) as db:
            made = {text_hash(text): row for text, row in zip(texts, rows, strict=True)}
            await insights.keep(db, workspace_id, encoder, made)
            await search_index.index(db, lines)
        count += len(lines)


def _encoded(texts: Sequence[str], encode: Encode) -> Embeddings:
    return encode(texts)
