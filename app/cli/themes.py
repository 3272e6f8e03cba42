"""`earshot themes`: themes, sentiment and intents for any file of open text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.encoder import local_encoder
from app.cli.rows import Table, TableError, read_table, write_table

if TYPE_CHECKING:
    from analysis.survey import Survey

ADDED = ("theme", "theme_label", "sentiment", "intents")
STATEMENT_COLUMNS = ("row", "group", "start", "end", "text", *ADDED, "confidence")

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="CSV or JSONL, .gz too.", exists=True, dir_okay=False, readable=True),
]
Text = Annotated[str, typer.Option("--text", metavar="COLUMN", help="The column that holds the open text.")]
Group = Annotated[
    str | None,
    typer.Option("--group", metavar="COLUMN", help="Rows with the same value here count as one respondent."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", dir_okay=False, help="Write the rows with the findings added."),
]
Statements = Annotated[
    Path | None,
    typer.Option("--statements", metavar="FILE", dir_okay=False, help="Write one line per statement."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
Transcripts = Annotated[
    bool,
    typer.Option("--transcripts", help="Each text is a whole conversation; keep the respondent's turns."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same themes.")]


def themes(
    file: File,
    text: Text,
    group: Group = None,
    out: Out = None,
    statements: Statements = None,
    as_json: AsJson = False,
    transcripts: Transcripts = False,
    seed: Seed = 0,
) -> None:
    """Finds themes, sentiment and intents in a file of open text.

    Example: earshot themes answers.csv --text comment --group account --out answers-themes.csv
    """
    try:
        table = read_table(file)
        respondents = table.texts(group) if group else [str(number + 1) for number in range(len(table.rows))]
        texts = table.texts(text)
        clash = [name for name in ADDED if out and name in table.columns]
        if clash:
            raise TableError(f"The file already has a column {clash[0]!r}; rename it, or leave out --out.")
        survey = _analyse(texts, respondents, transcripts, seed)
        if not survey.statements:
            raise TableError(f"No statement found in {text!r}{_hint(transcripts)}.")
        if out:
            write_table(out, (*table.columns, *ADDED), _with_findings(table, survey))
        if statements:
            write_table(statements, STATEMENT_COLUMNS, _statement_rows(survey, respondents))
    except TableError as error:
        typer.echo(f"earshot: {error}", err=True)
        raise typer.Exit(1) from error
    from app.cli.themes_report import print_report, summary

    found = summary(survey, respondents, rows=len(table.rows), seed=seed)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print_report(found)


def _hint(transcripts: bool) -> str:
    return (
        "; with --transcripts a turn begins with AI:, Assistant: or User: on a new line"
        if transcripts
        else ""
    )


def _analyse(texts: list[str], respondents: list[str], conversations: bool, seed: int) -> Survey:
    """Run the analysis, with a progress bar where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Loading the encoder", total=None)

        def told(stage: str, done: int, total: int) -> None:
            bar.update(task, description=_STAGES[stage], completed=done, total=total)

        from analysis.survey import analyse

        encode = local_encoder().encode
        return analyse(
            texts, respondents, encode=encode, seed=seed, conversations=conversations, progress=told
        )


_STAGES = {"embedding": "Reading statements", "themes": "Finding themes", "signals": "Sentiment and intents"}


def _with_findings(table: Table, survey: Survey) -> list[dict[str, Any]]:
    """The rows as they were, each with what its main statement says."""
    rows = []
    for row, main in zip(table.rows, survey.main, strict=True):
        rows.append(row | (_findings(survey, main) if main is not None else _NOTHING))
    return rows


_NOTHING: dict[str, Any] = {"theme": -1, "theme_label": "", "sentiment": None, "intents": ""}


def _findings(survey: Survey, index: int) -> dict[str, Any]:
    theme = int(survey.fitted.labels[index])
    feeling = survey.sentiments[index]
    return {
        "theme": theme,
        "theme_label": survey.fitted.themes[theme].label if theme >= 0 else "",
        "sentiment": feeling.value if feeling else None,
        "intents": "|".join(survey.intents[index]),
    }


def _statement_rows(survey: Survey, respondents: list[str]) -> list[dict[str, Any]]:
    rows = []
    for index, statement in enumerate(survey.statements):
        feeling = survey.sentiments[index]
        rows.append(
            {
                "row": statement.turn + 1,
                "group": respondents[statement.turn],
                "start": statement.start,
                "end": statement.end,
                "text": statement.text,
                **_findings(survey, index),
                "confidence": feeling.confidence if feeling else None,
            }
        )
    return rows
