"""An account enters a stage of its life with us; a `stage` fact says when."""

from __future__ import annotations

from datetime import datetime

from app.database import Db
from app.errors import Conflict, Invalid, NotFound
from app.queries import accounts, identities
from app.services.take_facts import GivenFact, take_facts
from app.success.stages import may_follow, problem_with, stages


async def set_stage(
    db: Db, workspace_id: str, account_id: str, stage: str, *, source: str, now: datetime
) -> bool:
    """Whether the account is newly in the stage. Raises NotFound, Invalid for no stage of ours, and Conflict
    where the stage does not follow on the one before."""
    problem = problem_with(stage)
    if problem is not None:
        raise Invalid(problem, field="stage")
    kept = await identities.kept_id(db, account_id)
    account = await accounts.held(db, kept) if kept else None
    if account is None:
        raise NotFound("There is no such account.", field="account")
    if account.stage == stage:
        return False
    if not may_follow(account.stage, stage):
        allowed = ", ".join(stages()[account.stage or ""].next)
        raise Conflict(f"From {account.stage} an account goes to: {allowed}.", field="stage")
    await accounts.set_stage(db, account.id, stage)
    key = f"stage:{account.id}:{stage}:{now.isoformat()}"
    entered = GivenFact(account.id, "stage", now, label=stage, key=key)
    await take_facts(db, workspace_id, [entered], source=source, now=now)
    return True
