"""What came of performing a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Done:
    """The step's status and result, and what it made. `to_send` names the row of something that leaves once
    the transaction is through; the run stays at the step until that is settled."""

    status: str
    result: dict[str, Any] = field(default_factory=dict)
    task_id: str | None = None
    interview_id: str | None = None
    to_send: str | None = None
