"""Which language a respondent writes, for languages the interviewer has no word lists of."""

from __future__ import annotations

import asyncio

from analysis.language import detect


async def detect_language(text: str, before: str) -> str:
    """ISO 639-1 code of the text's language, `before` unless the text clearly says otherwise. In a thread:
    the first call reads the detector's tables."""
    return await asyncio.to_thread(detect, text, before)
