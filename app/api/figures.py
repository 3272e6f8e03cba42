"""Figures about themes: every one says how many people it counts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from analysis.counting.feelings import Feeling
from analysis.counting.money import Weighted
from analysis.counting.pairs import Pair
from analysis.counting.segments import GroupShare
from analysis.counting.weeks import Change
from analysis.prevalence import Share
from app.api.shapes import Shape, router
from app.deps import DbDep
from app.errors import NotFound
from app.queries import studies
from app.services.theme_figures import StudyFigures, ThemeFigures, study_figures

figures = router("studies")


class Prevalence(Shape):
    """Share of respondents, 0..1, with its 95 % interval."""

    value: float
    low: float
    high: float
    respondents: int
    of: int


class Week(Shape):
    """The respondents of one week (its Monday) who voice the theme, `of` all of that week."""

    week: str
    respondents: int
    of: int


class ArrShare(Shape):
    """Share of the ARR heard, 0..1, with its 95 % interval. Accounts without an ARR (`accounts_unknown`) and
    respondents without an account are left out."""

    value: float
    low: float
    high: float
    arr_cents: int
    of_cents: int
    accounts: int
    of: int
    accounts_unknown: int
    respondents_without_account: int


class FeelingOut(Shape):
    """Sentiment (-1..1) over respondents, each counted once; `spread` is their standard deviation."""

    mean: float | None
    low: float | None
    high: float | None
    spread: float | None
    respondents: int = Field(description="Those assessed.")
    not_assessed: int
    positive: int
    neutral: int
    negative: int
    divided: bool = Field(description="At least a quarter of those assessed is on each side.")


class SegmentOut(Shape):
    """The theme among respondents of one segment or role, and among those of all others.

    `q` is the p of Fisher's exact test after all comparisons of the study, null where the others are too few.
    """

    attribute: str
    name: str
    prevalence: Prevalence
    others: Prevalence
    q: float | None
    differs: Literal["more", "less"] | None


class ChangeOut(Shape):
    """From this week (its Monday) on the share is another one; `p` is how often chance does as much."""

    week: date
    before: Prevalence
    now: Prevalence
    p: float


class PairOut(Shape):
    """Two themes one respondent voices. `expected` would, were they unrelated; `lift` is their quotient."""

    themes: tuple[str, str]
    respondents: int
    expected: float
    of: int
    lift: float
    q: float
    tied: bool = Field(description="They meet more often than by chance.")


class GroupOut(Shape):
    attribute: str
    name: str
    respondents: int


class LeftOut(Shape):
    """Respondents in groups too small to be shown, and those of whom the attribute is not known."""

    attribute: str
    in_small_groups: int
    unknown: int


class SaturationOut(Shape):
    """What further interviews bring. `curve` counts the themes heard after each, `expected` in random order.

    `unheard` is how many themes at least nobody voiced yet, `coverage` (0..1) the share of what is said on
    themes that is on those heard, `next_new` how many new ones the next interview brings on average.
    """

    interviews: int
    themes: int
    quiet: int = Field(description="Interviews since the last that brought a new theme.")
    curve: list[int]
    expected: list[float]
    next_new: float | None
    coverage: float | None
    unheard: float | None


class StudyFiguresOut(Shape):
    """A study's own figures; those of each theme are with the theme."""

    respondents: int
    interviews: int
    smallest_group: int
    themes_shown: int
    themes_withheld: int = Field(description="Voiced by fewer respondents than the smallest group.")
    segments: list[GroupOut]
    left_out: list[LeftOut]
    together: list[PairOut]
    saturation: SaturationOut


@figures.get("/{study_id}/figures", response_model=StudyFiguresOut)
async def show(study_id: str, db: DbDep) -> StudyFiguresOut:
    """Saturation, which themes occur together, and the segments that themes are counted by."""
    study = await studies.study(db, study_id)
    if study is None:
        raise NotFound("There is no such study.")
    return study_shape(await study_figures(db, study))


def study_shape(found: StudyFigures) -> StudyFiguresOut:
    groups, heard = found.grouping, found.saturation
    return StudyFiguresOut(
        respondents=found.respondents,
        interviews=heard.interviews,
        smallest_group=found.smallest,
        themes_shown=len(found.shown),
        themes_withheld=found.withheld,
        segments=[
            GroupOut(attribute=group.attribute, name=group.name, respondents=len(group.people))
            for group in groups.groups
        ],
        left_out=[
            LeftOut(attribute=name, in_small_groups=groups.in_small[name], unknown=groups.unknown[name])
            for name in groups.unknown
        ],
        together=[pair_shape(pair) for pair in found.pairs],
        saturation=SaturationOut(
            interviews=heard.interviews,
            themes=heard.themes,
            quiet=heard.quiet,
            curve=list(heard.curve),
            expected=[round(count, 2) for count in heard.expected],
            next_new=heard.next_new,
            coverage=heard.coverage,
            unheard=heard.unheard,
        ),
    )


def prevalence_shape(share: Share) -> Prevalence:
    return Prevalence(
        value=share.value, low=share.low, high=share.high, respondents=share.count, of=share.total
    )


def weeks_shape(found: ThemeFigures) -> list[Week]:
    return [
        Week(week=week.monday.isoformat(), respondents=week.share.count, of=week.share.total)
        for week in found.weeks
    ]


def arr_shape(found: Weighted | None) -> ArrShare | None:
    if found is None:
        return None
    return ArrShare(
        value=found.value,
        low=found.low,
        high=found.high,
        arr_cents=found.arr_cents,
        of_cents=found.of_cents,
        accounts=found.accounts,
        of=found.of,
        accounts_unknown=found.unknown,
        respondents_without_account=found.loose,
    )


def feeling_shape(found: Feeling) -> FeelingOut:
    return FeelingOut(
        mean=found.mean,
        low=found.low,
        high=found.high,
        spread=found.spread,
        respondents=found.assessed,
        not_assessed=found.unassessed,
        positive=found.positive,
        neutral=found.neutral,
        negative=found.negative,
        divided=found.is_divided,
    )


def segment_shape(found: GroupShare) -> SegmentOut:
    return SegmentOut(
        attribute=found.attribute,
        name=found.name,
        prevalence=prevalence_shape(found.share),
        others=prevalence_shape(found.others),
        q=found.q,
        differs=found.differs,
    )


def change_shape(found: Change) -> ChangeOut:
    return ChangeOut(
        week=found.monday,
        before=prevalence_shape(found.before),
        now=prevalence_shape(found.after),
        p=found.p,
    )


def pair_shape(found: Pair) -> PairOut:
    return PairOut(
        themes=(found.first, found.second),
        respondents=found.together,
        expected=found.expected,
        of=found.of,
        lift=found.lift,
        q=found.q,
        tied=found.is_tied,
    )
