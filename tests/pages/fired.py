"""A firing with something in every part of it, its words chosen by the test."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from app import ids
from app.database import Db
from app.queries.base import insert
from app.success.health import definition as definitions
from app.success.plays import play as plays
from app.success.triggers import trigger as triggers
from app.tables import Account, Contact, Firing, PlayRun, Policy


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
    return _own(workspace_id, "trigger", triggers.shipped()["usage-drop"], "Usage dropped", said)


def own_play(workspace_id: str, said: str) -> Policy:
    """A play that only this workspace has."""
    return _own(workspace_id, "play", plays.shipped()["kickoff"], "Book the kickoff", said)


def own_definition(workspace_id: str, said: str) -> Policy:
    """A health definition that only this workspace has."""
    return _own(workspace_id, "health", definitions.shipped()["risk"], "Health", said)


def begun(account: Account, contact: Contact, firing: Firing, play: Policy, said: str) -> PlayRun:
    """A run of the play that has ended."""
    return PlayRun(
        id=ids.new("run"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        contact_id=contact.id,
        firing_id=firing.id,
        play=play.name,
        version="1",
        source=play.source,
        cause=f"test/{ids.token()}",
        status="stopped",
        ended_why=f"They called us.{said}",
    )


def _own(workspace_id: str, kind: str, text: str, title: str, said: str) -> Policy:
    """A shipped text under a name and a title of the workspace's own."""
    name = f"own-{ids.token()[:12]}"
    # a string in JSON is one in TOML, once DEL is written as a number
    ours = json.dumps(f"Ours{said}"[:80]).replace("\x7f", "\\u007f")
    text = re.sub(r'^name = ".*"$', f'name = "{name}"', text, count=1, flags=re.MULTILINE)
    text = text.replace(f'title = "{title}"', f"title = {ours}", 1)
    return Policy(
        id=ids.new("pol"),
        workspace_id=workspace_id,
        kind=kind,
        name=name,
        number=1,
        status="live",
        source=text,
    )
