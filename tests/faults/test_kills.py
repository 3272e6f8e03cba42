"""kill -9 in mid-interview: no acknowledged turn is lost, none doubled, no reply given twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import get_args

import pytest

from tests.faults.campaign import Blow, campaign
from tests.faults.service import Service, Victim

pytestmark = pytest.mark.faults

SEED = 20_260_302
BACK_SECONDS = 15


def victims(kills: int, seed: int) -> Sequence[Victim]:
    """As many of each as can be, in random order."""
    names: list[Victim] = [get_args(Victim)[number % 3] for number in range(kills)]
    Random(seed).shuffle(names)
    return names


@pytest.mark.timeout(3600)
async def test_no_acknowledged_turn_is_lost_or_doubled_by_a_kill(
    full_campaign: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    kills, stops = (50, 10) if full_campaign else (5, 1)
    blows: list[Blow] = [partial(Service.kill, victim=victim) for victim in victims(kills, SEED)]
    outcome = await campaign([*blows, *[Service.stop_database] * stops], seed=SEED)
    with capsys.disabled():
        print(f"\n{kills} kills, {stops} stops of the database; {outcome}", flush=True)  # noqa: T201
    assert outcome.problems == []
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.reasons == {"completed"}
    assert outcome.acked > 5 * kills
    assert max(outcome.seconds) <= BACK_SECONDS
