"""Accounts as nobody would make them up, for the two readers of conditions to agree on.

Values have few digits and times fall on whole hours, so that both edges of a window and both sides of a
comparison are met again and again, exactly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import ids
from app.database import Database
from app.queries.base import insert_many
from app.tables import (
    Account,
    AccountField,
    Contact,
    Fact,
    Milestone,
    Row,
    ScoreRow,
    Source,
)

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)

NAMES = (
    "usage.ui",
    "usage.api",
    "login",
    "support.opened",
    "support.solved",
    "nps",
    "said.sentiment",
    "said.intent",
    "meeting.booked",
    "stage",
    "custom.deploys.failed",
)
LABELS = ("p1", "export", "leave", None)
AMOUNTS = (0.0, 1.0, 1.0, 2.0, 3.0, 0.5, 0.25, -1.0, 10.0, 0.1, 0.3)
HOURS = (
    0,
    1,
    12,
    24,
    36,
    48,
    24 * 7,
    24 * 14,
    24 * 30,
    24 * 60,
    24 * 180,
    24 * 400,
    24 * 500,
    24 * 900,
    -24,
    -72,
)
TEXTS = ("enterprise", "Enterprise", "gold", "ÉLAN", "", "2026-02-30", "Ruth", "live")
DATES = (date(2026, 5, 20), date(2026, 5, 19), date(2026, 6, 3), date(2025, 5, 20), date(2026, 2, 28))
CUSTOM = ("custom.plan", "custom.seats", "custom.signed", "custom.beta")
KEPT: tuple[Any, ...] = (
    "gold",
    "GOLD",
    "2026-05-19",
    "2026-02-30",
    "20260519",
    "",
    3,
    0.25,
    10**15,
    10**15 + 1,
    10**400,
    True,
    False,
    ["gold"],
    {"is": "gold"},
)
DEFINITIONS = ("risk", "expansion")


# --- accounts ---


@dataclass(frozen=True)
class World:
    """A workspace of odd accounts; `merged` are some that were merged into others."""

    workspace_id: str
    accounts: tuple[str, ...]
    merged: tuple[str, ...]


async def make_world(database: Database, workspace_id: str, seed: int, size: int = 10) -> World:
    """Accounts with every kind of row a condition can read, the same for the same seed."""
    chance = random.Random(seed)
    async with database.workspace(workspace_id) as db:
        await insert_many(db, _sources(workspace_id))
        accounts = [_account(workspace_id, chance) for _ in range(size)]
        merged = [_account(workspace_id, chance, into=chance.choice(accounts).id) for _ in range(2)]
        await insert_many(db, [*accounts, *merged])
        for account in [*accounts, *merged]:
            people = _people(account, chance)
            await insert_many(db, people)
            await insert_many(db, _facts(account, people, chance))
            await insert_many(db, _told(account, chance))
            await insert_many(db, _milestones(account, chance))
            await insert_many(db, _scores(account, chance))
    return World(workspace_id, tuple(sorted(one.id for one in accounts)), tuple(one.id for one in merged))


def _maybe(chance: random.Random, values: tuple[Any, ...]) -> Any:
    return chance.choice(values) if chance.random() < 0.7 else None


def _sources(workspace_id: str) -> list[Row]:
    """One that keeps its word fresh for two days, one that promises nothing."""
    common: dict[str, Any] = {"workspace_id": workspace_id, "kind": "crm"}
    return [
        Source(id=ids.new("src"), name="crm", fresh_hours=48, **common),
        Source(id=ids.new("src"), name="file", **common),
    ]


def _account(workspace_id: str, chance: random.Random, into: str | None = None) -> Account:
    return Account(
        id=ids.new("acc"),
        workspace_id=workspace_id,
        name="Odd",
        merged_into_id=into,
        segment=_maybe(chance, TEXTS),
        tier=_maybe(chance, TEXTS),
        industry=_maybe(chance, TEXTS),
        team_size=_maybe(chance, (0, 1, 7, 30)),
        arr_cents=_maybe(chance, (0, 5_000_000, 12_000_000_000)),
        renewal_on=_maybe(chance, DATES),
        stage=_maybe(chance, TEXTS),
        started_on=_maybe(chance, DATES),
        churned_on=_maybe(chance, DATES),
        csm=_maybe(chance, TEXTS),
        backup=_maybe(chance, TEXTS),
        pod=_maybe(chance, TEXTS),
        time_zone=_maybe(chance, ("Europe/Lisbon",)),
    )


def _people(account: Account, chance: random.Random) -> list[Contact]:
    roles = ("champion", "Champion", "executive sponsor", "admin", None)
    return [
        Contact(
            id=ids.new("con"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            name="Somebody",
            role=chance.choice(roles) if chance.random() < 0.8 else None,
            left_at=NOW - timedelta(days=3) if chance.random() < 0.2 else None,
        )
        for _ in range(chance.choice((0, 1, 2, 4)))
    ]


def _facts(account: Account, people: list[Contact], chance: random.Random) -> list[Fact]:
    known = chance.sample(NAMES, chance.randrange(len(NAMES) // 2, len(NAMES) + 1))
    return [
        Fact(
            id=ids.new("fct"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            contact_id=chance.choice(people).id if people and chance.random() < 0.7 else None,
            name=name,
            at=NOW - timedelta(hours=chance.choice(HOURS)),
            value=chance.choice(AMOUNTS),
            label=chance.choice(LABELS),
            source="file",
        )
        for name in known
        for _ in range(chance.choice((1, 2, 5, 12, 20)))
    ]


def _told(account: Account, chance: random.Random) -> list[AccountField]:
    """Words of sources on fields, some of them stale by now."""
    told = chance.sample((*CUSTOM, "segment", "renewal_on", "arr_cents"), 5)
    return [
        AccountField(
            id=ids.new("fld"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            name=name,
            value=chance.choice(KEPT) if chance.random() < 0.9 else None,
            source=chance.choice(("crm", "file", "earshot")),
            at=(at := NOW - timedelta(hours=chance.choice((0, 24, 48, 49, 72)))),
            received_at=at,
        )
        for name in told
    ]


def _milestones(account: Account, chance: random.Random) -> list[Milestone]:
    return [
        Milestone(
            id=ids.new("mst"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            key=str(number),
            name="Integration",
            due_on=chance.choice(DATES),
            reached_at=NOW if chance.random() < 0.4 else None,
        )
        for number in range(chance.choice((0, 0, 1, 3)))
    ]


def _scores(account: Account, chance: random.Random) -> list[ScoreRow]:
    return [
        ScoreRow(
            id=ids.new("hs"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            definition=definition,
            version="1",
            score=_maybe(chance, (0.0, 30.0, 100.0)),
        )
        for definition in DEFINITIONS
        if chance.random() < 0.7
    ]
