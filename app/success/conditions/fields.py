"""The fields an account has by itself, and what kind of value each holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["text", "number", "flag", "date", "any"]

CUSTOM = "custom."
"""Fields of a workspace's own begin so; they hold any kind of value."""

KINDS: Mapping[str, Kind] = {
    "segment": "text",
    "tier": "text",
    "industry": "text",
    "team_size": "number",
    "arr_cents": "number",
    "renewal_on": "date",
    "days_to_renewal": "number",
    "stage": "text",
    "stage_days": "number",
    "started_on": "date",
    "age_days": "number",
    "csm": "text",
    "backup": "text",
    "pod": "text",
    "parent_id": "text",
    "churned_on": "date",
    "time_zone": "text",
    "open_milestones": "number",
    "milestone_overdue_days": "number",
    "champions": "number",
    "sponsors": "number",
    "contacts": "number",
    "open_p1": "number",
}

DERIVED_FROM: Mapping[str, str] = {"days_to_renewal": "renewal_on", "age_days": "started_on"}
"""Counted from another field, and as fresh as that one."""


def kind_of(name: str) -> Kind | None:
    """What a field holds; None when there is no such field."""
    if name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        return "any"
    return KINDS.get(name)
