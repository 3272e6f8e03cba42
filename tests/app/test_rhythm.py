"""How often the periodic jobs run: what was left behind must not wait for minutes."""

from __future__ import annotations

from itertools import pairwise

import pytest

import app.jobs.tasks  # noqa: F401 - registers the jobs
from app.queue import queue

JUST_PAST = 1_767_258_423.0
"""A moment within a minute that no larger step divides: 09:07:03."""


@pytest.mark.parametrize(
    ("job", "seconds"),
    [("sweep", 5), ("retry_stalled", 10), ("embed_statements", 600), ("look_at_themes", 3_600)],
)
def test_a_periodic_job_comes_round_as_often_as_it_says(job: str, seconds: int) -> None:
    (found,) = (each for (name, _), each in queue.periodic_registry.periodic_tasks.items() if name == job)
    found.croniter.set_current(JUST_PAST)
    times = [found.croniter.get_next(float) for _ in range(4)]
    assert [after - before for before, after in pairwise(times)] == [seconds] * 3
