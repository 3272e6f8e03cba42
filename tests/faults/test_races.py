"""Two things at once in one interview: an answer and a reply, two writers, two tabs."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from typing import Any

import pytest

from app.database import Database
from app.hub import Hub
from app.kit import Kit
from app.queries import interviews, turns
from app.queries.base import run
from app.services.accept_turn import Action, accept_turn
from app.services.take_turn import as_heard, take_turn
from app.tables import Interview, TurnRow
from app.tables.base import now
from tests.faults.campaign import stored
from tests.faults.conftest import Agreed
from tests.faults.history import Heard, problems

FULL = "In May we moved the finance report over, and it now takes Ana two hours instead of three days."


class Thinking:
    """The interviewer's graph, but it begins to word only when it is told to."""

    def __init__(self, graph: Any) -> None:
        self.has_begun, self.go_on = asyncio.Event(), asyncio.Event()
        self._graph = graph

    async def ainvoke(self, *inputs: Any, **context: Any) -> Any:
        self.has_begun.set()
        await self.go_on.wait()
        return await self._graph.ainvoke(*inputs, **context)


class Talk:
    """One interview, driven by hand; keeps the history of what was accepted."""

    def __init__(self, kit: Kit, interview: Interview) -> None:
        self.kit, self.interview, self.heard = kit, interview, Heard()
        self._numbers = itertools.count()

    async def say(self, text: str, action: Action = "say", *, name: str | None = None) -> int:
        name = name or f"turn-{next(self._numbers)}"
        async with self.kit.database.workspace(self.interview.workspace_id) as db:
            seq = await accept_turn(
                db, self.interview.id, client_id=name, action=action, text=text, now=now()
            )
        self.heard.sent[name] = text
        self.heard.acknowledge(name, seq)
        return seq

    async def reply(self, kit: Kit | None = None) -> str:
        return await take_turn(kit or self.kit, self.interview.workspace_id, self.interview.id)

    async def wording(self) -> tuple[Thinking, asyncio.Task[str]]:
        """A reply that is being worded and waits for `go_on`."""
        graph = Thinking(self.kit.graph)
        task = asyncio.create_task(self.reply(replace(self.kit, graph=graph)))
        await graph.has_begun.wait()
        return graph, task

    async def closed_because(self) -> str | None:
        """Why it is closed, or how it stands while it is neither open nor closed."""
        async with self.kit.database.workspace(self.interview.workspace_id) as db:
            found = await interviews.interview(db, self.interview.id)
        assert found is not None
        return found.closed_reason or (None if found.status == "open" else found.status)

    async def check(self) -> None:
        rows = await stored(self.kit.database, self.interview.id)
        for row in rows:
            self.heard.see(row.seq, row.speaker, row.text)
        assert problems(self.heard, rows) == []


@pytest.fixture
async def talk(kit: Kit, agreed: Agreed) -> Talk:
    """An interview after its opening."""
    made = Talk(kit, await agreed())
    assert await made.reply() == "replied"
    return made


async def test_an_answer_that_comes_while_a_reply_is_worded_gets_the_next_reply(talk: Talk) -> None:
    await talk.say(FULL)
    graph, wording = await talk.wording()
    await talk.say("And the invoices too, since June.")
    graph.go_on.set()
    assert await wording == "replied"
    assert await talk.reply() == "replied"
    assert await talk.reply() == "nothing"
    await talk.check()


@pytest.mark.parametrize(("action", "reason"), [("stop", "stopped"), ("human", "with_human")])
async def test_a_button_pressed_while_a_reply_is_worded_is_obeyed_next(
    talk: Talk, action: Action, reason: str
) -> None:
    await talk.say(FULL)
    graph, wording = await talk.wording()
    await talk.say("", action)
    graph.go_on.set()
    await wording
    await talk.reply()
    assert await talk.closed_because() == reason
    await talk.check()


