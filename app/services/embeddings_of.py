"""Statements as unit rows, from the cache."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from analysis.replies import in_context
from analysis.types import Embeddings, Encode
from app.database import Db
from app.encoding import Encoding
from app.kit import Kit
from app.queries import insights
from app.services.text_hash import text_hash
from app.tables import StatementRow, Study

AT_ONCE = 512


async def encode_study(kit: Kit, study: Study, encoder: str) -> None:
    """Encodes what the cache lacks of a study, with no transaction open meanwhile."""
    async with kit.database.workspace(study.workspace_id) as db:
        texts = _texts(await insights.statements_of_study(db, study.id))
        known = await insights.cached_hashes(db, encoder, list(texts))
    missing = [(name, text) for name, text in texts.items() if name not in known]
    for start in range(0, len(missing), AT_ONCE):
        names, chunk = zip(*missing[start : start + AT_ONCE], strict=True)
        rows = await kit.encoding.run(partial(_encoded, chunk))
        async with kit.database.workspace(study.workspace_id) as db:
            await insights.keep(db, study.workspace_id, encoder, dict(zip(names, rows, strict=True)))


async def embeddings_of(
    db: Db, encoding: Encoding, encoder: str, lines: Sequence[StatementRow]
) -> Embeddings:
    """Row i for statement i, from the cache; the few that are missing are encoded and kept."""
    hashes = [text_hash(in_context(line.text, line.context)) for line in lines]
    texts = _texts(lines)
    known = await insights.cached(db, encoder, list(texts))
    missing = {name: text for name, text in texts.items() if name not in known}
    if missing:
        rows = await encoding.encode(list(missing.values()))
        new = dict(zip(missing, rows, strict=True))
        await insights.keep(db, lines[0].workspace_id, encoder, new)
        known |= new
    return np.stack([known[name] for name in hashes]) if hashes else np.zeros((0, 0), np.float32)


def _encoded(texts: Sequence[str], encode: Encode) -> Embeddings:
    return encode(texts)


def _texts(lines: Sequence[StatementRow]) -> dict[str, str]:
    """What is read of each statement, by its hash."""
    read = [in_context(line.text, line.context) for line in lines]
    return {text_hash(text): text for text in read}
