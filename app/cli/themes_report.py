"""What `earshot themes` prints: a summary as data, and the same as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from analysis import sentiment
from analysis.survey import Survey

_QUOTES_SHOWN = 2
_THEMES_SHOWN = 30


def summary(survey: Survey, respondents: Sequence[str], *, rows: int, seed: int) -> dict[str, Any]:
    """The figures of a run: themes with label, size, prevalence and quotes; intents; timings in seconds."""
    total = len(survey.statements)
    outliers = int((survey.fitted.labels < 0).sum())
    intents = Counter(name for names in survey.intents for name in names)
    return {
        "rows": rows,
        "respondents": len(set(respondents)),
        "statements": total,
        "seed": seed,
        "themes": [_theme(survey, respondents, number) for number in range(len(survey.fitted.themes))],
        "outliers": {"size": outliers, "share": round(outliers / total, 4)},
        "sentiment": _feeling(survey, range(total)),
        "intents": dict(intents.most_common()),
        "timings": survey.seconds | {"total": round(sum(survey.seconds.values()), 3)},
    }


def _theme(survey: Survey, respondents: Sequence[str], number: int) -> dict[str, Any]:
    theme = survey.fitted.themes[number]
    members = [i for i, label in enumerate(survey.fitted.labels.tolist()) if label == number]
    share = theme.prevalence
    return {
        "theme": number,
        "label": theme.label,
        "size": theme.size,
        "prevalence": {
            "respondents": share.count,
            "of": share.total,
            "share": round(share.value, 4),
            "low": round(share.low, 4),
            "high": round(share.high, 4),
        },
        "sentiment": _feeling(survey, members),
        "quotes": [_quote(survey, respondents, index) for index in theme.quotes],
    }


def _quote(survey: Survey, respondents: Sequence[str], index: int) -> dict[str, Any]:
    statement = survey.statements[index]
    return {
        "text": statement.text,
        "row": statement.turn + 1,
        "start": statement.start,
        "end": statement.end,
        "respondent": respondents[statement.turn],
    }


def _feeling(survey: Survey, rows: Sequence[int]) -> float | None:
    mean = sentiment.overall([survey.sentiments[i] for i in rows], [1.0] * len(rows))
    return mean.value if mean else None


def print_report(found: dict[str, Any]) -> None:
    """The summary as a table with quotes, on standard output."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 1), show_edge=False, pad_edge=False)
    table.add_column("Theme", style="bold", ratio=2)
    table.add_column("Said", justify="right")
    table.add_column("Respondents (95 %)", justify="right", no_wrap=True)
    table.add_column("Feeling", justify="right")
    table.add_column("In their words", ratio=6)
    for theme in found["themes"][:_THEMES_SHOWN]:
        quotes = Text("\n").join(
            Text(f"“{_one_line(quote['text'])}”") for quote in theme["quotes"][:_QUOTES_SHOWN]
        )
        table.add_row(
            Text(_one_line(theme["label"])),
            str(theme["size"]),
            _share(theme),
            _signed(theme["sentiment"]),
            quotes,
        )
    console.print(table)
    console.print(_footer(found))


def _share(theme: dict[str, Any]) -> str:
    share = theme["prevalence"]
    return f"{share['share']:.0%} ({share['low']:.0%}–{share['high']:.0%})"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"


def _footer(found: dict[str, Any]) -> str:
    outliers = found["outliers"]
    intents = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in found["intents"].items())
    lines = [
        f"\n{len(found['themes'])} themes in {found['statements']} statements"
        f" of {found['respondents']} respondents;"
        f" {outliers['size']} statements ({outliers['share']:.0%}) in no theme;"
        f" {found['timings']['total']:.1f} s."
    ]
    smaller = len(found["themes"]) - _THEMES_SHOWN
    if smaller > 0:
        lines.append(f"The {_THEMES_SHOWN} largest are shown; --json lists the other {smaller} too.")
    if intents:
        lines.append(f"Intents: {intents}.")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    """A text safe to print: one line, no control characters, not endless."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 200 else plain[:199].rsplit(" ", 1)[0] + " …"
