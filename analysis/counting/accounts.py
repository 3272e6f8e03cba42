"""Segments are of accounts, and colleagues talk alike: a test that shuffles accounts instead of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.counting.record import Record

DRAWS = 4_999
_AT_ONCE = 250


def is_of_accounts(record: Record, attribute: str) -> bool:
    """Whether all respondents of an account share the attribute, and some account has several of them."""
    seen: dict[str, str] = {}
    has_colleagues = False
    for heard in record.people.values():
        name = heard.groups.get(attribute)
        if name is None or heard.account is None:
            continue
        if heard.account in seen:
            has_colleagues = True
            if seen[heard.account] != name:
                return False
        seen[heard.account] = name
    return has_colleagues


def shuffled(
    record: Record, attribute: str, pairs: Sequence[tuple[str, str]], *, seed: int = 0
) -> Mapping[tuple[str, str], float]:
    """For each (theme, group of the attribute): how often accounts dealt to the groups at random differ
    from the rest as much as the group does, two-sided.

    A randomization test with the account as its unit (Edgington and Onghena 2007); a respondent without an
    account is a unit of their own. The same seed, the same answer.
    """
    people = {who: one for who, one in record.people.items() if attribute in one.groups}
    units = sorted({one.account or who for who, one in people.items()})
    place = {unit: row for row, unit in enumerate(units)}
    themes = sorted({theme for theme, _ in pairs})
    column = {theme: index for index, theme in enumerate(themes)}
    voiced, sizes = np.zeros((len(units), len(themes))), np.zeros(len(units))
    groups = np.empty(len(units), dtype=object)
    for who, one in people.items():
        row = place[one.account or who]
        sizes[row] += 1
        groups[row] = one.groups[attribute]
        for theme in themes:
            voiced[row, column[theme]] += who in record.voicing[theme]
    names = sorted({name for _, name in pairs})
    dealt = np.array([names.index(group) if group in names else -1 for group in groups], dtype=np.int64)
    seen = _differences(dealt[None, :], voiced, sizes, len(names))[0]
    as_large = np.zeros_like(seen)
    chance = np.random.default_rng(seed)
    for start in range(0, DRAWS, _AT_ONCE):
        hands = np.tile(dealt, (min(_AT_ONCE, DRAWS - start), 1))
        drawn = _differences(chance.permuted(hands, axis=1), voiced, sizes, len(names))
        as_large += (drawn >= seen - 1e-9).sum(axis=0)
    chances = (1 + as_large) / (1 + DRAWS)
    return {(theme, name): float(chances[names.index(name), column[theme]]) for theme, name in pairs}


def _differences(
    hands: NDArray[np.int64], voiced: NDArray[np.float64], sizes: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """By hand, group and theme, how far the group's share is from that of the rest; nothing for no people."""
    found = []
    for group in range(groups):
        mine = (hands == group).astype(np.float64)
        inside, people = mine @ voiced, mine @ sizes
        outside, others = voiced.sum(axis=0) - inside, sizes.sum() - people
        apart = inside / np.maximum(people, 1)[:, None] - outside / np.maximum(others, 1)[:, None]
        found.append(np.abs(apart))
    return np.stack(found, axis=1)
