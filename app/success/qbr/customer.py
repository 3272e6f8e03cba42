"""The parts of a review about the account: its contract, scores, risks, room to grow, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.success.qbr.product import SEATS_FULL, happened, nothing, seats_of
from app.success.qbr.spoken import growing
from app.success.qbr.types import Due, FiringLine, Line, Material, Outlook, ScoreMove, Source
from app.success.qbr.wording import count, counted, day, listed, money, number, percent, plain

LISTED = 6
LIKELY = 0.3
"""A prediction below this probability is not worth a sentence."""
MOVED = 3.0
"""A score that moved by fewer points in a day has not moved enough for a sentence."""
_FIGURES = str.maketrans("", "", "0123456789,.+−")
"""Without these, two sentences of one factor are the same."""
_ALSO_RISKS = (
    ("stakeholder.left", "People who left"),
    ("stakeholder.disengaged", "People who withdrew"),
    ("meeting.missed", "Meetings missed"),
    ("billing.payment_failed", "Payments that failed"),
    ("procurement.delayed", "Delays in procurement"),
)


def contract(material: Material) -> list[Line]:
    term, left = material.term, material.churned_on
    if left is not None:
        return [nothing(material, f"The account left on {day(left)}.")]
    if term is None:
        return [nothing(material, "No contract is on record.")]
    is_past = term.renews_on < material.today
    how = ("renewed" if is_past else "renews") + " by itself" if term.auto_renews else ""
    how = how or ("came up for renewal" if is_past else "comes up for renewal")
    text = f"Your contract of {money(term.arr_cents, term.currency)} a year {how} on {day(term.renews_on)}."
    return [Line(text, (Source("contract", term.id, f"contract until {day(term.renews_on)}"),))]


def trend(material: Material) -> list[Line]:
    """Each score as it stands, then the days on which one moved, the newest first."""
    days = _days(material.moves)
    told = {reason for day_moves in days for reason in _reasons(day_moves)}
    lines = []
    for now in sorted(material.scores, key=lambda one: (one.definition != "risk", one.definition)):
        name = f"{plain(now.definition)} score"
        if now.score is None:
            text = f"The {name} is unknown: only {percent(now.coverage)} of its factors have data."
        else:
            reasons = [one.rstrip(".") for one in now.sentences[:3]]
            behind = [why for why in reasons if not any(one.startswith(why) for one in told)]
            band = f" ({plain(now.band)})" if now.band else ""
            text = f"The {name} is {now.score:.0f} of 100{band}."
            text += f" Top factors: {'; '.join(behind)}." if behind else ""
        lines.append(Line(text, (Source("score", now.id, name),)))
    lines += [_moved(moves) for moves in days[:LISTED]]
    return lines or [nothing(material, "No score is on record.")]


def _days(moves: Sequence[ScoreMove]) -> list[list[ScoreMove]]:
    """The moves of each score by day, of days on which it moved far enough; newest first."""

    def which(one: ScoreMove) -> tuple[int, str]:
        return -one.at.toordinal(), one.definition

    known = [one for one in moves if one.previous is not None and one.score is not None]
    by_day = [list(group) for _, group in groupby(sorted(known, key=which), key=which)]
    return [day_moves for day_moves in by_day if abs(_by(day_moves)) >= MOVED]


def _by(moves: Sequence[ScoreMove]) -> float:
    """By how much a score moved over these moves, given newest first."""
    return (moves[0].score or 0.0) - (moves[-1].previous or 0.0)


def _reasons(moves: Sequence[ScoreMove]) -> list[str]:
    """Why, by the moves that went the whole way's direction; the farthest first, each reason once."""
    way = _by(moves)
    along = [one for one in moves if _by([one]) * way > 0]
    along.sort(key=lambda one: -abs(_by([one])))
    told = [why.rstrip(".") for one in along for why in one.sentences]
    return list({why.translate(_FIGURES): why for why in reversed(told)}.values())[::-1][:3]


