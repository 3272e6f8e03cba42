"""The two readers of conditions, in memory and in SQL, say the same of everything."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from app.database import Database
from app.queries.conditions import accounts_meeting, truth
from app.queries.readings import Parameters
from app.queries.records import records
from app.success import conditions
from app.success.conditions import MEASURES, OPS, Condition, Reading, horizon_days, judge, read
from app.success.conditions.types import every_test
from app.success.record import Record
from tests.app.success.condition_trees import SEGMENTS, random_test, random_tree
from tests.app.success.condition_worlds import NOW, World, make_world
from tests.conftest import make_workspace

WORLDS = 5
BATCHES, TREES = 100, 20
"""Of each world: 5 x 100 x 20 are 10,000 trees, each over ten accounts."""
LONG_AGO = 5000


class Readers:
    """Both readers over one world, with the loop they run in."""

    def __init__(self, conninfo: str, seed: int) -> None:
        self.seed = seed
        self.loop = asyncio.Runner()
        self.database = Database(conninfo, connections=2)
        self.world = self.loop.run(self._make(seed))
        self.known = self.loop.run(self.load(LONG_AGO))

    async def _make(self, seed: int) -> World:
        await self.database.open()
        workspace = await make_workspace(self.database, f"World {seed}")
        return await make_world(self.database, workspace.id, seed)

    def close(self) -> None:
        self.loop.run(self.database.close())
        self.loop.close()

    async def load(self, horizon: float) -> list[Record]:
        async with self.database.workspace(self.world.workspace_id) as db:
            return await records(db, self.world.accounts, NOW, horizon)

    async def in_memory(self, trees: Sequence[Condition]) -> list[list[bool | None]]:
        """What the first reader says, of records that reach back no further than these trees ask for."""
        loaded = await self.load(horizon_days([*trees, *SEGMENTS.values()]))
        assert [record.account for record in loaded] == list(self.world.accounts)
        return [[judge(tree, record, NOW, segments=SEGMENTS) for tree in trees] for record in loaded]

    async def in_sql(self, trees: Sequence[Condition]) -> list[list[bool | None]]:
        """What the second says, all trees in one statement."""
        parameters = Parameters(NOW)
        columns = [
            sql.SQL("{} AS {}").format(truth(tree, parameters, SEGMENTS), sql.Identifier(f"t{number}"))
            for number, tree in enumerate(trees)
        ]
        statement = sql.SQL("SELECT {} FROM accounts a WHERE a.id = ANY(%(ids)s) ORDER BY a.id").format(
            sql.SQL(", ").join(columns)
        )
        async with self.database.workspace(self.world.workspace_id) as db:
            values = {**parameters.values, "ids": list(self.world.accounts)}
            found = await (await db.execute(statement, values)).fetchall()
        return [list(row.values()) for row in found]

    def trees(self, seed: int) -> list[Condition]:
        chance = random.Random(seed)

        def glimpse(reading: Reading) -> object:
            return read(reading, chance.choice(self.known), NOW)

        made: list[Condition] = []
        while len(made) < TREES:
            tree = random_tree(chance, glimpse)
            if any(every_test(tree)):
                made.append(tree)
        return made


@pytest.fixture(scope="module", params=range(WORLDS), ids=lambda seed: f"world {seed}")
def readers(request: pytest.FixtureRequest, conninfo: str) -> Iterator[Readers]:
    made = Readers(conninfo, request.param)
    yield made
    made.close()


def test_both_readers_say_the_same_of_ten_thousand_trees(readers: Readers, full_campaign: bool) -> None:
    """A fifth of them over one of five worlds; each verdict is compared in all three values."""
    batches = BATCHES * (10 if full_campaign else 1)
    judged: Counter[Condition] = Counter()
    verdicts: Counter[bool | None] = Counter()

    @settings(max_examples=batches, deadline=None)
    @given(seed=st.integers(0, 2**62))
    def agree(seed: int) -> None:
        trees = readers.trees(seed)
        in_memory = readers.loop.run(readers.in_memory(trees))
        in_sql = readers.loop.run(readers.in_sql(trees))
        for account, row, other in zip(readers.world.accounts, in_memory, in_sql, strict=True):
            for tree, ours, theirs in zip(trees, row, other, strict=True):
                assert ours is theirs, (account, tree)
            verdicts.update(row)
        judged.update(trees)

    agree()
    assert judged.total() >= batches * TREES
    assert len(judged) >= 0.95 * batches * TREES, "the same trees again and again prove little"
    assert min(verdicts[one] for one in (True, False, None)) >= 0.15 * verdicts.total()
    tests = [test for tree in judged for test in every_test(tree)]
    assert {test.op for test in tests} == set(OPS)
    assert {test.reading.measure for test in tests if test.reading.fact} == set(MEASURES)


def test_a_record_reaches_back_as_far_as_a_condition_asks_and_no_less(readers: Readers) -> None:
    """Judged on what `horizon_days` loads, each test says what it says of the whole history."""
    chance = random.Random(readers.seed)

    def glimpse(reading: Reading) -> object:
        return read(reading, chance.choice(readers.known), NOW)

    tests = [test for _ in range(600) if (test := random_test(chance, glimpse)).reading.fact]
    for test in tests:
        loaded = readers.loop.run(readers.load(horizon_days([test])))
        for record, whole in zip(loaded, readers.known, strict=True):
            assert judge(test, record, NOW, segments={}) is judge(test, whole, NOW, segments={}), test


def test_accounts_meeting_a_condition_are_those_judged_true(readers: Readers) -> None:
    trees = [tree for seed in range(5) for tree in readers.trees(seed)]

    async def meeting(tree: Condition) -> list[str]:
        async with readers.database.workspace(readers.world.workspace_id) as db:
            return await accounts_meeting(db, tree, NOW, segments=SEGMENTS)

    for tree in trees:
        expected = [
            record.account for record in readers.known if judge(tree, record, NOW, segments=SEGMENTS) is True
        ]
        assert readers.loop.run(meeting(tree)) == expected


def test_accounts_merged_into_another_are_never_listed(readers: Readers) -> None:
    async def everyone() -> tuple[list[str], list[str], list[Record]]:
        async with readers.database.workspace(readers.world.workspace_id) as db:
            listed = await accounts_meeting(db, conditions.ALWAYS, NOW, segments={})
            two = await accounts_meeting(db, conditions.ALWAYS, NOW, segments={}, limit=2)
            return listed, two, await records(db, readers.world.merged, NOW, 30)

    listed, two, loaded = readers.loop.run(everyone())
    assert listed == list(readers.world.accounts)
    assert two == listed[:2]
    assert loaded == []
