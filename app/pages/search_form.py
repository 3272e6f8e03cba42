"""The search form: what an address asks for, and what its lists offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from analysis import intents
from analysis.types import NEUTRAL_BELOW
from app.database import Db
from app.errors import Invalid
from app.queries import accounts, search, studies, themes
from app.queries.search import Filters
from app.tables import Study
from interviewer.guide import MOMENTS

FEELINGS: Final[Mapping[str, tuple[float | None, float | None]]] = {
    "negative": (None, -NEUTRAL_BELOW),
    "neutral": (-NEUTRAL_BELOW, NEUTRAL_BELOW),
    "positive": (NEUTRAL_BELOW, None),
}
FIELDS: Final = (
    *("study", "theme", "account", "segment", "feeling", "intent", "language", "since", "until", "moment"),
)
_CHOICES: Final = 200


@dataclass(frozen=True)
class Choices:
    """What each list of the form offers. `within` names a theme and an account that a link brought along."""

    studies: list[Study]
    segments: list[str]
    languages: list[str]
    feelings: tuple[str, ...]
    intents: tuple[str, ...]
    moments: tuple[str, ...]
    within: tuple[str, ...]


async def choices(db: Db, given: Mapping[str, str]) -> Choices:
    theme = await themes.theme(db, given["theme"]) if given["theme"] else None
    account = await accounts.account(db, given["account"]) if given["account"] else None
    spoken = await search.spoken(db)
    return Choices(
        studies=(await studies.studies(db, limit=_CHOICES)).items,
        segments=spoken.segments,
        languages=spoken.languages,
        feelings=tuple(FEELINGS),
        intents=tuple(intents.NAMES),
        moments=MOMENTS,
        within=tuple(
            told
            for told in (theme and f"on {theme.label}", account and f"by people of {account.name}")
            if told
        ),
    )


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters a form asks for; a choice it does not offer counts as none. Raises Invalid for a day that
    is none."""
    least, most = FEELINGS.get(given["feeling"], (None, None))
    same: dict[str, Any] = {
        name: given[name] or None for name in ("study", "theme", "account", "segment", "language")
    }
    return Filters(
        **same,
        least=least,
        most=most,
        intent=given["intent"] if given["intent"] in intents.NAMES else None,
        moment=given["moment"] if given["moment"] in MOMENTS else None,
        since=_day(given, "since"),
        until=_day(given, "until"),
    )


def _day(given: Mapping[str, str], name: str) -> date | None:
    if not given[name]:
        return None
    try:
        return date.fromisoformat(given[name])
    except ValueError:
        raise Invalid("Write a day as 2026-11-22.", field=name) from None
