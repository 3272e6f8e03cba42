"""`earshot themes`: themes, sentiment and intents for any file of open text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.encoder import local_encoder
from app.cli.rows import RowFile, TableError, has_column, text_of, write_table

if TYPE_CHECKING:
    from analysis.survey import Survey
    from analysis.types import Encode

ADDED = ("theme", "theme_label", "sentiment", "intents")
STATEMENT_COLUMNS = ("row", "group", "start", "end", "text", "context", "language", *ADDED, "confidence")

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
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", dir_okay=False, help="Write a report to read, print and pass on."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
Transcripts = Annotated[
    bool,
    typer.Option("--transcripts", help="Each text is a whole conversation; keep the respondent's turns."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same themes.")]
Language = Annotated[
    str,
    typer.Option("--language", metavar="CODE", help="The language of texts too short to tell, such as de."),
]
MinGroup = Annotated[
    int,
    typer.Option("--min-group", min=1, help="Show only themes that at least so many respondents voice."),
]
Unassigned = Annotated[
    float,
    typer.Option(
        "--unassigned",
        metavar="SHARE",
        min=0.0,
        max=0.9,
        help="Share of statements to leave in no theme, from 300 statements on.",
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="FOLDER", file_okay=False, help="Where vectors are kept, if not in EARSHOT_HOME."
    ),
]


def themes(
    file: File,
    text: Text,
    group: Group = None,
    out: Out = None,
    statements: Statements = None,
    html: Html = None,
    as_json: AsJson = False,
    transcripts: Transcripts = False,
    seed: Seed = 0,
    language: Language = "en",
    min_group: MinGroup = 1,
    unassigned: Unassigned = 0.2,
    cache: Cache = None,
) -> None:
    """Finds themes, sentiment and intents in a file of open text.

    Example: earshot themes answers.csv --text comment --group account --html report.html
    """
    if not (len(language) == 2 and language.isascii() and language.isalpha()):
        raise typer.BadParameter("a language is two letters, such as en or de", param_hint="--language")
    try:
        source = RowFile(file)
        texts, respondents = _read(source, text, group)
        clash = [name for name in ADDED if out and name in source.columns]
        if clash:
            raise TableError(f"The file already has a column {clash[0]!r}; rename it, or leave out --out.")
        survey = _analyse(texts, respondents, transcripts, seed, language.lower(), unassigned, cache)
        if not survey.statements:
            raise TableError(f"No statement found in {text!r}{_hint(transcripts)}.")
        from app.cli.themes_report import summary

        found = summary(survey, respondents, rows=len(texts), seed=seed, min_group=min_group)
        if out:
            write_table(out, (*source.columns, *ADDED), _with_findings(source, survey))
        if statements:
            write_table(statements, STATEMENT_COLUMNS, _statement_rows(survey, respondents))
        if html:
            from app.cli.themes_page import write_page

            write_page(html, found, survey, title=file.name)
    except TableError as error:
        typer.echo(f"earshot: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from app.cli.themes_table import print_report

        print_report(found, Console(highlight=False))


def _hint(transcripts: bool) -> str:
    return (
        "; with --transcripts a turn begins with AI:, Assistant: or User: on a new line"
        if transcripts
        else ""
    )


def _read(source: RowFile, text: str, group: str | None) -> tuple[list[str], list[str]]:
    """The texts and who said each: the group's value, or the row's number where it is empty."""
    texts: list[str] = []
    respondents: list[str] = []
    shared: dict[str, str] = {}
    for number, row in enumerate(source, 1):
        if number == 1 and source.columns:
            _check(source, text, group)
        texts.append(text_of(row.get(text), number, text))
        who = (text_of(row.get(group), number, group) if group else "") or f"row {number}"
        respondents.append(shared.setdefault(who, who))
    _check(source, text, group)
    return texts, respondents


def _check(source: RowFile, text: str, group: str | None) -> None:
    for column in (text, group):
        if column is not None:
            has_column(column, source.columns)


def _analyse(
    texts: list[str],
    respondents: list[str],
    conversations: bool,
    seed: int,
    language: str,
    unassigned: float,
    cache: Path | None,
) -> Survey:
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
        from analysis.themes.cluster import EmbeddingsError

        try:
            return analyse(
                texts,
                respondents,
                encode=_encode(cache),
                seed=seed,
                conversations=conversations,
                language=language,
                unassigned=unassigned,
                progress=told,
            )
        except EmbeddingsError as error:
            raise TableError(f"The themes cannot be fitted: {error}.") from error


_STAGES = {
    "statements": "Cutting statements",
    "embedding": "Reading statements",
    "sentiment": "Hearing how they feel",
    "intents": "Looking for intents",
    "themes": "Finding themes",
}


def _encode(cache: Path | None) -> Encode:
    """The encoder behind the vectors kept from earlier runs."""
    from app.cli.vectors import VectorCache
    from app.settings import settings

    encoder = local_encoder()
    folder = cache or settings().folder / "vectors"
    try:
        return VectorCache(folder, encoder.name, encoder.encode).encode
    except OSError as error:
        raise TableError(f"Vectors cannot be kept in {folder}: {error.strerror}.") from error


def _with_findings(source: RowFile, survey: Survey) -> Iterator[dict[str, Any]]:
    """The rows as they were, each with what its main statement says."""
    for row, main in zip(source, survey.main, strict=True):
        yield row | (_findings(survey, main) if main is not None else _NOTHING)


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


def _statement_rows(survey: Survey, respondents: list[str]) -> Iterator[dict[str, Any]]:
    for index, statement in enumerate(survey.statements):
        feeling = survey.sentiments[index]
        yield {
            "row": statement.turn + 1,
            "group": respondents[statement.turn],
            "start": statement.start,
            "end": statement.end,
            "text": statement.text,
            "context": statement.context,
            "language": survey.languages[index],
            **_findings(survey, index),
            "confidence": feeling.confidence if feeling else None,
        }
