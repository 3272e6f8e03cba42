"""An open study, and interviews in it whose respondent has agreed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from app.database import Database
from app.services.create_interview import ConsentGiven, create_interview
from app.tables import Interview, Study
from app.tables.base import now
from tests.app.conftest import invite, server, study

__all__ = ["invite", "server", "study"]

Agreed = Callable[[], Awaitable[Interview]]


@pytest.fixture
def agreed(database: Database, study: Study) -> Agreed:
    """Makes an interview that may begin at once."""

    async def made() -> Interview:
        async with database.workspace(study.workspace_id) as db:
            return await create_interview(db, study, now(), consent=ConsentGiven(now(), "I agreed."))

    return made
