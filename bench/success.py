"""The success core at size: every account looked at anew, one event to its firing, one account among many.

    python -m bench.success [--accounts 10000] [--facts 500] [--events 200]

A real service with its embedded PostgreSQL, settings as shipped. `--facts` is for each account. The first
look writes every score and every trigger's state; a full look computes all of them again. The baseline of one
look among many is the same look while the workspace has a tenth of the accounts.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import UTC, datetime
from random import Random
from typing import LiteralString

import httpx
import numpy as np
import psutil

from app.database import Database
from app.queries.base import run, value
from app.services.create_workspace import create_workspace
from app.services.look_at_account import look_at_accounts
from app.services.make_api_key import make_api_key
from bench.reading import figure
from tests.faults.service import Service

LOOK_SECONDS, LOOK_MEGABYTES, EVENT_SECONDS, WITHIN = 120.0, 2_000.0, 1.0, 0.2
PATIENCE_SECONDS = 900.0
SEED = 7

ACCOUNTS: LiteralString = (
    "INSERT INTO accounts (id, workspace_id, name, segment, arr_cents, renewal_on, started_on, csm,"
    " external_ids, is_synthetic) SELECT 'acc_' || lpad(n::text, 26, '0'), %(workspace)s, 'Account ' || n,"
    " (ARRAY['enterprise', 'mid-market', 'small business'])[1 + n %% 3], 100000 * (1 + n %% 400),"
    " current_date + (n %% 365)::int, current_date - (90 + n %% 900)::int,"
    " 'csm' || n %% 40 || '@example.com',"
    " '{}', true FROM generate_series(%(first)s::bigint, %(last)s::bigint) n"
)
# what a year of an ordinary account looks like, by how often each thing happens in a hundred facts
FACTS: LiteralString = (
    "INSERT INTO facts (id, workspace_id, account_id, name, at, value, label, source)"
    " SELECT 'fct_' || lpad((n * 10000 + k)::text, 26, '0'), %(workspace)s, 'acc_' || lpad(n::text, 26, '0'),"
    " CASE WHEN k %% 100 < 55 THEN 'usage.ui' WHEN k %% 100 < 70 THEN 'usage.api'"
    " WHEN k %% 100 < 86 THEN 'login' WHEN k %% 100 < 90 THEN 'seats.used'"
    " WHEN k %% 100 < 93 THEN 'support.opened' WHEN k %% 100 < 95 THEN 'touch.email_sent'"
    " WHEN k %% 100 < 97 THEN 'csat' WHEN k %% 100 < 98 THEN 'nps' WHEN k %% 100 < 99 THEN 'meeting.held'"
    " ELSE 'feature.activated' END,"
    " now() - interval '1 second' * (k * 365.0 * 86400 / %(facts)s + (n * 7919 + k * 104729) %% 40000),"
    " CASE WHEN k %% 100 BETWEEN 86 AND 89 THEN 40 + n %% 20 WHEN k %% 100 IN (95, 96) THEN 3 + n %% 3"
    " WHEN k %% 100 = 97 THEN 4 + n %% 7 ELSE 1 + (n + k) %% 20 END,"
    " CASE WHEN k %% 100 < 55 THEN 'feature-' || k %% 9 WHEN k %% 100 BETWEEN 90 AND 92 THEN 'p3'"
    " WHEN k %% 100 = 98 THEN 'check_in' END, 'product'"
    " FROM generate_series(%(first)s::bigint, %(last)s::bigint) n,"
    " generate_series(1, %(facts)s::bigint) k"
)


async def fill(database: Database, workspace_id: str, first: int, last: int, facts: int) -> None:
    """Accounts `first` to `last` with so many facts each, spread over a year."""
    for start in range(first, last + 1, 500):
        values = {"workspace": workspace_id, "first": start, "last": min(start + 499, last), "facts": facts}
        async with database.workspace(workspace_id) as db:
            await db.execute(ACCOUNTS, values)
            await db.execute(FACTS, values)
    async with database.pool.connection() as db:
        await db.execute("ANALYZE accounts")
        await db.execute("ANALYZE facts")


async def one_look(database: Database, workspace_id: str, accounts: int, *, looks: int) -> float:
    """Seconds a look at one account takes, the median of `looks` at accounts drawn by chance."""
    chance, seconds = Random(SEED), []
    for number in chance.sample(range(1, accounts + 1), looks):
        began = time.perf_counter()
        async with database.workspace(workspace_id) as db:
            await look_at_accounts(db, [f"acc_{number:026d}"], datetime.now(UTC))
        seconds.append(time.perf_counter() - began)
    return float(np.median(seconds))


async def full_look(service: Service, database: Database, workspace_id: str) -> tuple[float, float]:
    """Seconds until every account was looked at, and the most megabytes service and database took."""
    began, most = datetime.now(UTC), 0.0
    async with database.workspace(workspace_id) as db:
        await run(db, "UPDATE accounts SET look_at = %(now)s", now=began)
    clock = time.perf_counter()
    while time.perf_counter() - clock < PATIENCE_SECONDS:
        async with database.workspace(workspace_id) as db:
            left = await value(db, "SELECT count(*) FROM accounts WHERE look_at <= %(at)s", at=began)
        most = max(most, megabytes(service))
        if not left:
            return time.perf_counter() - clock, most
        await asyncio.sleep(0.5)
    raise SystemExit("the accounts were not all looked at in time")


def megabytes(service: Service) -> float:
    """What the serving process holds, and what PostgreSQL's processes hold between them."""
    database = psutil.Process(service._database_pid())
    held = psutil.Process(service.pid).memory_info().rss
    for one in (database, *database.children()):
        try:
            held += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return held / 1e6


