"""What models cost as the pages tell it: tokens, money, caps, and the days side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.caps import MICROS, Cap, Scope
from app.pages.charts import Bar
from app.pages.wording import counted, day
from app.queries.spend import DayUsage, Usage
from app.services.check_caps import Room
from app.services.warn_of_spend import NEARLY

WIDE, HIGH = 360, 64
_SMALLEST_SHOWN = 10_000
"""A hundredth of the currency: below it two more digits are shown."""


@dataclass(frozen=True)
class UsageView:
    """Calls added up, in words: `tokens` is "" where there were none, `cost` where no price is known."""

    calls: str
    tokens: str
    cost: str


@dataclass(frozen=True)
class DayLine:
    """A day's calls. `is_reached` says that the day's cap was."""

    day: date
    usage: UsageView
    is_reached: bool


@dataclass(frozen=True)
class DayChart:
    """Tokens by day as bars in a box of `wide` by `high`; `cap_y` is where the cap lies, None where there is
    none or it would be far above every bar."""

    bars: tuple[Bar, ...]
    cap_y: float | None
    wide: int
    high: int
    label: str


def usage_view(usage: Usage, currency: str) -> UsageView:
    """An interview's, a study's or a day's."""
    kept = f", {usage.cached_tokens:,} of them kept by the server" if usage.cached_tokens else ""
    tokens = f"{usage.prompt_tokens:,} read{kept}, {usage.completion_tokens:,} written"
    return UsageView(
        calls=counted(usage.calls, "call"),
        tokens=tokens if usage.calls else "",
        cost=cost(usage.cost_micros, currency, is_partial=usage.unpriced > 0) if usage.calls else "",
    )


def cost(micros: int, currency: str, *, is_partial: bool = False) -> str:
    """Money in its currency, "" while no price is known; `is_partial` leaves out what has none."""
    if not currency or (is_partial and not micros):
        return ""
    digits = 2 if micros >= _SMALLEST_SHOWN or not micros else 4
    return f"{'at least ' if is_partial else ''}{micros / MICROS:,.{digits}f} {currency}"


def day_lines(days: Sequence[DayUsage], cap: Cap, currency: str) -> list[DayLine]:
    """The days that have calls, newest first."""
    return [DayLine(one.day, usage_view(one, currency), _is_reached(one, cap)) for one in days]


def day_chart(days: Sequence[DayUsage], cap: Cap, today: date, shown: int) -> DayChart | None:
    """The last `shown` days up to today, empty ones included; None while there is nothing to show."""
    by_day = {one.day: one.tokens for one in days}
    top = max(by_day.values(), default=0)
    if not top:
        return None
    is_near = cap.tokens is not None and 0 < cap.tokens <= 3 * top
    scale = max(top, cap.tokens or 0) if is_near else top
    step = WIDE / shown
    bars = []
    for place in range(shown):
        one = today - timedelta(days=shown - 1 - place)
        tokens = by_day.get(one, 0)
        height = max(1.5, (HIGH - 4) * tokens / scale) if tokens else 1.0
        label = f"{counted(tokens, 'token')} on {day(one)}"
        bars.append(Bar(round(place * step, 2), round(HIGH - height, 2), round(step * 0.7, 2), height, label))
    return DayChart(
        tuple(bars),
        round(HIGH - (HIGH - 4) * (cap.tokens or 0) / scale, 2) if is_near else None,
        WIDE,
        HIGH,
        f"Tokens by day, {shown} days up to {day(today)}; the most was {top:,}",
    )


def room_notice(room: Room, scope: Scope) -> str:
    """What a page says above everything while a cap is near or reached, "" otherwise."""
    share = room.share(scope)
    if share < NEARLY:
        return ""
    of, until = ("Today’s", "until midnight UTC") if scope == "day" else ("This study’s", "from now on")
    if share >= 1.0:
        return (
            f"{of} cap on language models is reached: the built-in interviewer words the interviews {until}."
        )
    return f"Language models have used {int(share * 100)} % of {of.lower()} cap."


def _is_reached(one: DayUsage, cap: Cap) -> bool:
    over_tokens = cap.tokens is not None and one.tokens >= cap.tokens
    return over_tokens or (cap.micros is not None and one.cost_micros >= cap.micros)
