"""The named motions plays belong to, and a warning when there are too many to be kept well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.success.plays.types import MOMENTS, Moment, Play

MOST_PLAYBOOKS: Final = 8
"""Three to five that are kept well do more than dozens; from here on the product says so."""
MOST_PLAYS: Final = 24


@dataclass(frozen=True, slots=True)
class Playbook:
    """A strategic motion: one for each moment comes with Earshot, a workspace may name its own."""

    name: str
    title: str
    moment: Moment
    purpose: str


PLAYBOOKS: Final[tuple[Playbook, ...]] = (
    Playbook("first-value", "First value", "onboarding", "They reach the first result they bought it for."),
    Playbook(
        "adoption-check", "Adoption check", "adoption", "Use is wide and deep enough to matter to them."
    ),
    Playbook(
        "expansion-qualification",
        "Expansion qualification",
        "expansion",
        "Whether more would be worth it to them is known from use and from their words.",
    ),
    Playbook("renewal", "Renewal", "renewal", "The renewal is agreed on in time, and is no surprise."),
    Playbook(
        "at-risk-recovery", "At-risk recovery", "churn_risk", "The cause of a risk is known and taken away."
    ),
)

MOMENT_TITLES: Final[dict[Moment, str]] = {
    "onboarding": "Onboarding",
    "adoption": "Adoption",
    "expansion": "Expansion",
    "renewal": "Renewal",
    "churn_risk": "Churn risk",
}


def playbook_title(name: str) -> str:
    """What a playbook is called; one of a workspace's own by its name."""
    return next((each.title for each in PLAYBOOKS if each.name == name), name.replace("-", " ").capitalize())


def sprawl(plays: Iterable[Play]) -> list[str]:
    """What is too much, as sentences; empty while it can be kept well."""
    live = list(plays)
    books = {play.playbook for play in live}
    told = []
    if len(books) > MOST_PLAYBOOKS:
        told.append(
            f"{len(books)} playbooks are live. Three to five that are looked after do more than dozens:"
            " switch off those whose outcomes nobody reads."
        )
    if len(live) > MOST_PLAYS:
        told.append(f"{len(live)} plays are live. Retire those that have not reached their outcome lately.")
    empty = [moment for moment in MOMENTS if all(play.moment != moment for play in live)]
    if live and empty:
        told.append(f"No play is live for: {', '.join(MOMENT_TITLES[moment].lower() for moment in empty)}.")
    return told