async def event_to_firing(
    service: Service, database: Database, workspace_id: str, key: str, accounts: int, events: int
) -> list[float]:
    """Seconds from sending an event to the row of the firing it causes, one account after another."""
    chance, seconds = Random(SEED + 1), []
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=service.url, headers=headers, timeout=30) as web:
        for number in chance.sample(range(1, accounts + 1), events):
            account = f"acc_{number:026d}"
            told = {
                "account": account,
                "name": "support.opened",
                "label": "p1",
                "at": datetime.now(UTC).isoformat(),
                "key": f"ticket-{number}",
            }
            began = time.perf_counter()
            answer = await web.post("/api/v1/events", json={"source": "support", "events": [told]})
            answer.raise_for_status()
            while not await _has_fired(database, workspace_id, account):
                if time.perf_counter() - began > 30:
                    raise SystemExit("an event fired nothing")
                await asyncio.sleep(0.005)
            seconds.append(time.perf_counter() - began)
    return seconds


async def _has_fired(database: Database, workspace_id: str, account: str) -> bool:
    async with database.workspace(workspace_id) as db:
        found = await value(
            db,
            "SELECT 1 FROM firings WHERE account_id = %(id)s AND trigger = 'support-escalation'",
            id=account,
        )
    return found is not None


async def measure(accounts: int, facts: int, events: int) -> None:
    async with Service() as service, service.database(connections=4) as database:
        async with database.system() as db:
            workspace = await create_workspace(db, "Northwind", "Northwind", "Northwind Desk")
        async with database.workspace(workspace.id) as db:
            key = (await make_api_key(db, workspace.id, "bench")).secret
        few = max(accounts // 10, 50)
        about = {"accounts": accounts, "facts": accounts * facts}
        await fill(database, workspace.id, 1, few, facts)
        await full_look(service, database, workspace.id)
        alone = await one_look(database, workspace.id, few, looks=min(few, 200))
        await fill(database, workspace.id, few + 1, accounts, facts)
        first, _ = await full_look(service, database, workspace.id)
        figure("success.first_look_seconds", first, **about)
        seconds, most = await full_look(service, database, workspace.id)
        figure("success.full_look_seconds", seconds, target=LOOK_SECONDS, **about)
        figure("success.full_look_megabytes", most, target=LOOK_MEGABYTES, includes="PostgreSQL", **about)
        among = await one_look(database, workspace.id, accounts, looks=min(few, 200))
        figure("success.one_look_seconds", among, **about)
        figure("success.one_look_seconds_baseline", alone, accounts=few)
        figure("success.one_look_growth", among / alone - 1, target=WITHIN)
        waits = await event_to_firing(service, database, workspace.id, key, accounts, events)
        figure("success.event_to_firing_p50_seconds", float(np.percentile(waits, 50)), events=events)
        figure(
            "success.event_to_firing_p95_seconds",
            float(np.percentile(waits, 95)),
            target=EVENT_SECONDS,
            events=events,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="The success core at size.")
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=500)
    parser.add_argument("--events", type=int, default=200)
    chosen = parser.parse_args()
    asyncio.run(measure(chosen.accounts, chosen.facts, chosen.events))


if __name__ == "__main__":
    main()