async def test_what_is_said_during_the_farewell_is_read_before_it(talk: Talk) -> None:
    await talk.say("", "stop")
    graph, wording = await talk.wording()
    late = await talk.say("Tell Tom the import works.")
    graph.go_on.set()
    assert await wording == "overtaken"
    assert await talk.closed_because() is None
    assert await talk.reply() == "replied"
    assert await talk.closed_because() == "stopped"
    rows = await stored(talk.kit.database, talk.interview.id)
    assert rows[-1].reply_to == late
    await talk.check()


async def test_a_writer_taken_for_dead_is_refused(talk: Talk, database: Database) -> None:
    await talk.say(FULL)
    graph, wording = await talk.wording()
    other = replace(talk.kit, process="another", hub=Hub())
    assert await talk.reply(other) == "held"
    async with database.workspace(talk.interview.workspace_id) as db:
        await run(db, "UPDATE interviews SET leased_until = now() - interval '1 s'")
    assert await talk.reply(other) == "replied"
    graph.go_on.set()
    assert await wording == "stale"
    await talk.check()


async def test_of_many_writers_at_once_one_replies(talk: Talk) -> None:
    await talk.say(FULL)
    writers = [replace(talk.kit, process=f"process-{n}") for n in range(8)]
    outcomes = await asyncio.gather(*(talk.reply(writer) for writer in writers))
    assert outcomes.count("replied") == 1
    assert set(outcomes) <= {"replied", "held", "nothing"}
    await talk.check()


async def test_nobody_waits_for_an_interview_that_has_ended(talk: Talk) -> None:
    await talk.say("", "stop")
    assert await talk.reply() == "replied"
    assert await talk.reply() == "nothing"


async def test_answers_accepted_at_once_are_numbered_one_by_one(talk: Talk) -> None:
    seqs = await asyncio.gather(*(talk.say(f"Answer {n}.") for n in range(8)))
    assert sorted(seqs) == list(range(2, 10))
    assert await talk.reply() == "replied"
    async with talk.kit.database.workspace(talk.interview.workspace_id) as db:
        rows = await turns.turns(db, talk.interview.id)
    assert {row.answered_by for row in rows if row.speaker == "respondent"} == {10}


async def test_one_answer_sent_ten_times_at_once_is_one_turn(talk: Talk) -> None:
    seqs = await asyncio.gather(*(talk.say(FULL, name="same") for _ in range(10)))
    assert set(seqs) == {2}
    assert await talk.reply() == "replied"
    await talk.check()


def _row(seq: int, speaker: str, answered_by: int | None = None) -> TurnRow:
    return TurnRow(
        interview_id="int", seq=seq, workspace_id="wsp", speaker=speaker, text="", answered_by=answered_by
    )


ORDERS = {
    "as spoken": ([_row(1, "interviewer"), _row(2, "respondent", 3), _row(3, "interviewer")], [1, 2, 3]),
    "unread answers last": (
        [_row(1, "interviewer"), _row(2, "respondent", 4), _row(3, "respondent"), _row(4, "interviewer")],
        [1, 2, 4, 3],
    ),
    "each answer before the reply that read it": (
        [
            *(_row(1, "interviewer"), _row(2, "respondent", 4), _row(3, "respondent", 5)),
            *(_row(4, "interviewer"), _row(5, "interviewer"), _row(6, "respondent")),
        ],
        [1, 2, 4, 3, 5, 6],
    ),
    "a colleague's turn where it stands": (
        [_row(1, "interviewer"), _row(2, "respondent", 4), _row(3, "csm"), _row(4, "interviewer")],
        [1, 3, 2, 4],
    ),
}


@pytest.mark.parametrize(("rows", "seqs"), ORDERS.values(), ids=ORDERS.keys())
def test_turns_are_handed_on_in_the_order_they_were_read(rows: list[TurnRow], seqs: list[int]) -> None:
    assert [row.seq for row in as_heard(rows)] == seqs
