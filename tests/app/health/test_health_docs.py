"""The page about health says what the shipped definitions say, factor by factor, band by band."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.success.health import alarms, back_test, moves
from app.success.health import definition as definitions
from app.success.health.types import LEAST_COVERAGE, Factor
from tests.app.health.accounts import shipped

PAGE = (Path(__file__).parents[3] / "docs" / "health.md").read_text(encoding="utf-8")
FLAT = " ".join(PAGE.split())


def row(factor: Factor) -> str:
    segments = "".join(f", {weight:g} for {name}" for name, weight in factor.weights)
    fades = f" Counts half after {factor.fades_days:g} days without news." if factor.fades_days else ""
    return f"| {factor.title} | {factor.weight:g}{segments} | {factor.about}{fades} |"


@pytest.mark.parametrize("name", definitions.shipped())
def test_every_factor_is_told_with_its_weight_and_no_other(name: str) -> None:
    definition = shipped(name)
    section = PAGE.split(f"### {definition.title}\n")[1].split("\n##")[0]
    told = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert told == [row(factor) for factor in definition.factors]
    assert definition.about in section
    assert f"from {definition.least_coverage * 100:g} % coverage on" in section


def test_bands_and_their_actions_are_those_of_the_default_definition() -> None:
    for band in shipped("risk").bands:
        assert f"| `{band.name}` | {band.at_least:g} | {band.action} | {band.who} |" in PAGE


@pytest.mark.parametrize(
    "claim",
    [
        f"by {moves.RECORDED:g} points, by {moves.COVERAGE_RECORDED * 100:g} % of coverage",
        f"by {moves.TOLD:g} points since they were last told",
        f"for {alarms.STUCK.days} days although facts arrive",
        f"more than {alarms.MOST_TURNS} times within {alarms.SWINGING.days} days",
        f"by {alarms.SWING:g} points there and back",
        f"{back_test.FEWEST} terms of each kind",
        f"unless it says otherwise, {LEAST_COVERAGE * 100:g} %",
    ],
)
def test_figures_are_those_of_the_code(claim: str) -> None:
    assert claim in FLAT


def test_the_example_is_a_definition() -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)[0]
    found = definitions.read(example, "pilot.toml")
    assert (found.name, found.factors[0].weights, found.route_below) == ("pilot", (("enterprise", 30),), 50)
