"""What an interview taught becomes what is known about its account: tags turn into facts.

A fact's id is made of the interview, the kind and the name, so hearing an interview twice changes nothing,
and a tag that was corrected, taken away or read otherwise takes its fact along.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries import accounts, hearing, insights, interviews, workspaces
from app.services.look_nudge import nudge_look
from app.tables import Fact, InsightRow, Interview, Tag

SOURCE = "interviews"
NAMES = ("said.sentiment", "said.intent", "said.driver", "said.theme", "asked_for_human")
"""The facts that come from interviews; see `app/success/facts.toml`."""

SURE = 0.6
"""An intent we are less sure of stays a tag to be read; as a fact it would move scores and fire triggers."""
_SIDES = {"positive": 1.0, "negative": -1.0}


async def hear(db: Db, interview_id: str, now: datetime) -> bool:
    """Brings the facts of an interview's account up to what its insight says; whether anything changed.

    Called in the transaction that writes or changes the insight. An interview without an account does
    nothing; a simulated one teaches only a workspace of demo data.
    """
    interview = await interviews.interview(db, interview_id)
    if interview is None or interview.account_id is None:
        return False
    account_id = await _standing(db, interview.account_id)
    facts = await _facts(db, interview, account_id, now)
    changed = await hearing.keep(db, interview_id, [interview.account_id, account_id], SOURCE, NAMES, facts)
    if changed:
        await nudge_look(db, interview.workspace_id, [account_id], now)
    return changed


async def _facts(db: Db, interview: Interview, account_id: str, now: datetime) -> list[Fact]:
    workspace = await workspaces.workspace(db, interview.workspace_id)
    if interview.is_synthetic and not (workspace and workspace.is_synthetic):
        return []
    insight = await insights.insight(db, interview.id)
    found = facts_of(interview, insight, await insights.tags_of(db, interview.id), account_id, now)
    if await hearing.asked_for_human(db, interview.id):
        found.append(_fact(interview, account_id, now, "asked_for_human", None, 1.0, ()))
    return found


def facts_of(
    interview: Interview, insight: InsightRow | None, tags: Iterable[Tag], account_id: str, now: datetime
) -> list[Fact]:
    """The facts an insight and its tags stand for, each with the statements that show it.

    An intent heard of two rivals is one fact: the surer value, the statements of both.
    """
    evidence: dict[tuple[str, str | None], list[str]] = {}
    values: dict[tuple[str, str | None], float] = {}
    for tag in tags:
        name, label = _named(tag)
        value = _value(tag, insight)
        if value is None:
            continue
        key = name, label
        values[key] = max(values.get(key, value), value, key=abs)
        shown = evidence.setdefault(key, [])
        shown += [statement for statement in tag.evidence if statement not in shown]
    if insight is not None and insight.sentiment.get("value") is not None:
        values.setdefault(("said.sentiment", None), float(insight.sentiment["value"]))
    return [
        _fact(interview, account_id, now, name, label, value, evidence.get((name, label), ()))
        for (name, label), value in values.items()
    ]


def _named(tag: Tag) -> tuple[str, str | None]:
    """The fact's name and label. The sentiment of an interview is one; a theme is known by its id."""
    if tag.kind == "sentiment":
        return "said.sentiment", None
    return f"said.{tag.kind}", tag.theme_id or tag.name if tag.kind == "theme" else tag.name


def _value(tag: Tag, insight: InsightRow | None) -> float | None:
    """What the fact holds; None for a hunch, and where a feeling was not assessed, which is not neutral."""
    if tag.kind == "sentiment":
        value = insight.sentiment.get("value") if insight else None
        return None if value is None else float(value)
    if tag.kind == "intent":
        return tag.confidence if tag.confidence >= SURE else None
    return _SIDES.get(tag.polarity or "", 0.0)


def _fact(
    interview: Interview,
    account_id: str,
    now: datetime,
    name: str,
    label: str | None,
    value: float,
    statements: Iterable[str],
) -> Fact:
    evidence: dict[str, Any] = {"interview": interview.id, "statements": list(statements)}
    return Fact(
        id=ids.stable("fct", interview.workspace_id, SOURCE, f"{interview.id}/{name}/{label or ''}"),
        workspace_id=interview.workspace_id,
        account_id=account_id,
        contact_id=interview.contact_id,
        name=name,
        at=interview.closed_at or interview.last_turn_at or interview.started_at or interview.created_at,
        value=round(value, 3),
        label=label,
        source=SOURCE,
        evidence=evidence,
        merged_from=interview.account_id if account_id != interview.account_id else None,
        received_at=now,
    )


async def _standing(db: Db, account_id: str) -> str:
    """The account that this one is today: itself, or the one it was merged into."""
    account = await accounts.account(db, account_id)
    seen = {account_id}
    while account is not None and account.merged_into_id and account.merged_into_id not in seen:
        seen.add(account.merged_into_id)
        account = await accounts.account(db, account.merged_into_id)
    return account.id if account else account_id
