"""What the systems of a customer tell about one account: who it is, how it was, and how its usage falls.

A test cannot wait a week. The account's weeks lie in the past, and the newest two are told as exports tell
them: what was there first looks well, and the one that comes later completes both weeks to what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

ACCOUNT = "crm:A-1"
MARA, JON = "mara@bramble.example", "jon@bramble.example"
WEEK_BEFORE = 1_000
FIRST_TOLD = 600
"""What the first export has of the week before; the later one completes it."""
LATE = 40
_EARLIER_WEEKS = (640, 640, 550, 550, 550, 550)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """The account's facts, seen from `now`. `fall`: by how much of a hundred its usage falls."""

    now: datetime
    fall: int

    @property
    def account(self) -> dict[str, Any]:
        return {
            "external_ids": {"crm": "A-1"},
            "name": "Bramble & Finch",
            "segment": "mid-market",
            "csm": "Ana Silva",
            "backup": "Tom Reis",
            "started_on": (self.now - 400 * _DAY).date().isoformat(),
        }

    @property
    def people(self) -> list[dict[str, Any]]:
        return [
            {"account": ACCOUNT, "name": "Mara Lind", "email": MARA, "role": "champion"},
            {"account": ACCOUNT, "name": "Jon Reyes", "email": JON, "role": "executive_sponsor"},
        ]

    @property
    def contract(self) -> dict[str, Any]:
        return {
            "account": ACCOUNT,
            "key": "term-1",
            "arr_cents": 4_800_000,
            "currency": "EUR",
            "starts_on": (self.now - 165 * _DAY).date().isoformat(),
            "renews_on": (self.now + 200 * _DAY).date().isoformat(),
        }

    def known_first(self) -> list[dict[str, Any]]:
        """Two months of a healthy account."""
        weeks = [self._this_week - LATE, FIRST_TOLD, *_EARLIER_WEEKS]
        return [
            *(self._fact("usage.ui", 7 * back + 3, used) for back, used in enumerate(weeks)),
            self._fact("login", 0.2, contact=MARA),
            self._fact("login", 0.3, contact=JON),
            self._fact("seats.used", 5, 80),
            self._fact("seats.bought", 5, 100),
            self._fact("feature.activated", 60, label="reports"),
            self._fact("support.reopened", 12),
            self._fact("meeting.held", 10, label="qbr"),
            self._fact("nps", 2, 7, contact=MARA),
            self._fact("nps", 2, 8, contact=JON),
            self._fact("said.sentiment", 20, 0.5, contact=JON),
        ]

    def falls(self) -> list[dict[str, Any]]:
        """The later export: the week before was busier than told so far, and this one hardly is."""
        return [
            self._fact("usage.ui", 10, WEEK_BEFORE - FIRST_TOLD, key="late/10"),
            self._fact("usage.ui", 1, LATE, key="late/1"),
        ]

    def recovers(self) -> list[dict[str, Any]]:
        """They work again as before, and a little more."""
        return [self._fact("usage.ui", 0.05, WEEK_BEFORE + 50 - self._this_week, key="back")]

    @property
    def _this_week(self) -> int:
        return WEEK_BEFORE * (100 - self.fall) // 100

    def _fact(self, name: str, days_ago: float, value: float = 1, **more: str) -> dict[str, Any]:
        at = (self.now - days_ago * _DAY).isoformat()
        key = f"{name}/{days_ago:g}/{more.get('contact', '')}"
        return {"account": ACCOUNT, "name": name, "at": at, "value": value, "key": key, **more}
