"""Made-up studies to count in: who was heard when, and who voices what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from analysis.counting.record import Heard, Record, Voice, record

MONDAY = date(2026, 1, 5)


def study(
    voiced: Mapping[str, Iterable[int]],
    people: int,
    *,
    groups: Sequence[Mapping[str, str]] | None = None,
    days_apart: int = 1,
) -> Record:
    """`people` respondents, one interview each, `days_apart`; by theme, the numbers of those who voice it."""
    heard = [
        Heard(
            f"int{number:05}",
            f"who{number:05}",
            MONDAY + timedelta(days=number * days_apart),
            groups=groups[number] if groups else {},
        )
        for number in range(people)
    ]
    voices = [Voice(theme, f"int{who:05}") for theme, whose in voiced.items() for who in whose]
    return record(heard, voices)


def by_chance(
    seed: int,
    *,
    weeks: int,
    a_week: int,
    rates: Sequence[float],
    late_rates: Sequence[float] | None = None,
    feelings: tuple[float, float] = (0.0, 0.5),
    late_feelings: tuple[float, float] | None = None,
    late_from: int = 0,
) -> Record:
    """A study whose respondents voice each theme at its rate, from week `late_from` on at its late one, and
    feel about it as drawn from a normal distribution (mean, spread) cut to -1..1."""
    chance = np.random.default_rng(seed)
    heard, voices = [], []
    for week in range(weeks):
        is_late = week >= late_from
        at = late_rates if late_rates and is_late else rates
        mean, spread = late_feelings if late_feelings and is_late else feelings
        for number in range(a_week):
            name = f"{week:03}-{number:03}"
            day = MONDAY + timedelta(weeks=week, days=int(chance.integers(5)))
            heard.append(Heard(f"int{name}", f"who{name}", day))
            for theme in np.flatnonzero(chance.random(len(at)) < np.asarray(at)).tolist():
                felt = float(np.clip(chance.normal(mean, spread), -1, 1))
                voices.append(Voice(f"t{theme:02}", f"int{name}", 1, 1, felt))
    return record(heard, voices)
