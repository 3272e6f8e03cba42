"""What is wrong with a guide, told so that its author can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where (file, line from 1 or None over HTTP, field path or empty) and what would mend it."""

    file: str
    line: int | None
    field: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        told = f"{self.field} {self.message}".strip()
        return f"{place}: {told}. {self.suggestion}".rstrip()


class GuideInvalid(ValueError):
    """A guide was refused; `problems` holds every fault found, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
