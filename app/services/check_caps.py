"""How much of what models may cost is left, judged by the rows up to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from app.caps import Caps, Scope, Spent, read_caps, tightest
from app.database import Db
from app.kit import Kit
from app.queries import spend


@dataclass(frozen=True)
class Room:
    """The caps in force and what was spent in each scope that was asked about."""

    caps: Caps
    spent: Mapping[Scope, Spent]

    @property
    def reached(self) -> Scope | None:
        """The cap that leaves no room for another call, None while all do."""
        return self.caps.reached(self.spent)

    def share(self, scope: Scope) -> float:
        """How much of a cap is spent, 1.0 and more when it is reached; 0.0 without one."""
        return self.caps[scope].share(self.spent.get(scope, Spent()))


async def check_caps(
    kit: Kit, db: Db, workspace_id: str, *, study_id: str | None = None, interview_id: str | None = None
) -> Room:
    """The room left for one more call. A study or interview that is not named is not held against its cap.

    The tightest of the installation's, the workspace's and the study's caps counts. Calls under way are not
    in the rows yet, so interviews that go on at the same time may each make one call more.
    """
    today = kit.clock().astimezone(UTC).date()
    found = await spend.standing(db, workspace_id, study_id=study_id, interview_id=interview_id, day=today)
    spent: dict[Scope, Spent] = {"day": Spent(found.day_tokens, found.day_micros)}
    if study_id is not None:
        spent["study"] = Spent(found.study_tokens, found.study_micros)
    if interview_id is not None:
        spent["interview"] = Spent(found.interview_tokens, found.interview_micros)
    caps = tightest(kit.settings.caps, read_caps(found.workspace_caps), read_caps(found.study_caps))
    return Room(caps, spent)
