"""`earshot score`: the interviewing rubric over any transcripts."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.rows import TableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.types import Embeddings
    from interviewer.coverage import Encode
    from interviewer.rubric.conversation import Conversation
    from interviewer.rubric.scoreboard import Scoreboard

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="JSONL of an export, JSON of the API, or CSV with transcript_id and text; .gz too.",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the scoreboard as JSON.")]
KeepEnds = Annotated[
    bool,
    typer.Option(
        "--keep-ends", help="Count the first and the last message too; by default foreign ones are left out."
    ),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Without the embedding model: repeats in other words are not sought.")
]
Language = Annotated[str, typer.Option(help="What the interviewer speaks, where the file does not say.")]
Sponsor = Annotated[str, typer.Option(help="Who asks, where the file does not say.")]
Places = Annotated[int, typer.Option(min=0, max=100, help="Offending lines to name for each rule missed.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when a target is missed.")]


def score(
    file: File,
    as_json: AsJson = False,
    keep_ends: KeepEnds = False,
    plain: Plain = False,
    language: Language = "en",
    sponsor: Sponsor = "",
    places: Places = 0,
    strict: Strict = False,
) -> None:
    """Counts the rules of good interviewing over a file of transcripts, beside published figures.

    Example: earshot score transcripts.jsonl --places 3
    """
    from app.cli.score_report import print_report, report
    from app.cli.transcripts_file import read_conversations
    from interviewer.languages import KNOWN

    if language not in KNOWN:
        raise typer.BadParameter("Two letters of ISO 639-1, such as en or de.", param_hint="--language")
    try:
        found = read_conversations(file, language, sponsor)
        board = asyncio.run(_score(found, keep_ends, plain, places))
    except TableError as error:
        typer.echo(f"earshot: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(report(board, keep_ends), ensure_ascii=False, indent=2))
    else:
        print_report(board, keep_ends, places)
    if strict and board.failed:
        raise typer.Exit(1)


async def _score(found: list[Conversation], keep_ends: bool, plain: bool, places: int) -> Scoreboard:
    """Scores, with a bar for the slow part where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    from analysis.language import detect
    from interviewer.rubric.scoreboard import MOST_PLACES, scoreboard

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Reading messages", total=None)
        return await scoreboard(
            found,
            encode=None if plain else _encode(),
            detect=lambda text: detect(text, prior="") or None,
            keep_ends=keep_ends,
            most_places=max(places, MOST_PLACES),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _encode() -> Encode:
    from app.cli.encoder import local_encoder

    encoder = local_encoder()

    async def encode(texts: Sequence[str]) -> Embeddings:
        return encoder.encode(texts)

    return encode
