"""The past of accounts as arrays, read a few hundred accounts at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from analysis.prediction.history import Floats, History, Series
from app.kit import Kit
from app.queries import predictions
from app.queries.predictions import PastLine, SeriesLine, TermLine

AT_ONCE: Final = 250
NAMES: Final = [
    "usage.ui",
    "usage.api",
    "usage.integration",
    "usage.batch",
    "login",
    "seats.used",
    "seats.bought",
    "feature.activated",
    "support.opened",
    "support.reopened",
    "support.escalated",
    "support.first_response_hours",
    "billing.payment_failed",
    "billing.contracted",
    "billing.expanded",
    "procurement.delayed",
    "nps",
    "csat",
    "meeting.held",
    "meeting.missed",
    "stakeholder.left",
    "stakeholder.joined",
    "stakeholder.reorganised",
    "stakeholder.disengaged",
    "touch.email_sent",
    "touch.email_clicked",
    "touch.in_app_shown",
    "touch.in_app_clicked",
    "touch.in_app_done",
    "touch.article_viewed",
    "touch.article_searched",
    "said.sentiment",
    "said.intent",
    "request.use_case",
    "request.product_qualified",
]
"""The facts that predictions look at."""
_GREW: Final = "expanded"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(moment: datetime | date) -> float:
    """Days since 1 January 1970, UTC; a date is its first moment."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment - _EPOCH).total_seconds() / 86_400


async def histories(
    kit: Kit, workspace_id: str, accounts: Sequence[PastLine], since: datetime, now: datetime
) -> list[History]:
    """Their histories in the order given; each batch is read in a transaction of its own."""
    found: list[History] = []
    for start in range(0, len(accounts), AT_ONCE):
        part = accounts[start : start + AT_ONCE]
        names = [one.id for one in part]
        async with kit.database.workspace(workspace_id) as db:
            terms = await predictions.terms(db, names)
            lines = await predictions.series(db, names, NAMES, since, now)
        found += _made(part, terms, lines)
    return found


def _made(
    accounts: Sequence[PastLine], terms: Sequence[TermLine], lines: Sequence[SeriesLine]
) -> list[History]:
    terms_of = defaultdict[str, list[TermLine]](list)
    lines_of = defaultdict[str, dict[str, Series]](dict)
    for term in terms:
        terms_of[term.account_id].append(term)
    for line in lines:
        lines_of[line.account_id][line.name] = _series(line)
    return [history(one, terms_of[one.id], lines_of[one.id]) for one in accounts]


def history(account: PastLine, terms: Sequence[TermLine], series: dict[str, Series]) -> History:
    """One account's. It grew on the day a term ended in growth, and wherever a fact says so."""
    told = series.get("billing.expanded")
    by_contract = [day_of(term.ended_on or term.renews_on) for term in terms if term.outcome == _GREW]
    grew = np.unique(np.concatenate([np.array(by_contract), told.days if told else np.zeros(0)]))
    return History(
        account=account.id,
        began=day_of(account.began),
        left=day_of(account.left_on) if account.left_on else None,
        grew=grew,
        terms=np.array(
            [(day_of(t.starts_on), day_of(t.renews_on), float(t.arr_cents)) for t in terms]
        ).reshape(-1, 3),
        series=series,
    )


def _series(line: SeriesLine) -> Series:
    return Series(_floats(line.days), _floats(line.totals), _floats(line.counts), _floats(line.people))


def _floats(values: Sequence[float | int | None]) -> Floats:
    return np.array(values, dtype=np.float64)  # None becomes nan
