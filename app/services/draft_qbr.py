"""A business review of one account, drafted from its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.database import Db
from app.queries import accounts, reviews
from app.queries.reviews import TallyRow
from app.services.account_view import AccountView, account_view
from app.success.qbr import Material, Qbr, draft
from app.success.qbr import types as parts
from app.tables import Account, Contract, Firing, Prediction, ScoreChange, ScoreRow, Touch

MOST_MONTHS = 12
PEERS = 50
"""So many accounts of the same segment are looked at for what this one lacks."""

SEATS = ("seats.used", "seats.bought")
LEAST_POINTS = 0.5
"""A factor that moved a score by less is no reason."""
GROWTH = frozenset({"expansion-ready"})
"""Triggers about growth: what they fire is no risk."""


async def draft_qbr(db: Db, account_id: str, now: datetime, *, months: int = 3) -> Qbr | None:
    """The draft about the last `months` months (1..12) up to now; None for an account there is not."""
    account = await accounts.account(db, account_id)
    if account is None:
        return None
    return draft(await material(db, account, now, months=months))


async def material(db: Db, account: Account, now: datetime, *, months: int) -> Material:
    """What the draft is written from."""
    end = (now + timedelta(days=1)).date()
    start, before = _months_ago(end, months), _months_ago(end, 2 * months)
    since, until, earlier = _midnight(start), _midnight(end), _midnight(before)
    counted = await reviews.tallies(db, account.id, earlier, since, until)
    contract = await reviews.contract(db, account.id)
    view = await account_view(db, account.id, now)
    begun = await reviews.answered(db, account.id)
    return Material(
        account=account.id,
        name=account.name,
        start=start,
        end=end,
        segment=account.segment,
        churned_on=account.churned_on,
        term=_term(contract) if contract else None,
        now=[_tally(row) for row in counted if row.is_now],
        before=[_tally(row) for row in counted if not row.is_now],
        seats=[_tally(row) for row in await reviews.standing(db, account.id, SEATS, until)],
        active=(
            await reviews.active_people(db, account.id, since, until),
            await reviews.active_people(db, account.id, earlier, since),
        ),
        months=[
            parts.Months(row.month, row.total, row.newest)
            for row in await reviews.months(db, account.id, since, until)
        ],
        scores=[_score(row) for row in await reviews.scores(db, account.id)],
        moves=[_move(row) for row in await reviews.moves(db, account.id, since, until)],
        firings=[_firing(row) for row in await reviews.firings(db, account.id, since, until)],
        touches=[_touch(row, begun) for row in await reviews.touches(db, account.id, since, until)],
        due=await _due(db, account.id),
        peers=[
            parts.PeerFeature(row.label, row.users, row.peers, row.newest)
            for row in await reviews.peer_features(db, account.id, account.segment, since, until, peers=PEERS)
        ],
        outlooks=[one for row in await reviews.predictions(db, account.id) for one in _outlooks(row)],
        view=view.view,
        spots=_spots(view),
    )


async def _due(db: Db, account_id: str) -> list[parts.Due]:
    plans = await reviews.open_plans(db, account_id)
    milestones = await reviews.open_milestones(db, account_id)
    return [parts.Due(row.id, "plan", row.title, row.outcome, row.due_on) for row in plans] + [
        parts.Due(row.id, "milestone", row.name, None, row.due_on) for row in milestones
    ]


def _months_ago(day: date, months: int) -> date:
    """The same day so many months before, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _tally(row: TallyRow) -> parts.Tally:
    return parts.Tally(row.name, row.label, row.count, row.total, row.people, row.newest, row.newest_value)


def _term(row: Contract) -> parts.Term:
    return parts.Term(row.id, row.arr_cents, row.currency, row.renews_on, row.auto_renews)


def _score(row: ScoreRow) -> parts.ScoreNow:
    return parts.ScoreNow(row.id, row.definition, row.score, row.band, row.coverage, _sentences(row.top))


def _move(row: ScoreChange) -> parts.ScoreMove:
    """A move with the reasons that went its way, and by how many points; the others did not make it."""
    up = (row.score or 0.0) > (row.previous or 0.0)
    along = [(one["sentence"], one.get("delta") or 0.0) for one in row.top if one.get("sentence")]
    why = tuple(
        f"{sentence} ({'+' if up else '−'}{abs(by):.0f})"
        for sentence, by in along
        if abs(by) >= LEAST_POINTS and (by > 0) == up
    )
    return parts.ScoreMove(row.id, row.definition, row.at, row.previous, row.score, why)


def _firing(row: Firing) -> parts.FiringLine:
    return parts.FiringLine(
        row.id,
        row.title,
        row.reason.get("sentence"),
        row.reason.get("why"),
        row.status != "closed",
        row.fired_at,
        row.reason_code,
        is_good_news=row.trigger in GROWTH,
    )


def _touch(row: Touch, begun: Collection[str]) -> parts.TouchLine:
    content: Mapping[str, Any] = row.content
    title = content.get("subject") or content.get("title")
    is_used = bool(row.clicked_at or row.done_at) or row.interview_id in begun
    return parts.TouchLine(
        row.id,
        row.channel,
        row.purpose,
        str(title) if title else None,
        row.counted_at or row.created_at,
        is_used,
    )


def _outlooks(row: Prediction) -> list[parts.Outlook]:
    """A prediction over each of its distances; one that a person closed says nothing any more."""
    if row.closed_at is not None:
        return []
    reasons = tuple(_sentences(row.reasons))
    ahead = {int(days): float(share) for days, share in row.ahead.items()} or {row.days: row.probability}
    return [parts.Outlook(row.id, row.kind, days, share, reasons) for days, share in sorted(ahead.items())]


def _sentences(items: Sequence[Any]) -> tuple[str, ...]:
    found = (item.get("sentence") if isinstance(item, Mapping) else item for item in items)
    return tuple(str(one) for one in found if one)


def _spots(view: AccountView) -> dict[str, tuple[str, int, int, int]]:
    return {
        name: (line.interview_id, line.turn, line.start_offset, line.end_offset)
        for name, line in view.spots.items()
    }
