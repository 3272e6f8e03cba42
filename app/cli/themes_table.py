"""What people read of `earshot themes` in a terminal: a table with quotes, and a few lines below it."""

from __future__ import annotations

from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

_QUOTES_SHOWN: Final = 2
_THEMES_SHOWN: Final = 30
_NARROW: Final = 100
_LONGEST: Final = 200
_BAR: Final = 8


def print_report(found: dict[str, Any], console: Console) -> None:
    """The themes by size, each with its share of respondents, its feeling and what people say."""
    wide = console.width >= _NARROW
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, pad_edge=False, collapse_padding=True)
    table.add_column("Theme", style="bold", ratio=3)
    table.add_column("Respondents (95 %)" if wide else "Share", justify="right", no_wrap=True)
    table.add_column("Feeling", justify="right", no_wrap=True)
    table.add_column("In their words", ratio=7 if wide else 5)
    for theme in found["themes"][:_THEMES_SHOWN]:
        table.add_row(_name(theme), _share(theme, wide=wide), _feeling(theme), _words(theme, wide=wide))
    console.print(table)
    for line in _below(found):
        console.print(Text(line), soft_wrap=False)


def one_line(text: str) -> str:
    """A text safe to print: one line, no control characters, not endless."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"


def _name(theme: dict[str, Any]) -> Text:
    name = Text(one_line(theme["label"]))
    name.append(f"\n{theme['size']} said", style="not bold dim")
    return name


def _share(theme: dict[str, Any], *, wide: bool) -> Text:
    share = theme["prevalence"]
    said = Text(f"{share['share']:.0%}")
    interval = f"{share['low']:.0%}–{share['high']:.0%}"
    if wide:
        filled = round(_BAR * share["share"])
        said = Text("━" * filled + " " * (_BAR - filled), style="cyan") + Text(f" {share['share']:>4.0%}")
        return said + Text(f" ({interval})", style="dim")
    return said + Text(f"\n{interval}", style="dim")


def _feeling(theme: dict[str, Any]) -> Text:
    value = theme["sentiment"]
    if value is None:
        return Text("–", style="dim")
    style = "blue" if value > 0.15 else "yellow" if value < -0.15 else ""
    felt = Text(f"{value:+.2f}", style=style)
    if theme["feelings"]["divided"]:
        felt.append("\ndivided", style="dim")
    return felt


def _words(theme: dict[str, Any], *, wide: bool) -> Text:
    shown = theme["quotes"][: _QUOTES_SHOWN if wide else 1]
    return Text("\n").join(Text(f"“{one_line(quote['text'])}”") for quote in shown)


def _below(found: dict[str, Any]) -> list[str]:
    outliers, times = found["outliers"], found["timings"]
    lines = [
        "",
        f"{len(found['themes'])} themes in {found['statements']:,} statements"
        f" of {found['respondents']:,} respondents;"
        f" in no theme: {outliers['size']:,} ({outliers['share']:.0%}).",
    ]
    smaller = len(found["themes"]) - _THEMES_SHOWN
    if smaller > 0:
        lines.append(
            f"The {_THEMES_SHOWN} largest are shown; --json and --html list the other {smaller} too."
        )
    if found["too_few"]:
        lines.append(f"{found['too_few']} more have fewer respondents than --min-group asks for.")
    if found["intents"]:
        named = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found["intents"].items())
        lines.append(f"Intents: {named}.")
    if found["together"]:
        best = found["together"][0]
        lines.append(
            f"Often together: {best['labels'][0]} and {best['labels'][1]}"
            f" ({best['respondents']} respondents, {best['times']:.1f} times as often as by chance)."
        )
    stages = ", ".join(
        f"{name} {spent:.1f}" for name, spent in times.items() if name != "total" and spent >= 0.05
    )
    lines.append(f"CPU seconds: {times['total']:.1f} ({stages}).")
    return lines