def _moved(moves: Sequence[ScoreMove]) -> Line:
    newest, oldest, on = moves[0], moves[-1], day(moves[0].at)
    reasons = _reasons(moves)
    return Line(
        f"On {on} the {plain(newest.definition)} score {'rose' if _by(moves) > 0 else 'fell'} from"
        f" {oldest.previous or 0:.0f} to {newest.score or 0:.0f}"
        f"{': ' + '; '.join(reasons) if reasons else ''}.",
        tuple(Source("score_change", one.id, f"change of {on}") for one in moves),
    )


def risks(material: Material) -> list[Line]:
    bad_news = [one for one in material.firings if not one.is_good_news]
    lines = [_firing(one) for one in bad_news if one.is_open]
    lines += [_firing(one) for one in bad_news if not one.is_open and one.reason_code != "false_positive"][
        :LISTED
    ]
    lines += [happened(said, found) for name, said in _ALSO_RISKS if (found := material.tallies(name))]
    lines += _likely(material.outlooks, "churn", "leave")
    return lines or [nothing(material, "Nothing fired and nothing points to a loss.")]


def expansion(material: Material) -> list[Line]:
    lines = [_firing(one) for one in material.firings if one.is_good_news and one.is_open]
    lines += _likely(material.outlooks, "expansion", "grow")
    seats = seats_of(material)
    if seats and seats[0].newest_value >= seats[1].newest_value * SEATS_FULL:
        used, bought = seats
        lines.append(
            Line(
                f"{number(used.newest_value)} of {number(bought.newest_value)} seats are taken.",
                (Source("fact", used.newest, "seats in use"), Source("fact", bought.newest, "seats bought")),
            )
        )
    for name, said in (
        ("request.use_case", "They asked for something new to do with the product"),
        ("request.product_qualified", "What they do in the product shows that they need more of it"),
    ):
        found = material.tallies(name)
        if found:
            named = [plain(one.label) for one in found[:3] if one.label]
            often = f" ({counted(count(found), 'time')})" if count(found) > len(named) else ""
            text = f"{said}{': ' + listed(named) if named else ''}{often}."
            lines.append(
                Line(
                    text,
                    tuple(Source("fact", one.newest, plain(one.name.replace(".", " "))) for one in found[:3]),
                )
            )
    lines += growing(material)
    return lines or [nothing(material, "Nothing points to more business yet.")]


def open_work(material: Material) -> list[Line]:
    lines = []
    for one in material.due:
        about = f" to “{one.about.rstrip('.')}”" if one.about else ""
        lines.append(
            Line(
                f"The {one.kind} “{one.name}”{about} {_stands(one, material.today)}.",
                (Source(one.kind, one.id, one.kind),),
            )
        )
    return lines or [nothing(material, "No plan and no milestone is open.")]


def _stands(one: Due, today: date) -> str:
    if one.due_on is None:
        return "is open"
    return f"{'has been overdue since' if one.due_on < today else 'is due on'} {day(one.due_on)}"


def _firing(one: FiringLine) -> Line:
    told = _ended(one.sentence) if one.sentence else ""
    why = f" Why: {_ended(one.why)}" if one.why and not one.is_good_news else ""
    state = "open" if one.is_open else f"closed as {plain(one.reason_code or 'unknown')}"
    text = " ".join(filter(None, (f"{one.title} ({day(one.fired_at)}, {state}).", told))) + why
    return Line(text, (Source("firing", one.id, f"fired {day(one.fired_at)}"),))


def _likely(outlooks: Sequence[Outlook], kind: str, does: str) -> list[Line]:
    """The prediction over the longest time that says something."""
    found = sorted(
        (one for one in outlooks if one.kind == kind and one.probability >= LIKELY), key=lambda one: -one.days
    )
    return [
        Line(
            f"{percent(one.probability)} likely to {does} within {one.days} days"
            f"{': ' + '; '.join(reason.rstrip('.') for reason in one.reasons[:3]) if one.reasons else ''}.",
            (Source("prediction", one.id, f"prediction over {one.days} days"),),
        )
        for one in found[:1]
    ]


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{sentence}."
