"""When a program may be judged by which level, and what to watch until then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """From `from_days` on a level may show something, from `sure_days` on it should have."""

    level: str
    title: str
    from_days: int
    sure_days: int
    meanwhile: str

    def stage(self, days: float) -> str:
        """`early`, `may_show` or `should_show`, `days` after the program began."""
        if days < self.from_days:
            return "early"
        return "may_show" if days < self.sure_days else "should_show"


EXPECTATIONS = (
    Expectation("engagement", "Engagement", 7, 42, "Whether messages arrive at all."),
    Expectation(
        "adoption", "Adoption", 90, 180, "Time to onboard, and how fast further features come into use."
    ),
    Expectation("business", "Business", 180, 365, "Adoption, and whether fewer tickets are opened."),
)
"""Engagement shows in weeks, adoption in three to six months, revenue in six to twelve."""
