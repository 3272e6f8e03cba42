"""A theme's share of the revenue behind the respondents, beside its share of the respondents themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analysis.counting.record import Record
from analysis.prevalence import interval


@dataclass(frozen=True, slots=True)
class Weighted:
    """The share (0..1) of the ARR heard that stands behind a theme, with its 95 % interval.

    `accounts` of `of` accounts whose ARR is known voice it; `unknown` accounts without one and `loose`
    respondents without an account are left out, not counted as nothing.
    """

    value: float
    low: float
    high: float
    arr_cents: int
    of_cents: int
    accounts: int
    of: int
    unknown: int
    loose: int


def weighted(record: Record, theme: str) -> Weighted | None:
    """The theme's ARR-weighted prevalence; None where no account heard has an ARR above nothing.

    An account's ARR is shared equally by its respondents. The interval is Wilson's at the effective number
    of respondents, the squared sum of the weights by the sum of their squares (Kish 1965).
    """
    people = record.people
    each = Counter(one.account for one in people.values())
    weights = {
        who: one.arr_cents / each[one.account]
        for who, one in people.items()
        if one.account is not None and one.arr_cents is not None and one.arr_cents > 0
    }
    total = sum(weights.values())
    if not total:
        return None
    voicing = record.voicing.get(theme, frozenset())
    share = sum(weight for who, weight in weights.items() if who in voicing) / total
    low, high = interval(share, total**2 / sum(weight**2 for weight in weights.values()))
    known = {people[who].account: people[who].arr_cents or 0 for who in weights}
    voiced = {people[who].account: people[who].arr_cents or 0 for who in weights if who in voicing}
    return Weighted(
        value=share,
        low=low,
        high=high,
        arr_cents=sum(voiced.values()),
        of_cents=sum(known.values()),
        accounts=len(voiced),
        of=len(known),
        unknown=len({one.account for one in people.values() if one.account} - known.keys()),
        loose=each[None],
    )
