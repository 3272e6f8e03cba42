"""A definition that cannot be read says where and what would mend it; one that can is read as it stands."""

from __future__ import annotations

import pytest

from app.success.health import definition as definitions
from app.success.health.mappings import Bounded, Linear, Step
from app.success.toml_files import Problems
from tests.app.health.accounts import SEGMENTS, shipped

BANDS = "\n".join(
    f'[[bands]]\nname = "{name}"\nat_least = {cut}\naction = "Do it."\nwho = "CSM"'
    for name, cut in (("healthy", 80), ("at_risk", 60), ("declining", 40), ("critical", 0))
)
FACTOR = """
[[factors]]
name = "seats"
title = "Seats"
about = "Seats in use."
weight = 10
read = { fact = "seats.used" }
unit = "count"
map = { kind = "linear", zero_at = 0, full_at = 10 }
says = { some = "{value} seats" }
"""
TOP = 'name = "own"\ntitle = "Own"\nabout = "Our own."\n'
GOOD = TOP + BANDS + FACTOR


def problems(text: str) -> list[str]:
    with pytest.raises(Problems) as refused:
        definitions.read(text, "own.toml")
    return [str(problem) for problem in refused.value.problems]


def test_a_definition_is_read_as_it_stands() -> None:
    found = definitions.read(GOOD, "own.toml")
    assert (found.name, found.direction, found.least_coverage) == ("own", "higher_is_better", 0.25)
    assert [band.at_least for band in found.bands] == [80, 60, 40, 0]
    assert found.factors[0].parts[0].mapping == Linear(0, 10)
    assert found.factors[0].reading.fact == "seats.used"


def test_another_text_is_another_version() -> None:
    versions = {definitions.read(text, "own.toml").version for text in (GOOD, GOOD, GOOD + "\n# a word\n")}
    assert len(versions) == 2


@pytest.mark.parametrize(
    ("mapping", "read"),
    [
        ('{ kind = "step", below = 5, steps = [[1, 50], [2, 100]] }', Step(((1, 50), (2, 100)), 5)),
        ('{ kind = "bounded", points = [[0, 20], [10, 90]] }', Bounded(((0, 20), (10, 90)))),
    ],
)
def test_each_kind_of_mapping_is_read(mapping: str, read: Step | Bounded) -> None:
    text = GOOD.replace('{ kind = "linear", zero_at = 0, full_at = 10 }', mapping)
    assert definitions.read(text, "own.toml").factors[0].parts[0].mapping == read


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 10", "weight = -1", "weight: must be from 0 to 1,000."),
        ("weight = 10", "wieght = 10", "wieght: is not a known field. Did you mean `weight`?"),
        ("weight = 10", "weight = 0", "factors: One factor at least must weigh something."),
        ('"linear"', '"liner"', "map.kind: must be one of step, linear, bounded. Did you mean `linear`?"),
        ("full_at = 10", "full_at = 0", "map.full_at: must differ from `zero_at`."),
        ("{value} seats", "{amount} seats", "may name {value}, {now}, {before} and {of}, nothing else."),
        ("seats.used", "seats.usd", "is not a fact we know. Did you mean `seats.used`?"),
        ('some = "{value} seats"', 'one = "One seat"', "says.some: is missing; it must be a sentence."),
        ("at_least = 60", "at_least = 90", "bands: must begin lower from band to band."),
        (
            '"critical"\nat_least = 0',
            '"critical"\nat_least = 5',
            "must be 0, so that every score has a band.",
        ),
        ('"declining"', '"worrying"', "must be one of healthy, at_risk, declining, critical."),
        ('{ fact = "seats.used" }', '{ score = "risk" }', "A score is not made of scores."),
        (
            '"linear", zero_at = 0, full_at = 10',
            '"bounded", points = [[2, 0], [1, 100]]',
            "The values must rise",
        ),
        (
            '"linear", zero_at = 0, full_at = 10',
            '"bounded", points = [[1, 0], [2, 101]]',
            "Scores must be from 0",
        ),
        (
            '"linear", zero_at = 0, full_at = 10',
            '"bounded", points = [1, 2]',
            "must be pairs of a value and a",
        ),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_would_mend_it(old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert any(said in one and "own.toml, line " in one for one in found), found


def test_every_fault_is_told_at_once() -> None:
    assert len(problems(GOOD.replace("weight = 10", "weight = -1").replace('"linear"', '"liner"'))) == 2


def test_a_name_is_given_to_one_factor() -> None:
    assert any("is the name of an earlier factor" in one for one in problems(GOOD + FACTOR))


def test_the_horizon_reaches_as_far_as_anything_is_read() -> None:
    assert definitions.horizon_days((shipped("risk"),), SEGMENTS) >= 365
