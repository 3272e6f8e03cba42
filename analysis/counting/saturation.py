"""How much is still unheard: what each further interview added, and what the rare themes tell of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, lgamma

from analysis.counting.record import Record


@dataclass(frozen=True, slots=True)
class Saturation:
    """Themes heard after each interview, `curve` in the order they took place, `expected` in a random order.

    `quiet` is how many of the last interviews brought no theme that was not heard before, `next_new` how
    many new themes one more interview brings on average, `coverage` (0..1) the share of all that would be
    said on themes which is on themes already heard, `unheard` how many themes at least nobody voiced yet.
    The last three are None below two interviews.
    """

    curve: tuple[int, ...]
    expected: tuple[float, ...]
    quiet: int
    next_new: float | None
    coverage: float | None
    unheard: float | None

    @property
    def interviews(self) -> int:
        return len(self.curve)

    @property
    def themes(self) -> int:
        return self.curve[-1] if self.curve else 0


def saturation(record: Record) -> Saturation:
    """The study's saturation, by the themes of its interviews.

    With Q1 and Q2 themes voiced in one and in two of T interviews: `unheard` is Chao's lower bound (Chao
    1987, the form for incidence, bias-corrected where Q2 is 0); `coverage` is Good and Turing's (Good 1953)
    as made for incidence by Chao and Jost (2012), `next_new` is Q1 / T; `expected` is the mean over all
    orders (Colwell et al. 2012). Themes that are only made once several voice them raise no Q1, so that
    these are bounds from one side: at least so much is unheard.
    """
    said = {interview: set[str]() for interview in record.by_interview}
    for voice in record.voices:
        if voice.interview in said:
            said[voice.interview].add(voice.theme)
    heard: set[str] = set()
    curve: list[int] = []
    for one in record.heard:
        heard |= said[one.interview]
        curve.append(len(heard))
    often = Counter(theme for themes in said.values() for theme in themes)
    total = len(curve)
    return Saturation(
        curve=tuple(curve),
        expected=tuple(_expected(list(often.values()), total, seen) for seen in range(1, total + 1)),
        quiet=total - next((place for place, count in enumerate(curve, 1) if count == len(heard)), total)
        if heard
        else total,
        **_unheard(often, total),
    )


def _unheard(often: Counter[str], total: int) -> dict[str, float | None]:
    if total < 2 or not often:
        return {"next_new": None, "coverage": None, "unheard": None}
    once = sum(count == 1 for count in often.values())
    twice = sum(count == 2 for count in often.values())
    before = total - 1
    if twice:
        unheard = before / total * once**2 / (2 * twice)
        among = before * once / (before * once + 2 * twice)
    else:
        unheard = before / total * once * (once - 1) / 2
        among = before * (once - 1) / (before * (once - 1) + 2) if once else 0.0
    coverage = 1 - once / sum(often.values()) * among
    return {"next_new": once / total, "coverage": coverage, "unheard": unheard}


def _expected(often: list[int], total: int, seen: int) -> float:
    """How many themes `seen` interviews taken at random bring: each is missed where none of its own is."""
    return sum(1 - _missed(count, total, seen) for count in often)


def _missed(count: int, total: int, seen: int) -> float:
    """The chance that none of `count` special ones is among `seen` of `total`."""
    if seen > total - count:
        return 0.0
    rest = total - count
    return exp(lgamma(rest + 1) - lgamma(rest - seen + 1) - lgamma(total + 1) + lgamma(total - seen + 1))
