"""Whose it is: the first in the trigger's order who is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Team:
    """Who looks after an account, each by name or address, None where nobody is named."""

    csm: str | None = None
    backup: str | None = None
    pod: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who acts, and how they were found. `name` is None where nobody is named; `backup` is told when time
    runs out, and is never the owner again."""

    name: str | None
    rule: str
    backup: str | None
    pod: str | None


_CALLED = {"csm": "CSM", "backup": "backup", "pod": "pod"}


def owner_of(order: Sequence[str], team: Team, is_away: Callable[[str], bool]) -> Owner:
    """The first of `order` (csm, backup, pod) who is named and not away; a pod is never away."""
    named = {"csm": team.csm, "backup": team.backup, "pod": team.pod}
    passed: list[str] = []
    for role in order:
        name = (named[role] or "").strip()
        if name and (role == "pod" or not is_away(name)):
            return Owner(name, _rule(role, passed), _backup(team, name, is_away), team.pod)
        passed.append(f"the {_CALLED[role]} is away" if name else f"there is no {_CALLED[role]}")
    return Owner(None, "; ".join(passed), None, team.pod)


def _rule(role: str, passed: Sequence[str]) -> str:
    said = f"the account’s {_CALLED[role]}"
    return f"{said}, because {' and '.join(passed)}" if passed else said


def _backup(team: Team, owner: str, is_away: Callable[[str], bool]) -> str | None:
    """Who is told next: the backup, else the CSM, whoever is there and not the owner."""
    others = (name.strip() for name in (team.backup, team.csm) if name)
    return next((name for name in others if name and name != owner and not is_away(name)), None)
