"""A firing as it is written: why, what it rests on, what was checked, whose it is, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import ids
from app.database import Db
from app.queries import accounts, seasons, workspaces
from app.services.policy_book import Book
from app.services.score_account import Scored
from app.services.settle_scores import Settled
from app.success.catalog import catalogue
from app.success.hours import Calendar, due, due_in_days
from app.success.owners import Owner, Team, owner_of
from app.success.record import EVERY, Record
from app.success.seasonality import YEAR, Season, season
from app.success.triggers.judging import Judged, scores_read, shown_one, sla_for
from app.success.triggers.reason import Fact, Reason, beside, evidence_of, reason_of, stakeholders
from app.success.triggers.types import PRIORITIES, Priority, Sla
from app.tables import Account, Firing

IN_CENTS = ", in cents"
"""How the catalogue marks sums of money."""
PEERS = 60
"""How many others a change is compared with."""


@dataclass(frozen=True)
class Look:
    """What a look at an account goes by. `record` holds scores as the account made them."""

    account: Account
    record: Record
    scored: Mapping[str, Scored]
    settled: Settled
    book: Book
    now: datetime


async def describe(db: Db, seen: Look, case: Judged, cause: str) -> Firing:
    """The row, not yet written."""
    trigger, account = case.trigger, seen.account
    facts = evidence_of(case, seen.record, seen.now)
    reason = reason_of(
        case, seen.record, seen.now, seen.book.segments, scores_before=seen.settled.before, evidence=facts
    )
    usual = await _season(db, seen, case, reason) if trigger.seasonal else None
    sla, segment = sla_for(trigger, seen.record, seen.now, seen.book.segments)
    owner = await _owner(db, case, account)
    scored = seen.scored.get(trigger.score)
    return Firing(
        id=ids.new("fir"),
        workspace_id=account.workspace_id,
        account_id=account.id,
        contact_id=await _contact(db, account, facts),
        trigger=trigger.name,
        version=trigger.version,
        cause=cause,
        priority=lowered(trigger.priority) if usual and usual.is_usual else trigger.priority,
        title=trigger.title,
        reason=reason.as_json() | {"delta": scored.move.delta if scored else None},
        top=[one.as_json() for one in (scored.move.top or scored.score.top)] if scored else [],
        evidence=[_item(fact) for fact in facts] + _score_item(seen, case),
        checks={
            "season": usual.as_json() if usual else None,
            "stakeholders": stakeholders(seen.record, seen.now),
            "beside": [_item(fact) for fact in beside(case, seen.record, seen.now)],
            "thresholds": {
                name: {"value": one.value, "said_by": one.said_by} for name, one in case.thresholds.items()
            },
        },
        owner=owner.name,
        owner_rule=owner.rule,
        backup=owner.backup,
        pod=owner.pod,
        sla={"clock": sla.clock, "hours": sla.hours, "days": sla.days, "segment": segment},
        is_synthetic=account.is_synthetic,
        fired_at=seen.now,
        due_at=due_at(sla, seen.now, seen.book.hours),
    )


def due_at(sla: Sla, now: datetime, calendar: Calendar) -> datetime:
    """When somebody must have acted, in UTC."""
    if sla.days is not None:
        return due_in_days(now, sla.days, calendar)
    return due(now, sla.hours or 0.0, calendar if sla.clock == "business" else None)


def lowered(priority: Priority) -> Priority:
    """One less pressing."""
    return PRIORITIES[min(PRIORITIES.index(priority) + 1, len(PRIORITIES) - 1)]


def raised(priority: str) -> str:
    """One more pressing."""
    return PRIORITIES[max([*PRIORITIES].index(priority) - 1, 0)]  # type: ignore[arg-type]  # a row's text


async def _season(db: Db, seen: Look, case: Judged, reason: Reason) -> Season | None:
    """The change beside last year's and that of others; None where the figure shown is no change."""
    reading = shown_one(case, seen.record, seen.now, seen.book.segments).test.reading
    if reading.measure != "change" or reading.fact is None or reading.window_days is None or not reason.value:
        return None
    pattern = reading.fact.removesuffix("*") + "%" if reading.fact.endswith(EVERY) else reading.fact
    names, days = [pattern], reading.window_days
    last_year = await seasons.change_at(db, seen.account.id, names, seen.now - YEAR, days)
    others = (
        await seasons.peers_changes(db, seen.account.id, seen.account.segment, names, seen.now, days, PEERS)
        if last_year is None
        else []
    )
    return season(reason.value, last_year=last_year, peers=[one.change for one in others], window_days=days)


async def _owner(db: Db, case: Judged, account: Account) -> Owner:
    """Who acts; colleagues who can no longer sign in are away."""
    away = {
        name.lower()
        for user in await workspaces.users(db)
        if user.disabled_at is not None
        for name in (user.email, user.name)
    }
    team = Team(account.csm, account.backup, account.pod)
    return owner_of(case.trigger.owner, team, lambda name: name.lower() in away)


async def _contact(db: Db, account: Account, facts: tuple[Fact, ...]) -> str | None:
    """The person the newest of its facts is about."""
    named = next((fact.point.contact for fact in facts if fact.point.contact), None)
    contact = await accounts.contact(db, named) if named else None
    return contact.id if contact and contact.account_id == account.id else None


def _item(fact: Fact) -> dict[str, Any]:
    point = fact.point
    return {"kind": "fact", "id": point.id, "text": _told(fact), "at": point.at.isoformat()}


def _told(fact: Fact) -> str:
    """A fact in the catalogue's words, its label in brackets, and its value unless that is just once. What
    was said has its words beside it, so neither a theme's id nor a confidence is shown."""
    name, point = fact.name, fact.point
    kind = catalogue().get(name)
    about = kind.about.split(";")[0].rstrip(".") if kind else name.replace(".", " ")
    told = about.removesuffix(IN_CENTS)
    if point.label and name != "said.theme":
        told += f" ({point.label.replace('_', ' ')})"
    if name.startswith("said.") or point.value == 1:
        return told
    return told + (f": {point.value / 100:,.0f}" if about.endswith(IN_CENTS) else f": {point.value:g}")


def _score_item(seen: Look, case: Judged) -> list[dict[str, Any]]:
    """The score itself, where the condition reads it."""
    scored = seen.scored.get(case.trigger.score)
    if scored is None or scored.score.score is None or case.trigger.score not in scores_read(case.trigger):
        return []
    text = f"{case.trigger.score}: {scored.score.score:.0f} of 100, {scored.score.coverage:.0%} of it known"
    return [{"kind": "score", "id": case.trigger.score, "text": text, "at": seen.now.isoformat()}]
