"""A prediction that waits for a person, its words chosen by the test."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries.base import insert
from app.tables import Account, Prediction


async def foretold(db: Db, account: Account, said: str, now: datetime, **other: Any) -> Prediction:
    """Likely churn, flagged, with two reasons."""
    reasons = [
        {"factor": "usage_change_quarter", "points": 18.0, "sentence": f"Usage is down 42 %{said}"},
        {"factor": "people_left", "points": 6.0, "sentence": f"People who left: 1{said}"},
    ]
    given: dict[str, Any] = {
        "kind": "churn",
        "days": 90,
        "probability": 0.46,
        "method": "rule",
        "ahead": {"30": 0.11, "60": 0.27, "90": 0.46},
        "renewal_confidence": 0.61,
        "flagged_at": now,
    } | other
    row = Prediction(
        id=ids.new("prd"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        reasons=[{"title": f"Sign{said}", "delta": None, "evidence": [], **reason} for reason in reasons],
        at=now,
        **given,
    )
    return await insert(db, row)
