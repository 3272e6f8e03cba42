"""Where what belonged to a theme belongs now."""

from __future__ import annotations

from collections.abc import Sequence

from app.tables import Theme


def heirs(themes: Sequence[Theme], *, but: str | None = None) -> dict[str | None, str | None]:
    """By id: the theme in use that a theme is, or was merged into; None where there is none.

    An excluded theme has no heir, except `but`, which is about to be brought back.
    """
    by_id: dict[str | None, Theme] = {theme.id: theme for theme in themes}
    found: dict[str | None, str | None] = {}
    for theme in themes:
        heir: Theme | None = theme
        passed: set[str] = set()
        while heir is not None and heir.retired_at is not None and heir.id not in passed:
            passed.add(heir.id)
            heir = by_id.get(heir.merged_into_id)
        is_in_use = heir is not None and heir.retired_at is None
        is_shown = heir is not None and (heir.hidden_at is None or heir.id == but)
        found[theme.id] = heir.id if heir is not None and is_in_use and is_shown else None
    return found
