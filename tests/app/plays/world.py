"""An account whose use is known day by day, its people, and a firing with a play that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app import ids
from app.database import Database, Db
from app.kit import Kit
from app.queries import plays
from app.queries.base import insert, insert_many
from app.services.policy_book import book
from app.services.run_play import run_play
from app.services.start_run import start_run
from app.tables import (
    Account,
    Contact,
    Fact,
    Firing,
    InsightRow,
    PlayRun,
    StatementRow,
    Tag,
    TurnRow,
    Workspace,
)

# a Wednesday morning
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class World:
    """One account and how to live through days with it."""

    kit: Kit
    database: Database
    workspace: Workspace
    account: Account
    champion: Contact

    async def uses(self, days: Iterable[int], each: float) -> None:
        """So much use on each day; day 0 is the day before NOW."""
        rows = [
            Fact(
                id=ids.new("fct"),
                workspace_id=self.workspace.id,
                account_id=self.account.id,
                name="usage.ui",
                at=NOW + DAY * (day - 0.5),
                value=each,
                source="test",
            )
            for day in days
        ]
        async with self.database.workspace(self.workspace.id) as db:
            await insert_many(db, rows)

    async def falls(self, percent: float) -> None:
        """Eight steady weeks, then a week with so much less."""
        await self.uses(range(-55, -6), 100)
        await self.uses(range(-6, 1), 100 - percent)

    async def happens(
        self, name: str, *, at: datetime = NOW, label: str | None = None, value: float = 1
    ) -> None:
        row = Fact(
            id=ids.new("fct"),
            workspace_id=self.workspace.id,
            account_id=self.account.id,
            name=name,
            at=at,
            label=label,
            value=value,
            source="test",
        )
        async with self.database.workspace(self.workspace.id) as db:
            await insert(db, row)

    async def fires(
        self, trigger: str = "usage-drop", sentence: str = "Usage fell 32 % week over week."
    ) -> Firing:
        row = Firing(
            id=ids.new("fir"),
            workspace_id=self.workspace.id,
            account_id=self.account.id,
            trigger=trigger,
            version="1",
            cause=ids.new("cause"),
            title="Usage fell",
            reason={"sentence": sentence},
            fired_at=NOW,
            due_at=NOW + DAY,
        )
        async with self.database.workspace(self.workspace.id) as db:
            return await insert(db, row)

    async def begins(self, play: str, firing: Firing | None = None, **given: Any) -> PlayRun | None:
        async with self.database.workspace(self.workspace.id) as db:
            return await start_run(
                db,
                firing,
                play,
                self.account.id,
                given.get("contact_id"),
                given.get("book") or await book(db),
                given.get("now", NOW),
                given.get("cause", f"firing/{firing.id}" if firing else "test"),
            )

    async def goes_on(self, run: PlayRun, now: datetime = NOW) -> PlayRun:
        """Looks at the run as a job would, whether or not it is due."""
        async with self.database.workspace(self.workspace.id) as db:
            await plays.wake_accounts(db, [self.account.id], now)
        await run_play(self.kit, run.id, now)
        return await self.run(run.id)

    async def run(self, run_id: str) -> PlayRun:
        async with self.database.workspace(self.workspace.id) as db:
            found = await plays.play_run(db, run_id)
        assert found is not None
        return found

    async def steps(self, run: PlayRun) -> dict[str, plays.StepLine]:
        async with self.database.workspace(self.workspace.id) as db:
            return {line.step: line for line in await plays.step_lines(db, run.id)}

    async def rows(self, kind: type[Any]) -> list[Any]:
        """Every row of one of the tables a play writes."""
        async with self.database.workspace(self.workspace.id) as db:
            return await _all(db, kind, str(kind.__tablename__))

    async def events(self, kind: str) -> list[dict[str, Any]]:
        async with self.database.workspace(self.workspace.id) as db:
            found = await db.execute(
                "SELECT data FROM events WHERE type = %(kind)s ORDER BY id", {"kind": kind}
            )
            return [row["data"] for row in await found.fetchall()]

    async def answers(
        self, interview_id: str, *intents: str, words: str = "The new permissions broke our report."
    ) -> None:
        """The interview was held and read: what it shows, with a statement behind it."""
        async with self.database.workspace(self.workspace.id) as db:
            found = await db.execute("SELECT * FROM interviews WHERE id = %(id)s", {"id": interview_id})
            interview = await found.fetchone()
            assert interview is not None
            own: dict[str, Any] = {"workspace_id": self.workspace.id, "interview_id": interview_id}
            of = {**own, "study_id": interview["study_id"]}
            await insert(db, TurnRow(**own, seq=1, speaker="respondent", text=words, at=NOW))
            statement = StatementRow(
                **of,
                id=ids.new("sta"),
                account_id=self.account.id,
                turn=1,
                start_offset=0,
                end_offset=len(words),
                text=words,
            )
            await insert(db, statement)
            await insert_many(
                db,
                [
                    Tag(
                        **of,
                        id=ids.new("tag"),
                        account_id=self.account.id,
                        kind="intent",
                        name=intent,
                        confidence=0.9,
                        evidence=[statement.id],
                    )
                    for intent in intents
                ],
            )
            await insert(db, InsightRow(**of))
            await db.execute(
                "UPDATE interviews SET status = 'closed', closed_reason = 'completed', analysed_at = now()"
                " WHERE id = %(id)s",
                {"id": interview_id},
            )

    async def does(self, task_id: str, code: str = "done") -> None:
        """Somebody did a task."""
        async with self.database.workspace(self.workspace.id) as db:
            await db.execute(
                "UPDATE tasks SET status = 'done', reason_code = %(code)s, done_at = now() WHERE id = %(id)s",
                {"id": task_id, "code": code},
            )

    async def changes(self, **columns: Any) -> None:
        """Columns of the account."""
        async with self.database.workspace(self.workspace.id) as db:
            for name, value in columns.items():
                await db.execute(
                    f"UPDATE accounts SET {name} = %(value)s WHERE id = %(id)s",  # noqa: S608 - names from tests
                    {"value": value, "id": self.account.id},
                )


async def _all(db: Db, kind: type[Any], table: str) -> list[Any]:
    found = await db.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names from tests
    return [kind(**row) for row in await found.fetchall()]
