"""A firing with something in every part of it, its words chosen by the test."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Db
from app.queries.base import insert
from app.success.triggers import trigger as files
from app.tables import Account, Contact, Firing, Policy


async def fired(db: Db, account: Account, contact: Contact, said: str, now: datetime, **other: Any) -> Firing:
    """An open firing that is overdue."""
    evidence = [
        {"kind": "fact", "id": ids.new("fct"), "text": f"usage.ui: 68{said}", "at": now.isoformat()},
        {"kind": "score", "id": "risk", "text": f"risk: 71 of 100{said}", "at": now.isoformat()},
    ]
    given: dict[str, Any] = {
        "trigger": "usage-drop",
        "cause": f"crossing/{ids.token()}",
        "title": f"Usage dropped{said}",
        "priority": "high",
        "owner": f"Ana{said}",
        "backup": f"Jo{said}",
        "pod": f"North{said}",
        "due_at": now - timedelta(hours=1),
        "fired_at": now - timedelta(days=2),
    } | other
    row = Firing(
        id=ids.new("fir"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        contact_id=contact.id,
        version="1",
        owner_rule="the account’s CSM",
        reason={
            "sentence": f"Usage fell 32 % week over week.{said}",
            "value": -32.0,
            "previous": 2.0,
            "unit": "%",
            "window_days": 7.0,
        },
        top=[
            {
                "factor": "usage",
                "title": f"Usage{said}",
                "points": 9.5,
                "delta": -13.0,
                "sentence": f"Usage fell 32 %{said}",
                "evidence": evidence,
            }
        ],
        evidence=evidence,
        checks={
            "season": {"sentence": f"This is out of the ordinary.{said}"},
            "stakeholders": {"state": "present", "sentence": f"Their champion is still there.{said}"},
            "beside": evidence[:1],
            "thresholds": {"drop": {"value": -30, "said_by": "base"}},
        },
        sla={"clock": "calendar", "hours": 48, "days": None, "segment": "all"},
        **given,
    )
    return await insert(db, row)


def own_trigger(workspace_id: str, said: str) -> Policy:
    """A trigger that only this workspace has."""
    name = f"own-{ids.token()[:12]}"
    text = files.shipped()["usage-drop"].replace('name = "usage-drop"', f'name = "{name}"')
    # a string in JSON is one in TOML, once DEL is written as a number
    title = json.dumps(f"Ours{said}"[:110]).replace("\x7f", "\\u007f")
    text = text.replace('title = "Usage dropped"', f"title = {title}")
    return Policy(
        id=ids.new("pol"),
        workspace_id=workspace_id,
        kind="trigger",
        name=name,
        number=1,
        status="live",
        source=text,
    )
