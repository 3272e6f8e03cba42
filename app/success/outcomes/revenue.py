"""What a cohort of accounts was worth at the start of a period, and what is left of it at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worth:
    """One account's yearly worth in cents at the start and at the end of a period; 0 is not a customer."""

    account: str
    start_cents: int
    end_cents: int

    def __post_init__(self) -> None:
        if self.start_cents < 0 or self.end_cents < 0:
            raise ValueError("Yearly worth is never below nought.")


@dataclass(frozen=True, slots=True)
class Revenue:
    """The sums over one cohort: those who were customers at the start. All money in cents a year.

    `accounts` began the period as customers, `lost` of them ended it as none. What new logos brought is in
    no figure. Shares are None where the cohort was worth nothing at the start.
    """

    accounts: int
    lost: int
    start_cents: int
    churned_cents: int
    contracted_cents: int
    expanded_cents: int

    @property
    def kept_cents(self) -> int:
        """start - churn - contraction."""
        return self.start_cents - self.churned_cents - self.contracted_cents

    @property
    def grr(self) -> float | None:
        """Gross revenue retention, 0..1: (start - contraction - churn) / start. It is never above 1, because
        growth is not in it."""
        return _share(self.kept_cents, self.start_cents)

    @property
    def nrr(self) -> float | None:
        """Net revenue retention, 0 and up: (start - contraction - churn + expansion) / start."""
        return _share(self.kept_cents + self.expanded_cents, self.start_cents)

    @property
    def logo_retention(self) -> float | None:
        """Accounts kept ÷ accounts at the start, 0..1."""
        return _share(self.accounts - self.lost, self.accounts)

    @property
    def logo_churn(self) -> float | None:
        """Accounts lost ÷ accounts at the start, 0..1."""
        return _share(self.lost, self.accounts)

    @property
    def churn_share(self) -> float | None:
        """Worth of the accounts lost ÷ worth at the start, 0..1."""
        return _share(self.churned_cents, self.start_cents)

    @property
    def contraction_share(self) -> float | None:
        """Worth that accounts kept gave up ÷ worth at the start, 0..1."""
        return _share(self.contracted_cents, self.start_cents)

    @property
    def expansion_share(self) -> float | None:
        """Worth that accounts kept added ÷ worth at the start, 0 and up."""
        return _share(self.expanded_cents, self.start_cents)


def revenue(worths: Iterable[Worth]) -> Revenue:
    """The sums over those who were worth something at the start; all others are new and left out.

    An account that both shrank and grew within the period counts by the difference alone.
    """
    cohort = [worth for worth in worths if worth.start_cents > 0]
    gone = [worth for worth in cohort if worth.end_cents == 0]
    return Revenue(
        accounts=len(cohort),
        lost=len(gone),
        start_cents=sum(worth.start_cents for worth in cohort),
        churned_cents=sum(worth.start_cents for worth in gone),
        contracted_cents=sum(max(0, worth.start_cents - worth.end_cents) for worth in cohort)
        - sum(worth.start_cents for worth in gone),
        expanded_cents=sum(max(0, worth.end_cents - worth.start_cents) for worth in cohort),
    )


@dataclass(frozen=True, slots=True)
class Term:
    """A contract whose renewal fell due: its yearly worth before, and after (0 when it was not renewed)."""

    account: str
    due_cents: int
    renewed_cents: int


@dataclass(frozen=True, slots=True)
class Renewals:
    """What fell due and what was renewed. `value_rate` counts no more than was due: growth is not in it."""

    due: int
    renewed: int
    due_cents: int
    renewed_cents: int

    @property
    def rate(self) -> float | None:
        """Contracts renewed ÷ contracts due, 0..1."""
        return _share(self.renewed, self.due)

    @property
    def value_rate(self) -> float | None:
        """Worth renewed, at most what was due of each ÷ worth due, 0..1."""
        return _share(self.renewed_cents, self.due_cents)


def renewals(terms: Iterable[Term]) -> Renewals:
    """The renewal rate by number and by worth, in cents a year."""
    due = list(terms)
    return Renewals(
        due=len(due),
        renewed=sum(term.renewed_cents > 0 for term in due),
        due_cents=sum(term.due_cents for term in due),
        renewed_cents=sum(min(term.due_cents, term.renewed_cents) for term in due),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
