"""How much a study has heard: people, interviews, and what is still to be expected from more of them."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.counting.saturation import Saturation
from app.pages.charts import Curve, curve
from app.pages.wording import counted, percent
from app.services.theme_figures import StudyFigures


@dataclass(frozen=True)
class Hearing:
    """`withheld` themes are voiced by fewer than `smallest` people. `quiet` and `unheard` say in words what
    the last interviews brought and what more would, "" where it is too early."""

    respondents: int
    withheld: int
    smallest: int
    curve: Curve | None
    quiet: str
    unheard: str


def hearing(figures: StudyFigures) -> Hearing:
    found = figures.saturation
    return Hearing(
        respondents=figures.respondents,
        withheld=figures.withheld,
        smallest=figures.smallest,
        curve=curve(found),
        quiet=quiet(found),
        unheard=unheard(found),
    )


def quiet(found: Saturation) -> str:
    """ "The last 10 interviews brought no new theme." """
    if found.interviews < 3 or not found.themes:
        return ""
    heard = f"{counted(found.themes, 'theme')} in {counted(found.interviews, 'interview')}."
    if not found.quiet:
        return f"{heard} The last one brought a new theme."
    last = "The last interview" if found.quiet == 1 else f"The last {found.quiet:,} interviews"
    return f"{heard} {last} brought no new theme."


def unheard(found: Saturation) -> str:
    """What more interviews would bring, as far as the rare themes tell."""
    if found.interviews < 3 or found.unheard is None or found.coverage is None or found.next_new is None:
        return ""
    if round(found.unheard) < 1 or not found.next_new:
        return "Nothing points to themes still unheard."
    further = f" One new theme in about {round(1 / found.next_new):,} further interviews."
    missing = counted(round(found.unheard), "theme is", "themes are")
    return (
        f"At least {missing} still unheard; about {percent(found.coverage)} of what people say is on themes"
        f" already known.{further}"
    )
