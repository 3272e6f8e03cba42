"""Accounts and definitions for tests of health, from a few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from hypothesis import strategies as st

from app.success.conditions import Condition, Reading
from app.success.conditions import segments as segment_files
from app.success.health import definition as definitions
from app.success.health.bands import Band
from app.success.health.mappings import Linear
from app.success.health.scores import Score
from app.success.health.scoring import score
from app.success.health.types import Definition, Factor, Part
from app.success.record import Known, Point, Record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BANDS = (
    Band("healthy", 80, "a", "b"),
    Band("at_risk", 60, "a", "b"),
    Band("declining", 40, "a", "b"),
    Band("critical", 0, "a", "b"),
)
SEGMENTS: Mapping[str, Condition] = {
    name: segment_files.read(text, f"{name}.toml").when for name, text in segment_files.shipped().items()
}


def shipped(name: str) -> Definition:
    return definitions.read(definitions.shipped()[name], f"{name}.toml")


def factor(name: str, weight: float) -> Factor:
    """Scores a field of the same name as it is, 0..100."""
    part = Part(
        Reading(field=f"custom.{name}"),
        Linear(0, 100),
        "count",
        MappingProxyType({"some": name + " is {value}"}),
    )
    return Factor(name, name.title(), "", weight, (part,))


def definition(weights: Mapping[str, float], *, version: str = "1", least: float = 0.0) -> Definition:
    factors = tuple(factor(name, weight) for name, weight in weights.items())
    return Definition("made", "Made", "", version, "higher_is_better", least, factors, BANDS)


def account(values: Mapping[str, float | None], *, at: datetime = NOW) -> Record:
    """An account whose fields are those that have a value."""
    known = {f"custom.{name}": Known(value, "crm", at) for name, value in values.items() if value is not None}
    return Record("acc_1", known)


def scored(weights: Mapping[str, float], values: Mapping[str, float | None], *, least: float = 0.0) -> Score:
    return score(definition(weights, least=least), account(values), NOW, segments={})


def daily(amounts: Sequence[float], *, until: datetime = NOW, label: str | None = None) -> tuple[Point, ...]:
    """One point a day, the last an hour before `until`."""
    last = until - timedelta(hours=1)
    return tuple(
        Point(last - timedelta(days=len(amounts) - 1 - day), amount, label, id=f"fct_{day}")
        for day, amount in enumerate(amounts)
    )


NAMES = tuple("abcdef")
WEIGHTS = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 40).map(float), min_size=1)


@st.composite
def weights_and_values(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, float | None]]:
    """Weights of factors, and a value or none for each."""
    weights = draw(WEIGHTS)
    value = st.none() | st.integers(-50, 150).map(float)
    return weights, {name: draw(value) for name in weights}
