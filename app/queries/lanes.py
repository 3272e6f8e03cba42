"""SQL on the job queue's own table, run on the connection the worker has."""

from __future__ import annotations

from typing import Final

LEAVE_LANE: Final = (
    "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %(job_id)s AND status = 'doing'"
)
"""A job under way gives up its place in its lane, so that it can be put back beside one that waits there."""
