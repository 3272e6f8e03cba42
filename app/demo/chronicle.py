"""Writes what became known about the demo's accounts, through the verbs everybody else uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from app import ids
from app.database import Db
from app.demo.arcs import Arc, Told
from app.demo.company import DemoAccount
from app.queries import facts, sources
from app.services.keep_contract import GivenContract, keep_contract
from app.services.keep_milestone import GivenMilestone, keep_milestone
from app.services.set_field import keep_fields
from app.services.set_stage import set_stage
from app.success.source_kinds import kind_of_source
from app.tables import Account, Contact, Fact

CRM, PRODUCT = "crm", "product"
_SOURCES = {"support": "help desk", "csat": "help desk", "billing": "billing", "nps": "feedback"}
_SOURCES |= {"meeting": CRM, "stakeholder": CRM, "handoff": CRM, "procurement": CRM, "request": CRM}
_BEFORE = {"growing": ("expanded", 0.7), "fading": ("contracted", 1.25), "storm": ("renewed", 1.0)}
"""How the last term of an arc ended, and what it was worth beside this one."""


def renewing(account: DemoAccount, arc: Arc, today: date) -> DemoAccount:
    """The account with its renewal where its arc has it."""
    if arc.renews_in_days is None:
        return account
    return replace(account, renewal_on=today + timedelta(days=arc.renews_in_days))


async def write_record(
    db: Db, row: Account, account: DemoAccount, arc: Arc, now: datetime, today: date
) -> None:
    """Fields, stage, contracts and milestones as they stood at `now`; `today` is where the story ends."""
    began = today - timedelta(days=arc.age_days) if arc.age_days else account.renewal_on - timedelta(days=730)
    fields = {
        "industry": account.name.split()[-1].lower(),
        "team_size": account.seats * 3,
        "started_on": began.isoformat(),
        "pod": account.segment,
    }
    await keep_fields(db, row.workspace_id, row.id, fields, source=CRM, at=now, now=now)
    await _write_contracts(db, row, account, arc, began, now, today)
    for one in arc.milestones:
        reached = one.get("reached_days_ago")
        given = {
            "name": one["name"],
            "due_on": today - timedelta(days=one["due_days_ago"]),
            "reached_at": now - timedelta(days=reached) if reached is not None else None,
        }
        key = str(one["name"]).lower().replace(" ", "-")
        await keep_milestone(db, row.workspace_id, GivenMilestone(row.id, key, given), now=now)


async def write_stage(db: Db, row: Account, arc: Arc, now: datetime) -> None:
    """The stage of an account's life that its arc has come to."""
    stage = {"fresh": "handover", "stalled": "onboarding", "growing": "value", "gone": "at_risk"}
    await set_stage(db, row.workspace_id, row.id, stage.get(arc.name, "adoption"), source=CRM, now=now)


async def _write_contracts(
    db: Db, row: Account, account: DemoAccount, arc: Arc, began: date, now: datetime, today: date
) -> None:
    """The term that runs and, for those who have been here longer, the one before."""
    left_on = today - timedelta(days=arc.churned_days_ago) if arc.churned_days_ago else None
    starts = (left_on or account.renewal_on) - timedelta(days=365)
    ended, was_worth = _BEFORE.get(arc.name, ("renewed", 1.0))
    if began < starts:
        before = {
            "arr_cents": round(account.arr_cents * was_worth),
            "starts_on": began,
            "renews_on": starts,
            "outcome": ended,
            "ended_on": starts,
        }
        await keep_contract(
            db, row.workspace_id, GivenContract(row.id, "term-1", before), source=CRM, now=now
        )
    term: dict[str, object] = {
        "arr_cents": account.arr_cents,
        "starts_on": starts if began < starts else began,
        "renews_on": account.renewal_on,
    }
    if left_on is not None:
        term |= {"outcome": "churned", "ended_on": left_on, "renews_on": left_on}
    await keep_contract(db, row.workspace_id, GivenContract(row.id, "term-2", term), source=CRM, now=now)


async def write_facts(
    db: Db, row: Account, people: Sequence[Contact], told: Iterable[Told], now: datetime
) -> None:
    """Facts of one account as their systems would have told them."""
    await facts.copy_in(
        db,
        (
            Fact(
                id=ids.stable("fct", row.workspace_id, "demo", row.id, number, one.name, one.at.isoformat()),
                workspace_id=row.workspace_id,
                account_id=row.id,
                contact_id=_whose(people, one),
                name=one.name,
                at=one.at,
                value=one.value,
                label=one.label,
                source=source_of(one),
                received_at=now,
            )
            for number, one in enumerate(told)
        ),
    )


async def write_sources(db: Db, workspace_id: str, told: Iterable[Told], now: datetime) -> None:
    """The systems that told these, heard at this time."""
    for name, taken in Counter(source_of(one) for one in told).items():
        kind = kind_of_source(name)
        await sources.heard(db, workspace_id, name, taken=taken, refused=0, problem=None, kind=kind, now=now)


def source_of(told: Told) -> str:
    """The system that would have told it."""
    return _SOURCES.get(told.name.split(".")[0], PRODUCT)


def _whose(people: Sequence[Contact], told: Told) -> str | None:
    return people[told.contact % len(people)].id if people and told.contact is not None else None
