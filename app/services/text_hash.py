"""The key of the embeddings cache."""

from __future__ import annotations

import hashlib


def text_hash(text: str) -> str:
    """SHA-256 of the text, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
