"""A model names the themes that nobody has named; without one they are called what people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from analysis.naming import ThemeName, name_theme
from app.database import Db
from app.kit import Kit
from app.queries import evidence, studies, theme_edits, themes
from app.queries.insights import QuoteLine
from app.services.ask_model import asking
from app.services.known_themes import FITTED
from app.services.record_calls import About
from app.tables import Study, Theme

log = structlog.get_logger()

QUOTES: Final = 12
FEWEST_QUOTES: Final = 3
AT_ONCE: Final = 60
"""Most themes named in one go; the rest wait for the next analysis."""
MODEL: Final = "model"


@dataclass(frozen=True)
class _Nameless:
    theme: Theme
    quotes: Sequence[QuoteLine]


async def name_themes(kit: Kit, study_id: str) -> int:
    """Names and summarises fitted themes that neither a person nor a model has named; how many.

    A name is given once: until a refit calls the theme something else it stays.
    """
    if kit.models is None:
        return 0
    async with kit.database.system() as db:
        study = await studies.study(db, study_id)
    if study is None:
        return 0
    async with kit.database.workspace(study.workspace_id) as db:
        taken, nameless = await _nameless(db, study)
    if not nameless:
        return 0
    named: dict[str, ThemeName] = {}
    async with asking(kit, About(study.workspace_id, "analysis", study.id)) as ask:
        if ask is None:
            return 0
        for one in nameless:
            others = [label for theme_id, label in taken.items() if theme_id != one.theme.id]
            texts = [quote.text for quote in one.quotes]
            name = await name_theme(texts, taken=others, ask=ask, language=study.language)
            if name is not None:
                named[one.theme.id] = name
                taken[one.theme.id] = name.label
    async with kit.database.workspace(study.workspace_id) as db:
        await studies.hold(db, study.id)
        written = await _write(db, kit, study, nameless, named)
    log.info("themes.named", study=study_id, named=written, asked=len(nameless))
    return written


async def _nameless(db: Db, study: Study) -> tuple[dict[str, str], list[_Nameless]]:
    """The labels in use by theme, and what a model may name."""
    in_use = await themes.themes(db, study.id)
    by_people = await _edited(db, study.id)
    said = await evidence.best_quotes(db, study.id, limit=QUOTES)
    found = [
        _Nameless(theme, said[theme.id])
        for theme in in_use
        if theme.origin == FITTED
        and theme.id not in by_people
        and not is_named(theme)
        and len(said.get(theme.id, ())) >= FEWEST_QUOTES
    ]
    return {theme.id: theme.label for theme in in_use}, found[:AT_ONCE]


def is_named(theme: Theme) -> bool:
    """Whether the label a theme has is a model's, or a person's."""
    renamed = [line for line in theme.lineage if line.get("event") in ("renamed", "undone")]
    return bool(renamed) and renamed[-1].get("by") != "run"


async def _edited(db: Db, study_id: str) -> set[str]:
    """Themes that a person had a hand in."""
    edits = await theme_edits.holding(db, study_id)
    born = {name for edit in edits for name in edit.what.get("born", ())}
    return born | {edit.theme_id for edit in edits if edit.theme_id}


async def _write(
    db: Db, kit: Kit, study: Study, nameless: Sequence[_Nameless], named: dict[str, ThemeName]
) -> int:
    """Writes the names of themes that are still called what they were, and that nobody edited meanwhile."""
    now = {theme.id: theme for theme in await themes.themes(db, study.id)}
    by_people = await _edited(db, study.id)
    written = 0
    for one in nameless:
        name, theme = named.get(one.theme.id), now.get(one.theme.id)
        labels = {other.label.casefold() for other in now.values() if other.id != one.theme.id}
        if name is None or theme is None or theme.id in by_people or theme.label != one.theme.label:
            continue
        if name.label.casefold() in labels:
            continue
        line: dict[str, Any] = {
            "event": "renamed",
            "at": kit.clock().isoformat(),
            "by": MODEL,
            "before": theme.label,
            "after": name.label,
            "evidence": [one.quotes[row].id for row in name.evidence],
            "prompts": dict(name.prompts),
        }
        await themes.rename(db, theme.id, name.label, line)
        await themes.summarise(db, theme.id, name.summary or None)
        theme.label = name.label
        written += 1
    return written
