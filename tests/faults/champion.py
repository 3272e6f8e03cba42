"""A champion who follows the link in their invitation, says what broke, and ends the interview."""

from __future__ import annotations

from typing import Any

from tests.faults.persistent import Persistent

BROKEN = "The new permissions broke our reports: since Monday nobody in finance can open them."
WORDS = (
    BROKEN,
    "We export the figures by hand into a spreadsheet now, and that takes us hours every week.",
    "Until the permissions are fixed, the reports are useless to my team.",
)


class Champion(Persistent):
    """Waits for each question, answers with the next of WORDS, then says stop."""

    def _is_my_turn(self) -> bool:
        return super()._is_my_turn() and not self._unanswered

    def _next_frames(self) -> list[dict[str, Any]]:
        said = len(self.heard.sent)
        if said >= len(WORDS):
            return [{"type": "stop", "id": "stop"}]
        return [{"type": "say", "id": f"say-{said}", "text": WORDS[said]}]
