"""The report `earshot themes --html` writes: one file, no script, nothing fetched from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.survey import Survey
from app.cli.rows import TableError
from app.cli.themes_map import ThemeMap, theme_map, tone

_TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates" / "survey"
_WIDE: Final = (960, 600)
_NARROW: Final = (360, 480)
_INTENTS: Final = 13


@dataclass(frozen=True)
class Page:
    """All the template reads; figures are those of the summary."""

    title: str
    found: dict[str, Any]
    themes: list[dict[str, Any]]
    names: dict[int, str]
    divided: list[dict[str, Any]]
    wide: ThemeMap
    narrow: ThemeMap
    intents: list[tuple[str, int, float]]
    languages: str


def write_page(path: Path, found: dict[str, Any], survey: Survey, *, title: str) -> None:
    """Writes the report, whole or not at all. Raises TableError."""
    html = render(page(found, survey, title=title))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_text(html, encoding="utf-8", errors="replace")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise TableError(f"{path} cannot be written: {error.strerror}.") from error


def page(found: dict[str, Any], survey: Survey, *, title: str) -> Page:
    """What the report shows, themes by respondents."""
    themes = sorted(found["themes"], key=lambda theme: -theme["prevalence"]["respondents"])
    most = max(found["intents"].values(), default=1)
    return Page(
        title=title,
        found=found,
        themes=themes,
        names={theme["theme"]: theme["label"] for theme in themes},
        divided=[theme for theme in themes if theme["for"] and theme["against"]],
        wide=theme_map(themes, survey, *_WIDE, named=True),
        narrow=theme_map(themes, survey, *_NARROW, named=False),
        intents=[
            (name.replace("_", " "), count, round(100 * count / most, 1))
            for name, count in list(found["intents"].items())[:_INTENTS]
        ],
        languages=", ".join(f"{code} {count:,}" for code, count in list(found["languages"].items())[:8]),
    )


def render(shown: Page) -> str:
    """The page as HTML."""
    return _environment().get_template("report.html").render(page=shown)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _signed(value: float | None) -> str:
    return "not assessed" if value is None else f"{value:+.2f}".replace("-", "−")


def _clean(text: str) -> str:
    """Text without what a file of UTF-8 cannot hold or a page would swallow."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"percent": _percent, "signed": _signed, "tone": tone, "clean": _clean}
    return made
