"""The figures of a study and of its themes, counted from what was heard so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.counting.feelings import Feeling, feeling
from analysis.counting.money import Weighted, weighted
from analysis.counting.pairs import Pair, pairs
from analysis.counting.record import Record, record
from analysis.counting.saturation import Saturation, saturation
from analysis.counting.segments import Grouping, GroupShare, by_segment, grouping
from analysis.counting.weeks import Change, Week, by_week, changes
from analysis.prevalence import Share, wilson
from app.database import Db
from app.queries import theme_figures as queries
from app.queries import themes
from app.tables import Study


@dataclass(frozen=True)
class ThemeFigures:
    """One theme's figures; each is counted when it is asked for. `groups` and `together` are small parts of
    what is corrected over the whole study."""

    record: Record
    theme: str
    smallest: int
    groups: tuple[GroupShare, ...]
    together: tuple[Pair, ...]

    @property
    def share(self) -> Share:
        return wilson(len(self.record.voicing.get(self.theme, ())), len(self.record.people))

    @property
    def statements(self) -> int:
        return sum(voice.statements for voice in self.record.of_theme.get(self.theme, ()))

    @property
    def accounts(self) -> int:
        people = self.record.people
        whose = self.record.voicing.get(self.theme, frozenset())
        return len({people[who].account for who in whose if people[who].account})

    @cached_property
    def feeling(self) -> Feeling:
        return feeling(self.record, self.theme)

    @cached_property
    def weighted(self) -> Weighted | None:
        return weighted(self.record, self.theme)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        return by_week(self.record, self.theme)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return changes(self.weeks, smallest=self.smallest)


@dataclass(frozen=True)
class StudyFigures:
    """A study's figures. `smallest` is how many respondents a theme or segment needs to be shown here,
    `part_of` names the theme that another is a part of."""

    record: Record
    smallest: int
    part_of: dict[str, str]

    @property
    def respondents(self) -> int:
        return len(self.record.people)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The themes enough respondents voice."""
        return frozenset(theme for theme, who in self.record.voicing.items() if len(who) >= self.smallest)

    @property
    def withheld(self) -> int:
        """How many themes are voiced by fewer."""
        return len(self.record.voicing) - len(self.shown)

    @cached_property
    def grouping(self) -> Grouping:
        return grouping(self.record, smallest=self.smallest)

    @cached_property
    def by_segment(self) -> dict[str, tuple[GroupShare, ...]]:
        return by_segment(self.record, smallest=self.smallest)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return pairs(self.record, smallest=self.smallest, part_of=self.part_of)

    @cached_property
    def saturation(self) -> Saturation:
        return saturation(self.record)

    def of(self, theme_id: str) -> ThemeFigures:
        """One theme's figures; the comparisons of the whole study are made with the first."""
        return ThemeFigures(
            self.record,
            theme_id,
            self.smallest,
            self.by_segment.get(theme_id, ()),
            tuple(pair for pair in self.pairs if theme_id in (pair.first, pair.second)),
        )


async def study_figures(db: Db, study: Study) -> StudyFigures:
    """Reads what the study's figures are counted from."""
    made = record(await queries.heard(db, study.id), await queries.voices(db, study.id))
    known = await themes.themes(db, study.id)
    part_of = {theme.id: theme.parent_id for theme in known if theme.parent_id}
    return StudyFigures(made, await queries.smallest_group(db, study.id), part_of)
