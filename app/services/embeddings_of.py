"""Statements as unit rows, from the cache."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.replies import in_context
from analysis.types import Embeddings
from app.database import Db
from app.encoding import Encoding
from app.queries import insights
from app.services.text_hash import text_hash
from app.tables import StatementRow


async def embeddings_of(
    db: Db, encoding: Encoding, encoder: str, lines: Sequence[StatementRow]
) -> Embeddings:
    """Row i for statement i, from the cache; what is missing is encoded and kept."""
    read = [in_context(line.text, line.context) for line in lines]
    hashes = [text_hash(text) for text in read]
    known = await insights.cached(db, encoder, hashes)
    missing = {name: text for name, text in zip(hashes, read, strict=True) if name not in known}
    if missing:
        rows = await encoding.encode(list(missing.values()))
        new = dict(zip(missing, rows, strict=True))
        await insights.keep(db, lines[0].workspace_id, encoder, new)
        known |= new
    return np.stack([known[name] for name in hashes]) if hashes else np.zeros((0, 0), np.float32)
