"""Where an interview takes place: who asks, whom, in which language, and why now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from interviewer.guide import fill


@dataclass(frozen=True)
class Setting:
    """Where an interview takes place. `seed` is stable per interview: variety without chance.
    `context` may steer a model and is never revealed; `product` may be empty (the sponsor stands in).
    `wait_minutes` is how long a person may take to answer once asked for, None where nobody said."""

    language: str
    sponsor: str
    product: str = ""
    first_name: str | None = None
    context: Mapping[str, object] = field(default_factory=dict)
    seed: int = 0
    started_at: datetime | None = None
    wait_minutes: int | None = None

    def fill(self, text: str) -> str:
        """A guide's text with its `{{ names }}` filled from here."""
        product = self.product or self.sponsor
        return fill(text, {"sponsor": self.sponsor, "product": product, "first_name": self.first_name})
