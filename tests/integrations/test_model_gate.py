"""The gate before a model: never too many at once, nobody starved, no place lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.model_errors import ModelCrowded
from integrations.model_gate import ModelGate

LONG = 30.0


class Visits:
    """Calls that stay inside until told to go, in the order they were let in."""

    def __init__(self, gate: ModelGate) -> None:
        self.gate = gate
        self.let_in: list[str] = []
        self.inside: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, *keys: str, is_live: bool = True) -> list[asyncio.Task[None]]:
        """One call for each key, in this order; returns when each stands inside or waits."""
        new = [asyncio.create_task(self._visit(key, is_live)) for key in keys]
        self.tasks += new
        await settled()
        return new

    async def let_out(self, count: int = 1) -> None:
        """The longest inside leave."""
        for _ in range(count):
            self.inside.pop(0).set()
            await settled()

    async def finish(self) -> None:
        while self.inside:
            await self.let_out()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _visit(self, key: str, is_live: bool) -> None:
        leave = asyncio.Event()
        async with self.gate.place(key, is_live=is_live, wait_seconds=LONG):
            self.let_in.append(key)
            self.inside.append(leave)
            await leave.wait()


async def settled() -> None:
    """Lets everything happen that can happen without anybody leaving."""
    for _ in range(5):
        await asyncio.sleep(0)


async def in_order(at_once: int, live: Sequence[str], background: Sequence[str] = ()) -> list[str]:
    """The order in which calls that all came while the gate was full are let in, one after another."""
    visits = Visits(ModelGate(at_once))
    await visits.come(*["first"] * at_once)
    await visits.come(*background, is_live=False)
    await visits.come(*live)
    await visits.finish()
    return visits.let_in[at_once:]


@pytest.mark.parametrize(
    ("live", "background", "expected"),
    [
        ("aaab", "", "abaa"),
        ("aabbc", "", "abcab"),
        ("ab", "x", "abx"),
        ("", "xxxy", "xyxx"),
        ("aaa", "xy", "aaaxy"),
    ],
)
async def test_keys_take_turns_and_live_calls_go_first(live: str, background: str, expected: str) -> None:
    assert "".join(await in_order(1, live, background)) == expected


@given(st.lists(st.sampled_from("abcde"), max_size=30), st.integers(1, 4))
def test_nobody_is_served_twice_while_another_waits(keys: list[str], at_once: int) -> None:
    order = asyncio.run(in_order(at_once, keys))
    assert Counter(order) == Counter(keys)
    left = Counter(keys)
    last_served = dict.fromkeys(left, -1)
    for place, key in enumerate(order):
        waiting = [other for other in left if left[other] and other != key]
        assert all(last_served[key] <= last_served[other] for other in waiting)
        left[key] -= 1
        last_served[key] = place


async def test_no_more_are_inside_than_allowed() -> None:
    visits = Visits(ModelGate(3))
    await visits.come(*"abcdefg")
    assert (visits.gate.inside, visits.gate.waiting, len(visits.inside)) == (3, 4, 3)
    await visits.finish()
    assert (visits.gate.inside, visits.gate.waiting) == (0, 0)


async def test_the_background_never_takes_more_than_half_of_the_places() -> None:
    visits = Visits(ModelGate(4))
    await visits.come(*"xxxxx", is_live=False)
    assert visits.let_in == ["x", "x"]
    await visits.come("a", "b")
    assert visits.let_in == ["x", "x", "a", "b"]
    await visits.finish()


async def test_the_background_gets_the_only_place_there_is_when_nobody_else_wants_it() -> None:
    visits = Visits(ModelGate(1))
    await visits.come("x", is_live=False)
    assert visits.let_in == ["x"]
    await visits.finish()


async def test_who_has_waited_too_long_is_turned_away_and_takes_no_place() -> None:
    visits = Visits(ModelGate(1))
    await visits.come("a")
    with pytest.raises(ModelCrowded):
        async with visits.gate.place("b", is_live=True, wait_seconds=0.01):
            pass
    assert visits.gate.waiting == 0
    await visits.come("c")
    await visits.let_out()
    assert visits.let_in == ["a", "c"]
    await visits.finish()


async def test_a_call_cancelled_while_waiting_leaves_no_gap() -> None:
    visits = Visits(ModelGate(1))
    await visits.come("a")
    gone, _ = await visits.come("b", "c")
    gone.cancel()
    await settled()
    assert visits.gate.waiting == 1
    await visits.let_out()
    assert visits.let_in == ["a", "c"]
    await visits.finish()


async def test_a_call_cancelled_in_the_moment_it_is_let_in_gives_its_place_on() -> None:
    visits = Visits(ModelGate(1))
    await visits.come("a")
    gone, _ = await visits.come("b", "c")
    visits.inside.pop(0).set()
    await asyncio.sleep(0)  # a leaves and b is called in, but has not moved yet
    gone.cancel()
    await settled()
    assert visits.let_in == ["a", "c"]
    await visits.finish()
    assert visits.gate.inside == 0


@given(st.lists(st.tuples(st.sampled_from(["come", "cancel", "leave"]), st.integers(0, 9)), max_size=40))
def test_no_place_is_ever_lost(acts: list[tuple[str, int]]) -> None:
    async def play() -> None:
        visits = Visits(ModelGate(2))
        for act, which in acts:
            if act == "come":
                await visits.come("abc"[which % 3], is_live=which < 7)
            elif act == "cancel" and visits.tasks:
                visits.tasks[which % len(visits.tasks)].cancel()
            elif act == "leave" and visits.inside:
                visits.inside[0].set()
                visits.inside.pop(0)
            assert visits.gate.inside <= 2
        await settled()
        for task in visits.tasks:
            task.cancel()
        await asyncio.gather(*visits.tasks, return_exceptions=True)
        assert (visits.gate.inside, visits.gate.waiting) == (0, 0)

    asyncio.run(play())


async def test_one_who_asks_a_hundred_things_makes_another_wait_for_one() -> None:
    order = await in_order(1, ["flood"] * 100 + ["quiet"])
    assert order.index("quiet") == 1
    assert all(pair == ("flood", "flood") for pair in pairwise(order[2:]))
