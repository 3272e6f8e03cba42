"""A job that did not come through goes back in line, also where another already waits in its lane.

Only one job of a lane may wait. With one waiting, the queue refuses to take another back, which would then
hold its lane for good. So it gives up its place in the lane first; its lock stays, so the two are done one
after the other, and doing a job twice has one effect.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App, JobContext
from procrastinate.jobs import Job

from app.queries.lanes import LEAVE_LANE


async def back_in_line(jobs: App, job: Job) -> None:
    """Has a job that nobody works on any more done again."""
    await _leave_lane(jobs, job)
    await jobs.job_manager.retry_job(job)


async def leaves_lane_when_failing(
    call_next: Callable[[], Awaitable[Any]],
    context: JobContext,
    worker: object,  # noqa: ARG001 - the queue passes it
) -> Any:
    """Around every job of a worker: one that fails, or is cut off, can be put back whatever waits."""
    try:
        return await call_next()
    except BaseException:
        await _leave_lane(context.app, context.job)
        raise


async def _leave_lane(jobs: App, job: Job) -> None:
    await jobs.connector.execute_query_async(LEAVE_LANE, job_id=job.id)
