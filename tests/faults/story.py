"""One account's story, told to a real service from outside, which is killed at chosen moments of it.

Everything that happens comes over HTTP or the interview's socket; the database is only looked at. Before it
begins there are a workspace, a key, and the shipped rules of contact without quiet hours, so that the story
is the same at any time of day.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, LiteralString

import httpx

from app.by import By
from app.database import Database
from app.errors import Unavailable
from app.queries.base import rows
from app.services.create_workspace import create_workspace
from app.services.keep_policy import go_live, save_draft
from app.services.make_api_key import make_api_key
from app.success import contact_rules
from app.tables.base import now
from tests.faults.champion import WORDS, Champion
from tests.faults.service import Service
from tests.faults.story_facts import Facts

PATIENCE_SECONDS = 240.0
POLL_SECONDS = 0.02
_QUIET_HOURS = re.compile(r"^\[quiet\]\n(?:[^\[].*\n|\n)*", re.MULTILINE)

Kills = Mapping[str, float]
"""By the name of a moment, how many seconds after it the service is killed; below 0: while it happens."""


@dataclass
class Story:
    """`moments` are all that came, in order; each of them can be one of `kills`."""

    service: Service
    database: Database
    facts: Facts
    kills: Kills = field(default_factory=dict)
    moments: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    champion: Champion | None = None
    workspace_id: str = ""
    _key: str = ""

    async def begins(self) -> None:
        """A workspace with a key, in which mail may go out at any hour."""
        rules = _QUIET_HOURS.sub("", contact_rules.shipped()[contact_rules.NAME])
        async with self.database.system() as db:
            workspace = await create_workspace(db, "Northwind", "Northwind", "Northwind Desk")
        async with self.database.workspace(workspace.id) as db:
            key = await make_api_key(db, workspace.id, "Everything else we use")
            by = By(workspace.id, now(), key_id=key.row.id)
            draft = await save_draft(db, by, "contact", contact_rules.NAME, rules)
            await go_live(db, by, draft.id)
        self.workspace_id, self._key = workspace.id, key.secret

    async def account_is_known(self) -> None:
        """The account, its people and its contract; then all that was known of it before."""
        told = {
            "accounts": [self.facts.account],
            "contacts": self.facts.people,
            "contracts": [self.facts.contract],
        }
        for kind, given in told.items():
            await self.call("PUT", kind, {"source": "crm", kind: given})
            await self.until_looked()
        await self.came("the account is told")
        await self.until_looked()
        await self.tell("what is known of it is told", self.facts.known_first())
        await self.until_looked()
        await self.came("it is scored")

    async def usage_falls(self) -> None:
        await self.tell("usage falls", self.facts.falls())
        await self.until("SELECT 1 FROM firings")
        await self.came("the trigger fired")
        await self.until("SELECT 1 FROM run_steps WHERE step = 'ask'")
        await self.came("the policy has decided")

    async def champion_answers(self) -> None:
        """They get the mail, follow their link and speak."""
        (mail,) = await self.until("SELECT text FROM mails WHERE status = 'captured'")
        await self.came("the invitation is out")
        page = await self.link_in(mail["text"])
        await self.came("the link is followed")
        self.champion = Champion(page.replace("http", "ws", 1) + "/ws", Random(7))
        talking = asyncio.create_task(self.champion.interview())
        for count in range(1, len(WORDS) + 1):
            while len(self.champion.heard.acked) < count and not talking.done():  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)
            await self.came(f"answer {count} is acknowledged")
        await asyncio.wait_for(talking, PATIENCE_SECONDS)
        await self.came("the interview is over")

    async def answer_is_read(self) -> None:
        await self.until("SELECT 1 FROM facts WHERE source = 'interviews'")
        await self.came("the answer is known")
        await self.until("SELECT 1 FROM tasks WHERE key LIKE '%%/session/1'")
        await self.came("the session is a task")

    async def session_is_held(self) -> None:
        (task,) = await self.until("SELECT id FROM tasks WHERE key LIKE '%%/session/1'")
        await self.call("PATCH", f"tasks/{task['id']}", {"status": "done", "reason_code": "done"})
        await self.came("the session is held")
        await self.until("SELECT 1 FROM run_steps WHERE step = 'recover' AND status = 'waiting'")
        await self.came("the play waits for usage")

    async def usage_is_back(self) -> None:
        await self.tell("usage is back", self.facts.recovers())
        await self.until("SELECT 1 FROM firings WHERE status = 'closed'")
        await self.came("the trigger is closed")

    # --- telling and watching ---

    async def link_in(self, letter: str) -> str:
        """The address of the interview that a letter's one link leads to."""
        (link,) = re.findall(r"http://\S+/r/\S+", letter)
        answer = await self._answered(lambda web: web.get(link))
        return str(answer.headers["location"])

    async def tell(self, moment: str, events: list[dict[str, Any]]) -> None:
        """Facts from the product. Told while the service dies, they are told again, as their keys allow."""

        async def telling() -> None:
            await self.call("POST", "events", {"source": "product", "events": events})

        if self.kills.get(moment, 0) < 0:
            told = asyncio.create_task(telling())
            await self._kill(moment, -self.kills[moment])
            await told
            self.moments.append(moment)
            return
        await telling()
        await self.came(moment)

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer of the API, once there is one."""
        headers = {"authorization": f"Bearer {self._key}"}
        answer = await self._answered(
            lambda web: web.request(method, f"/api/v1/{path}", json=body, headers=headers)
        )
        assert answer.is_success, answer.text
        told = answer.json()
        assert not told.get("refused"), answer.text
        return told

    async def came(self, moment: str) -> None:
        """Notes a moment, and kills the service after it if this is one for it."""
        self.moments.append(moment)
        if moment in self.kills:
            await self._kill(moment, self.kills[moment])

    async def until(self, statement: LiteralString) -> list[dict[str, Any]]:
        """What a look into the workspace's rows finds, as soon as it finds anything."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            with suppress(Unavailable):  # the database is killed too
                found = await self.look(statement)
                if found:
                    return found
            await asyncio.sleep(POLL_SECONDS)
        raise AssertionError(f"never found: {statement}\n{self.service.log[-3000:]}")

    async def look(self, statement: LiteralString) -> list[dict[str, Any]]:
        async with self.database.workspace(self.workspace_id) as db:
            return [dict(row) for row in await rows(db, statement)]

    async def until_looked(self) -> None:
        """Until nothing about the account waits to be looked at."""
        await self.until("SELECT 1 FROM accounts WHERE look_at > now()")

    async def settles(self) -> None:
        """Until no job waits or is under way, those of a killed process included."""
        await self.until_looked()
        jobs: LiteralString = (
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND task_name NOT IN"
            " ('sweep', 'retry_stalled', 'embed_statements', 'look_at_themes', 'look_ahead'))"
        )
        await self.until(jobs)
        await self.until_looked()

    async def _answered(
        self, ask: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
    ) -> httpx.Response:
        """Asks until the service is there to answer."""
        began = time.monotonic()
        while True:
            try:
                async with httpx.AsyncClient(base_url=self.service.url, timeout=60) as web:
                    answer = await ask(web)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            assert time.monotonic() - began < PATIENCE_SECONDS, self.service.log[-3000:]
            await asyncio.sleep(POLL_SECONDS)

    async def _kill(self, moment: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.service.kill("service")
        self.killed.append(moment)
