"""Which statements go together at a refit, given what people decided and where they were before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.themes import assign, cluster, lineage, moves, novelty
from analysis.themes.constraints import Constraints
from analysis.types import Embeddings, KnownTheme, Labels

_FREE: Final = -1
_NOWHERE: Final = -2
_JOINS: Final = 0.5
"""A group joins a kept theme when more than this share of its statements belongs there."""

Names = list[str | int]
"""For each theme, the id it goes on with, or its own index where it is new."""


def regroup(
    embeddings: Embeddings,
    texts: Sequence[str],
    known: Sequence[KnownTheme],
    before: Sequence[str | None],
    constraints: Constraints,
    *,
    seed: int,
    unassigned: float,
    most_moved: float,
    method: cluster.Method | None,
) -> tuple[Labels, Names]:
    """The theme of each row, largest first, -1 for the pool; and each theme's name.

    Kept themes nobody is in stand at the end. Raises ValueError for a pin to a theme that is not known.
    """
    # Known themes are numbered 0..k-1 as given, new groups from k on.
    fixed = _fixed(embeddings, known, before, constraints)
    open_to_all = (fixed >= 0) | ((fixed == _FREE) & constraints.may_found(embeddings))
    looked_at = np.flatnonzero(open_to_all)
    parts = np.full(len(before), -1, dtype=np.int64)
    parts[looked_at] = cluster.fit(
        embeddings[looked_at],
        [texts[row] for row in looked_at.tolist()],
        seed=seed,
        method=method,
        before=_numbered(before, known)[looked_at],
    )
    claims = _claims(embeddings, known, before, fixed, constraints)
    owners = _owners(parts, claims, before, known, constraints)
    labels = np.where(parts >= 0, owners[parts], claims) if len(owners) else claims.copy()
    earlier = _numbered(before, known)
    allowance = int(most_moved * (earlier >= 0).sum())
    labels = moves.limited(embeddings, earlier, labels, most=allowance)
    labels[fixed >= 0] = fixed[fixed >= 0]
    labels[fixed == _NOWHERE] = -1
    spent = int(((earlier >= 0) & (labels != earlier)).sum())
    labels = _shed(embeddings, labels, earlier, fixed, unassigned, max(0, allowance - spent))
    return _largest_first(labels, known, constraints)


def _fixed(
    embeddings: Embeddings,
    known: Sequence[KnownTheme],
    before: Sequence[str | None],
    constraints: Constraints,
) -> Labels:
    """The known theme a row may not leave, or free, or nowhere, shape (n,)."""
    numbers = {theme.id: number for number, theme in enumerate(known)}
    fixed = np.where(constraints.shut_out(embeddings, known), _NOWHERE, _FREE).astype(np.int64)
    if constraints.hidden is not None:
        fixed[constraints.may_found(embeddings)] = _FREE
    for row, earlier in enumerate(before):
        if earlier in constraints.kept and earlier in numbers:
            fixed[row] = numbers[earlier]
    for row, decided in constraints.pinned.items():
        if decided is not None and decided not in numbers:
            raise ValueError(f"row {row} is pinned to a theme that is not known")
        fixed[row] = _NOWHERE if decided is None else numbers[decided]
    return fixed


def _numbered(before: Sequence[str | None], known: Sequence[KnownTheme]) -> Labels:
    """Earlier places as numbers of known themes, -1 for none, shape (n,)."""
    numbers: dict[str | None, int] = {theme.id: number for number, theme in enumerate(known)}
    return np.array([numbers.get(earlier, -1) for earlier in before], dtype=np.int64)


def _claims(
    embeddings: Embeddings,
    known: Sequence[KnownTheme],
    before: Sequence[str | None],
    fixed: Labels,
    constraints: Constraints,
) -> Labels:
    """The kept theme each row belongs to or, from the pool, would go to; -1 for none, shape (n,)."""
    kept = [number for number, theme in enumerate(known) if theme.id in constraints.kept]
    nearest, _ = assign.assign(embeddings, [known[number] for number in kept])
    would = np.array([*kept, -1], dtype=np.int64)[nearest]
    placed = _numbered(before, known) >= 0
    result: Labels = np.where(fixed >= 0, fixed, np.where(placed | (fixed == _NOWHERE), -1, would))
    return result


def _owners(
    parts: Labels,
    claims: Labels,
    before: Sequence[str | None],
    known: Sequence[KnownTheme],
    constraints: Constraints,
) -> Labels:
    """What each group becomes: a kept theme most of it belongs to, the theme it goes on as, or a new one."""
    count = int(parts.max(initial=-1)) + 1
    owners = np.arange(count, dtype=np.int64) + len(known)
    for group in range(count):
        votes = np.bincount(claims[(parts == group) & (claims >= 0)], minlength=1)
        if (
            votes.max() > _JOINS * (parts == group).sum()
            and known[int(votes.argmax())].id in constraints.kept
        ):
            owners[group] = int(votes.argmax())
    numbers = {theme.id: number for number, theme in enumerate(known)}
    unclaimed = np.where(np.isin(parts, np.flatnonzero(owners >= len(known))), parts, -1)
    going_on = lineage.match(before, unclaimed, among=numbers.keys() - constraints.kept)
    for group, name in going_on.items():
        owners[group] = numbers[name]
    return owners


def _shed(
    embeddings: Embeddings, labels: Labels, earlier: Labels, fixed: Labels, unassigned: float, most: int
) -> Labels:
    """Sends the free rows least at home in their theme to the pool, until it has its share.

    Of those that stay in an earlier theme, `most` may go.
    """
    placed = np.flatnonzero((labels >= 0) & (fixed == _FREE))
    surplus = round(unassigned * len(labels)) - int((labels < 0).sum())
    if surplus <= 0 or not len(placed):
        return labels
    dense = np.unique(labels[placed], return_inverse=True)[1].astype(np.int64)
    home = novelty.at_home(embeddings[placed], embeddings[placed], dense)
    worst = placed[np.argsort(home, kind="stable")]
    stays = labels[worst] == earlier[worst]
    leaves = ~stays | (np.cumsum(stays) <= most)
    shed = labels.copy()
    shed[worst[leaves][:surplus]] = -1
    return shed


def _largest_first(
    labels: Labels, known: Sequence[KnownTheme], constraints: Constraints
) -> tuple[Labels, Names]:
    sizes = np.bincount(labels[labels >= 0], minlength=len(known))
    silent = [
        number for number, theme in enumerate(known) if not sizes[number] and theme.id in constraints.kept
    ]
    used = sorted(np.flatnonzero(sizes).tolist(), key=lambda number: (-int(sizes[number]), number)) + silent
    places = np.full(len(sizes) + 1, -1, dtype=np.int64)
    places[used] = np.arange(len(used))
    names: Names = [known[number].id if number < len(known) else index for index, number in enumerate(used)]
    return places[labels], names
