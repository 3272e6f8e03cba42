"""What an account is worth over its whole time with us."""

from __future__ import annotations


def lifetime_value(yearly_cents: float, *, margin: float, churn: float) -> float | None:
    """Customer lifetime value in cents: yearly worth x gross margin / churn.

    yearly_cents: average yearly worth of an account; margin: share 0..1 of it that is left after what
    serving it costs; churn: share 0..1 of accounts lost a year. None where nobody has left yet, because
    nothing is known of how long accounts stay. Raises ValueError for a share outside 0..1.
    """
    _shares(margin=margin, churn=churn)
    return yearly_cents * margin / churn if churn > 0 else None


def discounted_value(yearly_cents: float, *, margin: float, retention: float, discount: float) -> float:
    """Lifetime value in today's cents: yearly worth x margin x (1 + d) / (1 + d - r).

    The sum of margin x r^t / (1 + d)^t over the years t = 0, 1, 2, …, where r is the share 0..1 of accounts
    kept a year and d > 0 the yearly discount (Gupta and Lehmann 2003). Raises ValueError outside that.
    """
    _shares(margin=margin, retention=retention)
    if discount <= 0:
        raise ValueError("The discount must be above 0.")
    return yearly_cents * margin * (1 + discount) / (1 + discount - retention)


def yearly(share: float, days: float) -> float:
    """The share 0..1 lost in a year, at the pace of `share` in `days`: 1 - (1 - share)^(365 / days).

    Raises ValueError for a share outside 0..1 or no days.
    """
    _shares(share=share)
    if days <= 0:
        raise ValueError("A period has days.")
    return float(1 - (1 - share) ** (365 / days))


def _shares(**given: float) -> None:
    for name, share in given.items():
        if not 0 <= share <= 1:
            raise ValueError(f"{name} must be from 0 to 1.")
