"""Who is called when a respondent needs a person, and how long everybody waits."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import Db
from app.errors import Invalid
from app.queries import workspaces

LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class HandOffRules:
    """`first` and `backup` are user ids, every admin where empty; `wait_minutes` None promises no time."""

    first: list[str]
    backup: list[str]
    backup_minutes: int
    nobody_minutes: int
    wait_minutes: int | None


async def set_hand_off(db: Db, workspace_id: str, rules: HandOffRules) -> None:
    """Keeps the rules. Raises Invalid for people who are not here and times that make no sense."""
    here = {user.id for user in await workspaces.users(db)}
    for field, names in (("first", rules.first), ("backup", rules.backup)):
        if not here.issuperset(names):
            raise Invalid("Choose people of this workspace.", field=field)
    _refuse_unless_sensible("backup_minutes", rules.backup_minutes)
    _refuse_unless_sensible("nobody_minutes", rules.nobody_minutes)
    if rules.wait_minutes is not None:
        _refuse_unless_sensible("wait_minutes", rules.wait_minutes)
    if rules.nobody_minutes <= rules.backup_minutes:
        raise Invalid("Let this be longer than the time until the backup is told.", field="nobody_minutes")
    await workspaces.set_hand_off(
        db,
        workspace_id,
        hand_off_to=sorted(set(rules.first)),
        backup_to=sorted(set(rules.backup)),
        backup_minutes=rules.backup_minutes,
        nobody_minutes=rules.nobody_minutes,
        wait_minutes=rules.wait_minutes,
    )


def _refuse_unless_sensible(field: str, minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid(f"This takes a number of minutes from 1 to {LONGEST_MINUTES:,} (a week).", field=field)
