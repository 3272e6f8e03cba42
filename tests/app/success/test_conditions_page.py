"""The guide to conditions is true: its examples read, its lists are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.success.conditions import MEASURES, OPS, condition_from, segments, thresholds_in
from app.success.conditions.fields import KINDS
from app.success.conditions.spans import REACH_DAYS
from app.success.conditions.thresholds import thresholds_from
from app.success.toml_files import tables

PAGE = (Path(__file__).parents[3] / "docs" / "conditions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def first_column(heading: str) -> set[str]:
    """The names in the first column of the first table under a heading."""
    part = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = part.split("\n|---", 1)[1].split("\n\n", 1)[0]
    cells = re.findall(r"^\| (.+?) \|", table, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_reads(text: str) -> None:
    top = tables(text, "example.toml")
    condition = condition_from(top.table("when").values, top.place.at("when"))
    given = {one.name for one in thresholds_from(top.table("thresholds", needed=False))}
    top.settle()
    assert set(thresholds_in(condition)) <= given
    if "name" in top:
        assert segments.read(text, "example.toml").when == condition


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("A test", set(OPS)),
        ("Measures", set(MEASURES)),
        ("Fields", {*KINDS, "custom.*"}),
        ("Segments", set(segments.shipped())),
    ],
)
def test_every_name_is_explained(heading: str, names: set[str]) -> None:
    assert first_column(heading) - {"known = true"} >= names
    assert first_column(heading) - names <= {
        "measure",
        "label",
        "window_days",
        "said.sentiment",
        "known = true",
    }


def test_the_page_says_how_far_readings_look_back() -> None:
    assert f"looks back {REACH_DAYS:.0f} days" in PAGE
