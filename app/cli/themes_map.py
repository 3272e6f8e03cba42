"""The map of themes as numbers a template puts into SVG: circles by respondents, coloured by feeling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from analysis.survey import Survey
from analysis.survey_figures import layout

_LETTER: Final = 6.6
_LINE: Final = 15
_COVERED: Final = 0.34
_LARGEST: Final = 68.0
_SMALLEST: Final = 11.0
_MARGIN: Final = 10
_LABELS: Final = 24
_SHOWN: Final = 48
# Colour follows the mean sentiment in five steps: blue for good, orange for bad, told apart by everyone.
_STEPS: Final = ((-0.4, "bad"), (-0.15, "sour"), (0.15, "even"), (0.4, "warm"))

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Circle:
    """One theme: its place and size in the map's units, and where its name stands, empty where none fits."""

    theme: int
    number: int
    x: float
    y: float
    radius: float
    tone: str
    words: str
    name: str = ""
    is_inside: bool = False
    name_x: float = 0.0
    name_y: float = 0.0


@dataclass(frozen=True)
class ThemeMap:
    """A box of `width` by `height` with its circles, the largest first."""

    width: int
    height: int
    circles: tuple[Circle, ...]


def tone(value: float | None) -> str:
    """The colour's name of a sentiment: bad, sour, even, warm, good, or none where it is not known."""
    if value is None:
        return "none"
    return next((name for limit, name in _STEPS if value <= limit), "good")


def theme_map(
    found: Sequence[dict[str, Any]], survey: Survey, width: int, height: int, *, named: bool
) -> ThemeMap:
    """The themes of a summary on a map, the first 48 of them; with `named`, as many names as find room."""
    found = found[:_SHOWN]
    counts = np.array([theme["prevalence"]["respondents"] for theme in found], dtype=np.float64)
    radii = np.sqrt(counts / max(counts.sum(), 1.0) * _COVERED * width * height / np.pi)
    radii = np.clip(radii, _SMALLEST, _LARGEST)
    room = (width - 2 * _MARGIN, height - 2 * _MARGIN)
    places = layout(survey, [theme["theme"] for theme in found], radii, *room) + _MARGIN
    circles = []
    for number, (theme, (x, y), radius) in enumerate(zip(found, places, radii, strict=True), 1):
        circles.append(
            Circle(
                theme["theme"],
                number,
                round(float(x), 1),
                round(float(y), 1),
                round(float(radius), 1),
                tone(theme["sentiment"]),
                _told(theme),
            )
        )
    return ThemeMap(width, height, tuple(_with_names(circles, found, width, height) if named else circles))


def _told(theme: dict[str, Any]) -> str:
    share, value = theme["prevalence"], theme["sentiment"]
    felt = "feeling not assessed" if value is None else f"feeling {value:+.2f}"
    return f"{theme['label']}: {share['respondents']} of {share['of']} respondents, {felt}"


def _with_names(
    circles: Sequence[Circle], found: Sequence[dict[str, Any]], width: int, height: int
) -> list[Circle]:
    """Names set inside, below, above or beside their circle, wherever they cover nothing; largest first."""
    taken: list[Box] = [_around(c) for c in circles]
    named = []
    for index, (circle, theme) in enumerate(zip(circles, found, strict=True)):
        label = theme["label"] if len(theme["label"]) <= 26 else theme["label"][:25].rstrip() + "…"
        half = len(label) * _LETTER / 2
        place: tuple[float, float, bool] | None = None
        if index < _LABELS:
            for x, y, is_inside in _places(circle, half):
                box = (x - half, y - _LINE + 3, x + half, y + 4)
                fits = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
                if fits and not any(_meet(box, other) for k, other in enumerate(taken) if k != index):
                    place = (x, y, is_inside)
                    taken.append(box)
                    break
        if place is None:
            named.append(circle)
        else:
            x, y, is_inside = place
            named.append(
                replace(circle, name=label, name_x=round(x, 1), name_y=round(y, 1), is_inside=is_inside)
            )
    return named


def _places(circle: Circle, half: float) -> list[tuple[float, float, bool]]:
    """Where a name may stand, best first: inside under the number if it fits, else around the circle."""
    inside = [(circle.x, circle.y + _LINE - 2, True)] if half + 4 < circle.radius * 0.92 else []
    gap = circle.radius + 5
    return [
        *inside,
        (circle.x, circle.y + gap + _LINE - 5, False),
        (circle.x, circle.y - gap, False),
        (circle.x + gap + half, circle.y + 4, False),
        (circle.x - gap - half, circle.y + 4, False),
    ]


def _around(circle: Circle) -> Box:
    reach = circle.radius * 0.9
    return (circle.x - reach, circle.y - reach, circle.x + reach, circle.y + reach)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
