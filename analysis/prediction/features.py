"""What is looked at of an account on a day: how much, how it moved, what happened, when it renews.

Unknown is nan throughout: an account whose logins nobody tells us is not one that does not sign in.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analysis.prediction import windows
from analysis.prediction.history import Floats, History, Series

MONTH, QUARTER, HALF, YEAR = 28.0, 84.0, 168.0, 364.0
FURTHEST_RENEWAL, LONGEST_SILENCE = 400.0, 120.0
_SEEN_DAYS = 200.0
_USAGE = ("usage.ui", "usage.api", "usage.integration", "usage.batch")


def features(history: History, cuts: Floats) -> dict[str, Floats]:
    """Each feature on each of the days `cuts`, shape (cuts,). Nothing after a cut is in its row."""
    return {
        **_contract(history, cuts),
        **_usage(history, cuts),
        **_people(history, cuts),
        **_support(history, cuts),
        **_voice(history, cuts),
        **_events(history, cuts),
    }


def _series(history: History, *names: str) -> Series:
    return windows.joined([history.series[name] for name in names if name in history.series])


def _contract(history: History, cuts: Floats) -> dict[str, Floats]:
    starts, renews, worth = history.terms.T
    running = (starts[None, :] <= cuts[:, None]) & (cuts[:, None] < renews[None, :])
    until = np.where(running, renews[None, :] - cuts[:, None], np.inf).min(axis=1, initial=np.inf)
    length = np.where(running, renews[None, :] - starts[None, :], 0.0).max(axis=1, initial=0.0)
    arr = np.where(running, worth[None, :], 0.0).sum(axis=1)
    is_known = running.any(axis=1)
    return {
        "days_to_renewal": np.where(is_known, np.minimum(until, FURTHEST_RENEWAL), np.nan),
        "term": np.where(is_known, np.log1p(length), np.nan),
        "tenure": np.log1p(np.maximum(0.0, cuts - history.began)),
        "arr": np.where(is_known, np.log10(arr / 100 + 1), np.nan),
    }


def _usage(history: History, cuts: Floats) -> dict[str, Floats]:
    use, login = _series(history, *_USAGE), _series(history, "login")
    by_machine = _series(history, "usage.api", "usage.integration", "usage.batch")
    told, signs_in = windows.has_begun(use, cuts), windows.has_begun(login, cuts)
    month, quarter = windows.total(use, cuts, MONTH), windows.total(use, cuts, QUARTER, MONTH) / 3
    used, bought = _series(history, "seats.used"), _series(history, "seats.bought")
    year = windows.total(use, cuts, YEAR) / 13
    lowest = np.min([windows.total(use, cuts, MONTH, MONTH * ago) for ago in range(6)], axis=0)
    seats = windows.latest(used, cuts, _SEEN_DAYS)
    return {
        "usage": np.log1p(month) * told,
        "usage_change_month": windows.change(month, windows.total(use, cuts, MONTH, MONTH)) * told,
        "usage_change_quarter": windows.change(month, quarter) * told,
        "usage_change_year": windows.change(month, year) * told,
        "usage_lowest": windows.change(lowest, year) * told,
        "usage_change_week": windows.change(windows.total(use, cuts, 7.0) * 4, month) * told,
        "usage_quiet_days": windows.since(use, cuts, LONGEST_SILENCE) * told,
        "usage_by_machine": windows.ratio(
            windows.total(by_machine, cuts, QUARTER), windows.total(use, cuts, QUARTER)
        ),
        "usage_by_machine_change": windows.ratio(windows.total(by_machine, cuts, MONTH), month)
        - windows.ratio(windows.total(by_machine, cuts, QUARTER, MONTH), 3 * quarter),
        "logins_change": windows.change(
            windows.total(login, cuts, MONTH), windows.total(login, cuts, QUARTER, MONTH) / 3
        )
        * signs_in,
        "seats_share": windows.ratio(seats, windows.latest(bought, cuts, 2 * YEAR)),
        "seats_change": windows.change(seats, windows.latest(used, cuts, _SEEN_DAYS, QUARTER)),
        "features_new": windows.count(_series(history, "feature.activated"), cuts, QUARTER),
        "features_all": np.log1p(windows.count(_series(history, "feature.activated"), cuts, 50 * YEAR)),
    }


def _people(history: History, cuts: Floats) -> dict[str, Floats]:
    login = _series(history, "login")
    meetings = _series(history, "meeting.held")
    return {
        "people": np.log1p(windows.people(login, cuts, MONTH)),
        "people_change": windows.change(
            windows.people(login, cuts, MONTH), windows.people(login, cuts, QUARTER, MONTH), 0.5
        ),
        "meetings": windows.count(meetings, cuts, QUARTER),
        "meeting_quiet_days": windows.since(meetings, cuts, YEAR),
    }


def _support(history: History, cuts: Floats) -> dict[str, Floats]:
    opened = _series(history, "support.opened")
    month, quarter = windows.count(opened, cuts, MONTH), windows.count(opened, cuts, QUARTER, MONTH) / 3
    return {
        "tickets": np.log1p(month),
        "tickets_change": windows.change(month, quarter),
        "tickets_urgent": windows.count(_series(history, "support.urgent"), cuts, QUARTER),
        "tickets_again": windows.count(
            _series(history, "support.reopened", "support.escalated"), cuts, QUARTER
        ),
        "first_response": np.log1p(
            windows.mean(_series(history, "support.first_response_hours"), cuts, QUARTER)
        ),
    }


def _voice(history: History, cuts: Floats) -> dict[str, Floats]:
    nps = _series(history, "nps")
    sent = _series(history, "touch.email_sent", "touch.in_app_shown")
    taken_up = _series(history, "touch.email_clicked", "touch.in_app_clicked", "touch.in_app_done")
    return {
        "nps": windows.mean(nps, cuts, HALF),
        "nps_change": windows.mean(nps, cuts, QUARTER) - windows.mean(nps, cuts, YEAR, QUARTER),
        "csat": windows.mean(_series(history, "csat"), cuts, HALF),
        "sentiment": windows.mean(_series(history, "said.sentiment"), cuts, HALF),
        "said_leaving": windows.count(_series(history, "said.leaving"), cuts, HALF),
        "said_growing": windows.count(_series(history, "said.growing"), cuts, HALF),
        "messages_taken_up": windows.ratio(
            windows.count(taken_up, cuts, QUARTER), windows.count(sent, cuts, QUARTER)
        ),
        "articles": np.log1p(
            windows.count(_series(history, "touch.article_viewed", "touch.article_searched"), cuts, MONTH)
        ),
    }


_HAPPENED = (
    ("meetings_missed", ("meeting.missed",), QUARTER),
    ("people_left", ("stakeholder.left", "stakeholder.disengaged"), HALF),
    ("people_joined", ("stakeholder.joined",), HALF),
    ("reorganised", ("stakeholder.reorganised",), HALF),
    ("payments_failed", ("billing.payment_failed",), QUARTER),
    ("procurement_delayed", ("procurement.delayed",), QUARTER),
    ("contracted", ("billing.contracted",), YEAR),
    ("expanded", ("billing.expanded",), YEAR),
    ("requests", ("request.use_case", "request.product_qualified"), QUARTER),
)


def _events(history: History, cuts: Floats) -> dict[str, Floats]:
    return {name: windows.count(_series(history, *of), cuts, days) for name, of, days in _HAPPENED}


AMONG_PEERS = ("usage_change_month", "usage_change_quarter", "usage_change_year", "logins_change")
"""Features that also count beside everybody else's on the same day: what a season does, it does to all."""


def _names(kinds: Iterable[str]) -> tuple[str, ...]:
    own = tuple(kinds)
    return (*own, *(f"{name}_among_peers" for name in AMONG_PEERS))


FEATURES = _names(features(History("", 0.0), np.zeros(1)))
"""Every feature, in the order of a table's columns."""
