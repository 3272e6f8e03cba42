"""What a review is made of, and what it is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from app.success.voices import View

SourceKind = Literal[
    "account",
    "contract",
    "fact",
    "firing",
    "milestone",
    "plan",
    "prediction",
    "score",
    "score_change",
    "statement",
    "touch",
]


@dataclass(frozen=True, slots=True)
class Source:
    """The row a sentence rests on. For a figure over many facts it is the newest of them, and `note` says
    what was counted; `spot` is where a statement stands: its interview, turn, start and end."""

    kind: SourceKind
    id: str
    note: str
    spot: tuple[str, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its sources, never none. `quote` is somebody's own words, `who` whose they are;
    `table` are the figures behind the sentence, the first row their heads."""

    text: str
    sources: tuple[Source, ...]
    quote: str | None = None
    who: str | None = None
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a review. An internal one is for us and comes out before the customer sees the review."""

    key: str
    title: str
    lines: tuple[Line, ...]
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class Qbr:
    """A draft about the time from `start` to `end`, the end excluded."""

    account: str
    title: str
    start: date
    end: date
    sections: tuple[Section, ...]

    def lines(self) -> Iterator[Line]:
        for section in self.sections:
            yield from section.lines


# --- what it is made from ---


@dataclass(frozen=True, slots=True)
class Tally:
    """The facts of one name and label in a period: how many, their sum, by how many people; `newest` is the
    id of the latest."""

    name: str
    label: str | None
    count: int
    total: float
    people: int
    newest: str
    newest_value: float = 0.0


@dataclass(frozen=True, slots=True)
class Months:
    """Use of the product in one calendar month."""

    month: date
    total: float
    newest: str


@dataclass(frozen=True, slots=True)
class ScoreNow:
    """A health score as it stands."""

    id: str
    definition: str
    score: float | None
    band: str | None
    coverage: float
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """One move of a score about the account itself."""

    id: str
    definition: str
    at: datetime
    previous: float | None
    score: float | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiringLine:
    """A firing of the period, or one still open. `is_good_news` where it is about growth, not about loss."""

    id: str
    title: str
    sentence: str | None
    why: str | None
    is_open: bool
    fired_at: datetime
    reason_code: str | None
    is_good_news: bool = False


@dataclass(frozen=True, slots=True)
class TouchLine:
    """A message of ours. `is_used` where its link was followed, it was done, or its interview begun."""

    id: str
    channel: str
    purpose: str
    title: str | None
    at: datetime
    is_used: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone or plan that is still open."""

    id: str
    kind: Literal["milestone", "plan"]
    name: str
    about: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PeerFeature:
    """A feature of which `users` of `peers` similar accounts make use; `newest` is a fact of one of them."""

    label: str
    users: int
    peers: int
    newest: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """How likely the account is to leave (churn) or to grow (expansion) within `days`."""

    id: str
    kind: str
    days: int
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """The contract that runs."""

    id: str
    arr_cents: int
    currency: str
    renews_on: date
    auto_renews: bool


NOBODY_HEARD = View(0, ())


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a review is drafted from. `now` are the tallies of the period, `before` those of the
    period of the same length before it; `spots` say where a statement stands, by its id."""

    account: str
    name: str
    start: date
    end: date
    segment: str | None = None
    term: Term | None = None
    churned_on: date | None = None
    now: Sequence[Tally] = ()
    before: Sequence[Tally] = ()
    seats: Sequence[Tally] = ()
    active: tuple[int, int] = (0, 0)
    months: Sequence[Months] = ()
    scores: Sequence[ScoreNow] = ()
    moves: Sequence[ScoreMove] = ()
    firings: Sequence[FiringLine] = ()
    touches: Sequence[TouchLine] = ()
    due: Sequence[Due] = ()
    peers: Sequence[PeerFeature] = ()
    outlooks: Sequence[Outlook] = ()
    view: View = NOBODY_HEARD
    spots: Mapping[str, tuple[str, int, int, int]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The period's last day."""
        return self.end - timedelta(days=1)

    def days_of(self, month: Months) -> tuple[date, date]:
        """The first and the last day of a month that the period holds."""
        following = (month.month.replace(day=1) + timedelta(days=32)).replace(day=1)
        return max(month.month, self.start), min(following, self.end) - timedelta(days=1)

    def length(self, month: Months) -> int:
        """How many days of a month the period holds."""
        first, last = self.days_of(month)
        return (last - first).days + 1

    def a_day(self, month: Months) -> float:
        """Use on an average day of a month, of its days in the period."""
        return month.total / self.length(month)

    def tallies(self, name: str, *, before: bool = False) -> list[Tally]:
        """The tallies of a name, or of all names under `prefix.*`, most first."""
        wanted = name[:-1] if name.endswith(".*") else None
        found = [
            one
            for one in (self.before if before else self.now)
            if (one.name.startswith(wanted) if wanted else one.name == name)
        ]
        return sorted(found, key=lambda one: (-one.total, one.label or ""))
