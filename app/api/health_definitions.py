"""Health definitions: what scores are made of, versions side by side, and whether they would have told."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field

from app.api.shapes import Page, Shape, router
from app.deps import DbDep, NowDep
from app.errors import Invalid
from app.queries import health_lists
from app.queries.health_lists import BandCount
from app.services import definition_versions as versioning
from app.services.back_test_definition import DAYS_BEFORE, back_test_definition
from app.services.compare_definitions import MOST_ACCOUNTS, compare_definitions
from app.services.definition_versions import Version
from app.services.policy_book import Book, book
from app.success.health.back_test import BackTest
from app.success.health.compare import Comparison
from app.success.health.types import DEFAULT, Definition, Factor

definitions = router("health")

MOST_MOVERS = 200


class BandOut(Shape):
    """`accounts` are those in it now, `arr_cents` what they are worth a year."""

    name: str
    at_least: float
    action: str
    who: str
    accounts: int
    arr_cents: int


class FactorKindOut(Shape):
    """`weights` are those of segments that weigh it differently; `share` is its part of all weight, 0..1."""

    name: str
    title: str
    about: str
    weight: float
    share: float
    weights: dict[str, float]


class DefinitionOut(Shape):
    name: str
    title: str
    about: str
    version: str
    is_default: bool
    direction: Literal["higher_is_better", "higher_is_worse"]
    least_coverage: float
    route_below: float | None = Field(description="Below this score somebody is called at once.")
    bands: list[BandOut]
    unknown_accounts: int = Field(description="Accounts of which too little is known for a score.")
    factors: list[FactorKindOut]


class VersionOut(Shape):
    """`number` is null for the version that comes with Earshot."""

    number: int | None
    status: str
    version: str
    note: str | None


class DefinitionDetailOut(DefinitionOut):
    source: str
    versions: list[VersionOut]


class CompareIn(Shape):
    """Either the `number` of a version, or a `source`; neither stands for the shipped version."""

    number: int | None = Field(None, ge=1)
    source: str | None = Field(None, max_length=versioning.LONGEST_SOURCE)
    limit: int = Field(500, ge=1, le=MOST_ACCOUNTS)


class MoveOut(Shape):
    band: str | None
    other_band: str | None
    accounts: int


class MoverOut(Shape):
    account: str
    account_name: str
    score: float | None
    band: str | None
    other_score: float | None
    other_band: str | None
    delta: float | None


class ComparisonOut(Shape):
    """What the other version would do to the accounts worth most: how many move band, and who."""

    version: str
    other_version: str
    accounts: int
    changing: int
    mean_difference: float | None
    coverage: float
    other_coverage: float
    moves: list[MoveOut]
    movers: list[MoverOut]


class BandLineOut(Shape):
    band: str
    terms: int
    lost: int
    share: float | None
    arr_cents: int
    lost_arr_cents: int


class BackTestOut(Shape):
    """`separation` is the chance that a kept term scored better than a lost one (0.5 is a coin), with its
    95 % interval; null until 10 of each are known."""

    definition: str
    version: str
    days_before: int
    kept: int
    lost: int
    unknown: int
    is_enough: bool
    mean_kept: float | None
    mean_lost: float | None
    separation: float | None
    low: float | None
    high: float | None
    bands: list[BandLineOut]


@definitions.get("/definitions", response_model=Page[DefinitionOut])
async def index(db: DbDep) -> dict[str, Any]:
    """Every definition that holds, the default one first, with how many accounts are in each band."""
    held = await book(db)
    counts = await health_lists.band_counts(db)
    return {"items": [_definition(one, counts) for one in held.health.values()]}


@definitions.get("/definitions/{name}", response_model=DefinitionDetailOut)
async def show(name: str, db: DbDep) -> dict[str, Any]:
    """One definition with its text and its versions."""
    held = versioning.held(await book(db), name)
    found = await versioning.versions(db, name)
    return _definition(held, await health_lists.band_counts(db)) | {
        "source": await versioning.standing_text(db, name),
        "versions": [_version(one) for one in found],
    }


@definitions.post("/definitions/{name}/compare", response_model=ComparisonOut)
async def compare(name: str, given: CompareIn, db: DbDep, now: NowDep) -> ComparisonOut:
    """Another version beside the one that holds, over the accounts worth most. Changes nothing."""
    known = await book(db)
    one = versioning.held(known, name)
    if given.number is not None and given.source is not None:
        raise Invalid("Give either number or source, not both.", field="source")
    text = given.source if given.source is not None else await versioning.text_of(db, name, given.number)
    other = versioning.read(name, text)
    found = await compare_definitions(db, known, one, other, now, limit=given.limit)
    return _comparison(one, other, found)


@definitions.get("/definitions/{name}/back-test", response_model=BackTestOut)
async def back_test(
    name: str,
    db: DbDep,
    days_before: Annotated[int, Query(ge=1, le=365)] = DAYS_BEFORE,
    number: Annotated[int | None, Query(ge=1)] = None,
) -> BackTestOut:
    """What a version would have said some days before past renewals, against how they went."""
    known = await book(db)
    chosen = await _version_of(db, known, name, number)
    return _back_test(await back_test_definition(db, known, chosen, days_before=days_before), days_before)


async def _version_of(db: DbDep, known: Book, name: str, number: int | None) -> Definition:
    held = versioning.held(known, name)
    return held if number is None else versioning.read(name, await versioning.text_of(db, name, number))


def _definition(one: Definition, counts: list[BandCount]) -> dict[str, Any]:
    inside = {count.band: count for count in counts if count.definition == one.name}
    whole = sum(factor.weight for factor in one.factors)
    bands = [
        BandOut(
            name=band.name,
            at_least=band.at_least,
            action=band.action,
            who=band.who,
            accounts=inside[band.name].accounts if band.name in inside else 0,
            arr_cents=inside[band.name].arr_cents if band.name in inside else 0,
        )
        for band in one.bands
    ]
    named = ("name", "title", "about", "version", "direction", "least_coverage", "route_below")
    return {name: getattr(one, name) for name in named} | {
        "is_default": one.name == DEFAULT,
        "bands": bands,
        "unknown_accounts": inside[None].accounts if None in inside else 0,
        "factors": [_factor(factor, whole) for factor in one.factors],
    }


def _factor(factor: Factor, whole: float) -> FactorKindOut:
    return FactorKindOut(
        name=factor.name,
        title=factor.title,
        about=factor.about,
        weight=factor.weight,
        share=factor.weight / whole,
        weights=dict(factor.weights),
    )


def _version(one: Version) -> VersionOut:
    return VersionOut(number=one.number, status=one.status, version=one.version, note=one.note)


def _comparison(one: Definition, other: Definition, found: Comparison) -> ComparisonOut:
    return ComparisonOut(
        version=one.version,
        other_version=other.version,
        accounts=found.pairs,
        changing=len(found.movers),
        mean_difference=found.mean_difference,
        coverage=found.mean_coverage[0],
        other_coverage=found.mean_coverage[1],
        moves=[
            MoveOut(band=was, other_band=would_be, accounts=count)
            for (was, would_be), count in found.moves.items()
        ],
        movers=[
            MoverOut(
                account=pair.account,
                account_name=pair.name,
                score=pair.one.score,
                band=pair.one.band,
                other_score=pair.other.score,
                other_band=pair.other.band,
                delta=pair.delta,
            )
            for pair in found.movers[:MOST_MOVERS]
        ],
    )


def _back_test(found: BackTest, days_before: int) -> BackTestOut:
    named = ("definition", "version", "kept", "lost", "unknown", "is_enough", "mean_kept", "mean_lost")
    return BackTestOut(
        **{name: getattr(found, name) for name in (*named, "separation", "low", "high")},
        days_before=days_before,
        bands=[BandLineOut.model_validate(line) for line in found.bands],
    )
