"""Health over all accounts: the scores there are, how accounts stand by them, and which look wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep, NowDep
from app.errors import Invalid
from app.pages.charts import Meter
from app.pages.frame import Context, render
from app.pages.health_panel import shown_score
from app.pages.route import router as page_router
from app.pages.wording import counted, money, percent
from app.queries import health_lists
from app.queries.health_lists import BandCount, ScoreLine
from app.services import definition_versions as versioning
from app.services.back_test_definition import DAYS_BEFORE, back_test_definition
from app.services.compare_definitions import compare_definitions
from app.services.definition_versions import Version
from app.services.health_alarms import Alarm, health_alarms
from app.services.policy_book import Book, book
from app.success.health.back_test import BackTest
from app.success.health.compare import Comparison
from app.success.health.mappings import Bounded, Linear, Step, ToScore
from app.success.health.sentences import number
from app.success.health.types import Definition, Factor

router = page_router()

LOWEST = 15
COMPARED = 500
SHIPPED = "shipped"


@dataclass(frozen=True)
class BandView:
    """A band with what it calls for; `accounts` in it, and their part of those scored."""

    name: str
    cut: str
    action: str
    who: str
    accounts: str
    arr: str
    meter: Meter


@dataclass(frozen=True)
class DefinitionView:
    """A score with its bands; `unknown` accounts have too little known of them for one."""

    name: str
    title: str
    about: str
    version: str
    bands: tuple[BandView, ...]
    scored: int
    unknown: int


@dataclass(frozen=True)
class FactorRow:
    """A factor as its definition has it; `mappings` in words, one per part."""

    title: str
    about: str
    weight: str
    share: str
    segments: str
    fades: str
    mappings: tuple[str, ...]


@dataclass(frozen=True)
class LowLine:
    """One of the accounts that stand lowest."""

    account_id: str
    account: str
    score: str
    band: str | None
    sentence: str


@dataclass(frozen=True)
class HealthPage(Context):
    """Every score there is, and those of single accounts that look wrong."""

    template: ClassVar[str] = "health/index.html"
    section: ClassVar[str] = "Accounts"
    definitions: list[DefinitionView]
    alarms: list[Alarm]


@dataclass(frozen=True)
class DefinitionPage(Context):
    """One score. `compared` is with version `other`, `tested` against past renewals; both only when asked."""

    template: ClassVar[str] = "health/show.html"
    section: ClassVar[str] = "Accounts"
    definition: DefinitionView
    factors: list[FactorRow]
    lowest: list[LowLine]
    alarms: list[Alarm]
    versions: list[Version]
    source: str
    compared: Comparison | None
    other: str
    tested: BackTest | None
    days_before: int


@router.get("/health")
async def index(request: Request, db: DbDep, now: NowDep) -> Response:
    held = await book(db)
    counts = await health_lists.band_counts(db)
    context = HealthPage(
        definitions=[definition_view(one, counts) for one in held.health.values()],
        alarms=await health_alarms(db, now),
    )
    return render(request, context)


@router.get("/health/{definition_name}")
async def show(
    request: Request, definition_name: str, db: DbDep, now: NowDep, compare: str = "", test: str = ""
) -> Response:
    """With `compare` (a version's number, or `shipped`) beside that version; with `test` against renewals."""
    held = await book(db)
    definition = versioning.held(held, definition_name)
    other = await _chosen(db, definition, compare) if compare else None
    lowest = await health_lists.lowest(db, definition_name, None, limit=LOWEST)
    context = DefinitionPage(
        definition=definition_view(definition, await health_lists.band_counts(db)),
        factors=[factor_row(factor, definition) for factor in definition.factors],
        lowest=[_low(line, definition) for line in lowest],
        alarms=await health_alarms(db, now, definition=definition_name),
        versions=await versioning.versions(db, definition_name),
        source=await versioning.standing_text(db, definition_name),
        compared=await compare_definitions(db, held, definition, other, now, limit=COMPARED)
        if other
        else None,
        other=compare,
        tested=await _tested(db, held, other or definition) if test else None,
        days_before=DAYS_BEFORE,
    )
    return render(request, context)


async def _chosen(db: DbDep, definition: Definition, asked: str) -> Definition:
    """The version somebody wants to see beside. Raises Invalid, NotFound."""
    if asked != SHIPPED and not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        raise Invalid("compare must be a version's number, or shipped.", field="compare")
    number_asked = None if asked == SHIPPED else int(asked)
    return versioning.read(definition.name, await versioning.text_of(db, definition.name, number_asked))


async def _tested(db: DbDep, held: Book, definition: Definition) -> BackTest:
    return await back_test_definition(db, held, definition)


def definition_view(definition: Definition, counts: Sequence[BandCount]) -> DefinitionView:
    inside = {count.band: count for count in counts if count.definition == definition.name}
    scored = sum(count.accounts for band, count in inside.items() if band is not None)
    cuts = [100.0, *(band.at_least for band in definition.bands)]
    bands = []
    for place, band in enumerate(definition.bands):
        count = inside.get(band.name)
        accounts = count.accounts if count else 0
        share = accounts / scored if scored else 0.0
        label = f"{counted(accounts, 'account')}, {percent(share)} of those scored"
        bands.append(
            BandView(
                name=band.name,
                cut=f"{band.at_least:g} to {cuts[place]:g}",
                action=band.action,
                who=band.who,
                accounts=number(accounts),
                arr=money(count.arr_cents if count else 0),
                meter=Meter(round(100 * share, 1), 0, 0, label, f"of-band band-{band.name}"),
            )
        )
    return DefinitionView(
        name=definition.name,
        title=definition.title,
        about=definition.about,
        version=definition.version,
        bands=tuple(bands),
        scored=scored,
        unknown=inside[None].accounts if None in inside else 0,
    )


def factor_row(factor: Factor, definition: Definition) -> FactorRow:
    whole = sum(one.weight for one in definition.factors)
    return FactorRow(
        title=factor.title,
        about=factor.about,
        weight=f"{factor.weight:g}",
        share=percent(factor.weight / whole),
        segments=", ".join(f"{weight:g} for {name}" for name, weight in factor.weights),
        fades=f"counts half after {factor.fades_days:g} days without news" if factor.fades_days else "",
        mappings=tuple(dict.fromkeys(in_words(part.mapping) for part in factor.parts)),
    )


def in_words(mapping: ToScore) -> str:
    """A mapping as a sentence: "−60 scores 0, 0 scores 85, 15 scores 100, in between along the line"."""
    match mapping:
        case Step():
            steps = ", ".join(f"from {number(value)} on {number(score)}" for value, score in mapping.steps)
            return f"below {number(mapping.steps[0][0])}: {number(mapping.below)}, {steps}"
        case Linear():
            return f"{number(mapping.zero_at)} scores 0, {number(mapping.full_at)} scores 100, evenly between"
        case Bounded():
            points = ", ".join(f"{number(value)} scores {number(score)}" for value, score in mapping.points)
            return f"{points}, evenly between"


def _low(line: ScoreLine, definition: Definition) -> LowLine:
    return LowLine(
        account_id=line.account_id,
        account=line.account,
        score="–" if line.score is None else shown_score(line.score, definition),
        band=line.band,
        sentence=line.top[0]["sentence"] if line.top else "",
    )
