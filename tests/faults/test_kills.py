"""kill -9 in mid-interview: no acknowledged turn is lost, none doubled, no reply given twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import get_args

import pytest

from tests.faults.campaign import Outcome, campaign
from tests.faults.service import Service, Victim

pytestmark = pytest.mark.faults

SEED = 20_260_302
BACK_SECONDS = 15


def victims(kills: int, seed: int) -> Sequence[Victim]:
    """As many of each as can be, in random order."""
    names: list[Victim] = [get_args(Victim)[number % 3] for number in range(kills)]
    Random(seed).shuffle(names)
    return names


def check(outcome: Outcome, show: pytest.CaptureFixture[str]) -> None:
    with show.disabled():
        print(f"\n{outcome}", flush=True)  # noqa: T201 - the figures are what a campaign is for
    assert outcome.problems == []
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.reasons == {"completed"}
    assert outcome.acked > 5 * len(outcome.seconds)
    assert max(outcome.seconds) <= BACK_SECONDS


@pytest.mark.timeout(3600)
async def test_no_acknowledged_turn_is_lost_or_doubled_by_a_kill(
    full_campaign: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    blows = [partial(Service.kill, victim=victim) for victim in victims(50 if full_campaign else 5, SEED)]
    check(await campaign(blows, seed=SEED), capsys)


@pytest.mark.timeout(3600)
async def test_a_database_that_is_stopped_again_and_again_costs_nothing(
    full_campaign: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    blows = [Service.stop_database] * (12 if full_campaign else 1)
    check(await campaign(blows, seed=SEED + 1, longest_calm_seconds=10 if full_campaign else 2), capsys)
