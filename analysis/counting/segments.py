"""A theme by segment: which groups of respondents voice it more or less than the rest, beyond chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.counting.accounts import is_of_accounts, shuffled
from analysis.counting.chance import adjusted, fisher
from analysis.counting.record import Record
from analysis.prevalence import Share, wilson

FALSE_DISCOVERIES = 0.05
"""Of the groups marked as different in a study, this share at most is expected to be marked by chance."""


@dataclass(frozen=True, slots=True)
class Group:
    """Respondents who have one attribute in common, such as the role "admin"."""

    attribute: str
    name: str
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups large enough to be shown, largest first within an attribute. By attribute: how many people
    are in groups too small, and of how many it is not known."""

    groups: tuple[Group, ...]
    in_small: dict[str, int]
    unknown: dict[str, int]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A theme's share in a group and among all whose group is another one. `p` is Fisher's, `q` the same
    after all comparisons of the study; both None where the others are too few to compare with."""

    attribute: str
    name: str
    share: Share
    others: Share
    p: float | None
    q: float | None

    @property
    def differs(self) -> Literal["more", "less"] | None:
        """How the group differs from the rest, None where that may be chance."""
        if self.q is None or self.q > FALSE_DISCOVERIES:
            return None
        return "more" if self.share.value > self.others.value else "less"


def grouping(record: Record, *, smallest: int) -> Grouping:
    """The study's respondents by each attribute known of anybody; nobody is in a group of fewer than
    `smallest`."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    attributes: set[str] = set()
    for respondent, heard in record.people.items():
        attributes |= heard.groups.keys()
        for attribute, name in heard.groups.items():
            found[attribute, name].add(respondent)
    large = [Group(*key, frozenset(who)) for key, who in found.items() if len(who) >= smallest]
    large.sort(key=lambda group: (group.attribute, -len(group.people), group.name))
    known = {name: sum(len(who) for key, who in found.items() if key[0] == name) for name in attributes}
    shown = {
        name: sum(len(group.people) for group in large if group.attribute == name) for name in attributes
    }
    return Grouping(
        tuple(large),
        {name: known[name] - shown[name] for name in sorted(attributes)},
        {name: len(record.people) - known[name] for name in sorted(attributes)},
    )


def by_segment(record: Record, *, smallest: int) -> dict[str, tuple[GroupShare, ...]]:
    """For each theme that at least `smallest` respondents voice: its share in every group shown.

    A group is compared with everybody whose value of the same attribute is another one (Fisher's exact
    test). Where colleagues share the attribute, the difference must also stand when accounts are shuffled
    instead of people, the larger p counts. The comparisons of all themes and groups are corrected together
    (Benjamini and Hochberg 1995).
    """
    groups = grouping(record, smallest=smallest).groups
    compared = [
        (theme, _compared(record, theme, group, smallest))
        for theme, who in sorted(record.voicing.items())
        if len(who) >= smallest
        for group in groups
    ]
    chances = _among_colleagues(record, compared)
    places = [index for index, (_, share) in enumerate(compared) if share.p is not None]
    corrected = dict(zip(places, adjusted([chances[index] for index in places]), strict=True))
    found: defaultdict[str, list[GroupShare]] = defaultdict(list)
    for index, (theme, share) in enumerate(compared):
        found[theme].append(replace(share, p=chances.get(index), q=corrected.get(index)))
    return {theme: tuple(shares) for theme, shares in found.items()}


def _compared(record: Record, theme: str, group: Group, smallest: int) -> GroupShare:
    """The group beside all others of whom the attribute is known, with Fisher's p."""
    voicing = record.voicing[theme]
    others = {who for who, one in record.people.items() if group.attribute in one.groups} - group.people
    share = wilson(len(voicing & group.people), len(group.people))
    rest = wilson(len(voicing & others), len(others))
    is_comparable = len(others) >= smallest
    p = fisher(share.count, share.total, rest.count, rest.total) if is_comparable else None
    return GroupShare(group.attribute, group.name, share, rest, p, None)


def _among_colleagues(record: Record, compared: Sequence[tuple[str, GroupShare]]) -> dict[int, float]:
    """By place, the p of each comparison; what may be a finding is tried again with accounts as units."""
    chances = {place: share.p for place, (_, share) in enumerate(compared) if share.p is not None}
    for attribute in sorted({share.attribute for _, share in compared}):
        doubtful = {
            place: (theme, share.name)
            for place, (theme, share) in enumerate(compared)
            if share.attribute == attribute and chances.get(place, 1.0) <= FALSE_DISCOVERIES
        }
        if doubtful and is_of_accounts(record, attribute):
            again = shuffled(record, attribute, list(doubtful.values()))
            chances |= {place: max(chances[place], again[pair]) for place, pair in doubtful.items()}
    return chances
