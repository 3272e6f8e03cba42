"""A job that failed, or lost its process, is done again although another waits in its lane."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from procrastinate import App, PsycopgConnector, RetryStrategy

from app.jobs.lanes import back_in_line, leaves_lane_when_failing


@pytest.fixture
async def jobs(fresh_conninfo: str) -> AsyncIterator[App]:
    """A queue of the test's own."""
    made = App(connector=PsycopgConnector(conninfo=fresh_conninfo, min_size=1, max_size=4))
    async with made.open_async():
        yield made


async def work(jobs: App) -> None:
    """Everything that waits is done."""
    await jobs.run_worker_async(
        wait=False,
        install_signal_handlers=False,
        listen_notify=False,
        worker_middleware=[leaves_lane_when_failing],
        delete_jobs="successful",
    )


async def put(jobs: App, task: str, number: int) -> None:
    """Queues a job in the one lane there is."""
    await jobs.configure_task(task, lock="lane", queueing_lock="lane").defer_async(number=number)


async def waiting(jobs: App) -> list[str | None]:
    return [job.status for job in await jobs.job_manager.list_jobs_async()]


async def test_a_job_fails_while_another_waits_in_its_lane_and_both_are_done(jobs: App) -> None:
    done: list[int] = []

    @jobs.task(name="shaky", retry=RetryStrategy(max_attempts=3, wait=0))
    async def shaky(number: int) -> None:
        done.append(number)
        if done == [1]:
            await put(jobs, "shaky", 2)
            raise RuntimeError("not this time")

    await put(jobs, "shaky", 1)
    await work(jobs)
    await work(jobs)
    assert sorted(done) == [1, 1, 2]
    assert await waiting(jobs) == []


async def test_a_job_whose_process_was_killed_goes_back_behind_one_that_waits(jobs: App) -> None:
    done: list[int] = []

    @jobs.task(name="steady")
    async def steady(number: int) -> None:
        done.append(number)

    await put(jobs, "steady", 1)
    gone = await jobs.job_manager.register_worker()
    await jobs.job_manager.fetch_job(queues=None, worker_id=gone)
    await put(jobs, "steady", 2)
    await jobs.job_manager.unregister_worker(gone)
    stalled = list(await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=20))
    assert [job.task_kwargs["number"] for job in stalled] == [1]
    for job in stalled:
        await back_in_line(jobs, job)
    await work(jobs)
    assert sorted(done) == [1, 2]
    assert await waiting(jobs) == []
