"""`earshot import`: accounts, contacts, contracts, events and NPS answers from a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from app.cli.system import connected
from app.errors import Invalid, NotFound
from app.services.importing.columns import Kind, mapped
from app.services.importing.table import TableFile, open_table

if TYPE_CHECKING:
    from app.database import Database
    from app.tables import ImportRun

_SHOWN = 20

KindArgument = Annotated[Kind, typer.Argument(metavar="KIND", help=f"One of: {', '.join(get_args(Kind))}.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .tsv file, also .gz.")]
Map = Annotated[
    list[str], typer.Option("--map", metavar="THEIRS=OURS", help="What a column is; may be given often.")
]
Source = Annotated[str, typer.Option(help="Which system the file comes from; its ids are that system's.")]
Where = Annotated[
    str | None, typer.Option("--workspace", metavar="ID", help="Where to.", show_default="the first one")
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and keep nothing.")]
Again = Annotated[bool, typer.Option("--again", help="Read a file that was taken in before once more.")]


def import_(
    kind: KindArgument,
    file: File,
    map: Map = [],  # noqa: B006 - the command line makes its own list
    source: Source = "csv",
    workspace: Where = None,
    dry_run: Dry = False,
    again: Again = False,
) -> None:
    """Takes a file in. Rows that are known change nothing, one that was cut off goes on where it stopped.

    Example: earshot import accounts accounts.csv --source crm --map "Account ID=id" --dry-run
    """
    try:
        said = _said(map)
        table = open_table(file)
        mapped(kind, table.columns, said)
    except Invalid as bad:
        typer.echo(f"earshot: {bad.message}", err=True)
        raise typer.Exit(2 if bad.field == "map" else 1) from bad
    row = asyncio.run(_import(kind, table, said, source, workspace, dry_run=dry_run, again=again))
    _report(row, dry_run=dry_run)
    if row.refused:
        raise typer.Exit(1)


def _said(pairs: list[str]) -> dict[str, str]:
    said = {}
    for pair in pairs:
        theirs, mark, ours = pair.partition("=")
        if not mark or not theirs.strip():
            raise Invalid("Write --map as THEIRS=OURS.", field="map")
        said[theirs.strip()] = ours.strip()
    return said


async def _import(
    kind: Kind,
    table: TableFile,
    said: dict[str, str],
    source: str,
    workspace: str | None,
    *,
    dry_run: bool,
    again: bool,
) -> ImportRun:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from app.services.import_file import import_file
    from app.tables.base import now

    console = Console(stderr=True)
    async with connected() as (database, _config):
        chosen = await _workspace(database, workspace)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task(f"Importing {kind}", total=table.count() if console.is_terminal else None)
            return await import_file(
                database,
                kind,
                table,
                workspace_id=chosen,
                source=source,
                said=said,
                now=now(),
                dry_run=dry_run,
                again=again,
                progress=lambda done: bar.update(task, completed=done),
            )


async def _workspace(database: Database, workspace_id: str | None) -> str:
    from app.queries import workspaces

    async with database.system() as db:
        known = await workspaces.workspaces(db)
    chosen = next((row.id for row in known if workspace_id in (None, row.id)), None)
    if chosen is None:
        raise NotFound("There is no such workspace.", field="workspace")
    return chosen


def _report(row: ImportRun, *, dry_run: bool) -> None:
    for problem in row.problems[:_SHOWN]:
        field = f"{problem['field']}: " if problem["field"] else ""
        typer.echo(f"{row.file_name}, line {problem['line']}: {field}{problem['message']}", err=True)
    if row.refused > _SHOWN:
        typer.echo(f"… and {row.refused - min(_SHOWN, len(row.problems)):,} more rows refused.", err=True)
    counts = (
        f"{row.made:,} made, {row.changed:,} changed, {row.unchanged:,} unchanged, {row.refused:,} refused"
    )
    typer.echo(f"{'Would be: ' if dry_run else ''}{row.rows:,} rows: {counts}.")
