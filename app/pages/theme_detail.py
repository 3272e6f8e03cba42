"""One theme's figures as its page shows them: by segment, week and revenue, both sides, what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.counting.money import Weighted
from analysis.counting.pairs import Pair
from analysis.counting.segments import Grouping, GroupShare
from analysis.counting.weeks import Change
from app.pages.charts import Meter, Trend, meter, trend
from app.pages.quotes import Quote, quote
from app.pages.wording import counted, day, money, percent, signed
from app.queries.theme_figures import Side as Tone
from app.services.describe_themes import StudyThemes, ThemeView

LONGEST, PAIRS = 52, 6


@dataclass(frozen=True)
class SegmentLine:
    """The theme in one group of respondents; `differs` says how it compares with the rest, "" for no sure
    difference."""

    name: str
    share: str
    voiced: str
    interval: str
    meter: Meter
    differs: str
    tone: str


@dataclass(frozen=True)
class Attribute:
    """The groups of one attribute, and a sentence on who is in none of them."""

    name: str
    lines: tuple[SegmentLine, ...]
    left_out: str


@dataclass(frozen=True)
class Side:
    """Those who feel one way about it."""

    heading: str
    tone: str
    quote: Quote | None


@dataclass(frozen=True)
class PairLine:
    """A theme that the same respondents voice."""

    theme_id: str
    label: str
    told: str
    is_tied: bool


@dataclass(frozen=True)
class ThemeDetail:
    """`revenue` and `unweighted` say the ARR behind it and what has none; `spread` how feelings differ.

    `together` are those that more of the same people voice than would by chance, surest first.
    """

    attributes: tuple[Attribute, ...]
    weeks: Trend | None
    changes: tuple[str, ...]
    revenue: str
    revenue_share: str
    revenue_meter: Meter | None
    unweighted: str
    spread: str
    sides: tuple[Side, ...]
    together: tuple[PairLine, ...]
    together_note: str


def theme_detail(view: ThemeView, among: StudyThemes) -> ThemeDetail:
    figures = view.figures
    names = {one.theme.id: one.theme.label for one in among.themes}
    revenue = figures.weighted
    oftener = [pair for pair in figures.together if pair.lift > 1]
    return ThemeDetail(
        attributes=attributes(figures.groups, among.figures.grouping),
        weeks=trend(figures.weeks, shown=LONGEST, wide=640, high=132, changes=figures.changes),
        changes=tuple(_change(change) for change in figures.changes),
        revenue=_revenue(revenue) if revenue else "",
        revenue_share=percent(revenue.value) if revenue else "",
        revenue_meter=_revenue_meter(revenue) if revenue else None,
        unweighted=_unweighted(revenue) if revenue else "",
        spread=_spread(view),
        sides=sides(view),
        together=tuple(_pair(pair, view.theme.id, names) for pair in oftener[:PAIRS]),
        together_note=_note(len(oftener), among.figures.smallest),
    )


def attributes(groups: Sequence[GroupShare], grouping: Grouping) -> tuple[Attribute, ...]:
    """The groups by attribute; an attribute all of whose groups are too small is there with its sentence."""
    lines = {
        name: tuple(_segment(group) for group in found)
        for name, found in groupby(groups, key=lambda group: group.attribute)
    }
    return tuple(
        Attribute(name, lines.get(name, ()), _left_out(name, grouping))
        for name in sorted(grouping.unknown, reverse=True)
    )


def _segment(group: GroupShare) -> SegmentLine:
    share, differs = group.share, ""
    if group.differs:
        differs = f"{group.differs} than elsewhere ({percent(group.others.value)} of {group.others.total:,})"
    return SegmentLine(
        name=group.name,
        share=percent(share.value),
        voiced=f"{share.count:,} of {share.total:,}",
        interval=f"{percent(share.low)} to {percent(share.high)}",
        meter=meter(share),
        differs=differs,
        tone="tone-mixed" if group.differs == "more" else "tone-neutral",
    )


def _left_out(attribute: str, grouping: Grouping) -> str:
    in_small, unknown = grouping.in_small[attribute], grouping.unknown[attribute]
    parts = []
    if in_small:
        parts.append(f"{counted(in_small, 'person is', 'people are')} in groups too small to show")
    if unknown:
        parts.append(f"of {counted(unknown, 'person', 'people')} the {attribute} is not known")
    return ", ".join(parts).capitalize() + "." if parts else ""


def _change(change: Change) -> str:
    before, now = change.before, change.after
    verb = "rose" if now.value > before.value else "fell"
    return (
        f"Week of {day(change.monday)}: it {verb} from {percent(before.value)} ({before.count:,} of"
        f" {before.total:,}) to {percent(now.value)} ({now.count:,} of {now.total:,})."
    )


def _revenue(found: Weighted) -> str:
    return (
        f"Voiced at {found.accounts:,} of {counted(found.of, 'account')} with a known ARR:"
        f" {money(found.arr_cents)} of {money(found.of_cents)}."
    )


def _revenue_meter(found: Weighted) -> Meter:
    low, high = round(found.low * 100, 1), round(found.high * 100, 1)
    label = (
        f"{percent(found.value)} of the ARR of {counted(found.of, 'account')},"
        f" between {percent(found.low)} and {percent(found.high)}"
    )
    return Meter(round(found.value * 100, 1), low, round(high - low, 1), label)


def _unweighted(found: Weighted) -> str:
    parts = []
    if found.unknown:
        parts.append(counted(found.unknown, "account without an ARR", "accounts without an ARR"))
    if found.loose:
        parts.append(counted(found.loose, "respondent without an account", "respondents without an account"))
    return f"Not counted: {' and '.join(parts)}." if parts else ""


def _spread(view: ThemeView) -> str:
    felt = view.figures.feeling
    parts = []
    if felt.low is not None and felt.high is not None and felt.spread is not None:
        parts.append(f"mean between {signed(felt.low)} and {signed(felt.high)}, spread {felt.spread:.1f}")
    if felt.unassessed:
        parts.append(f"{counted(felt.unassessed, 'person', 'people')} not assessed")
    return "; ".join(parts)


def sides(view: ThemeView) -> tuple[Side, ...]:
    """Both sides of a divided theme with a quote of each, nothing for one that is not."""
    felt = view.figures.feeling
    if not felt.is_divided:
        return ()
    return (
        _side(view, "positive", f"{felt.positive:,} like it"),
        _side(view, "negative", f"{felt.negative:,} do not"),
    )


def _side(view: ThemeView, tone: Tone, heading: str) -> Side:
    line = view.sides.get(tone)
    return Side(heading, tone, quote(line) if line else None)


def _note(pairs: int, smallest: int) -> str:
    if not pairs:
        return (
            f"No other theme is voiced by {smallest} of the same people, and by more than would be by chance."
        )
    more = f" {counted(pairs - PAIRS, 'more theme')} not shown." if pairs > PAIRS else ""
    return f"“By chance” is how many there would be if the themes had nothing to do with each other.{more}"


def _pair(pair: Pair, theme_id: str, names: dict[str, str]) -> PairLine:
    other = pair.other(theme_id)
    told = f"{counted(pair.together, 'person voices', 'people voice')} both; {pair.expected:.0f} by chance"
    return PairLine(other, names[other], told, pair.is_tied)
