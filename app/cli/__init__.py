"""The command line: each command is one file; heavy imports wait until a command needs them."""

from __future__ import annotations

import sys

import typer

from app.cli.database import database
from app.cli.demo import demo
from app.cli.export import export
from app.cli.guide import guide
from app.cli.import_ import import_
from app.cli.interview import interview
from app.cli.rehearse import rehearse
from app.cli.score import score
from app.cli.serve import serve, worker
from app.cli.themes import themes
from app.cli.user import user
from app.errors import EarshotError

cli = typer.Typer(
    name="earshot",
    help="AI interviews with your own customers, and the evidence in them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
cli.command()(serve)
cli.command()(worker)
cli.command()(demo)
cli.command()(interview)
cli.command()(rehearse)
cli.command()(themes)
cli.command()(score)
cli.command("import")(import_)
cli.add_typer(guide, name="guide")
cli.add_typer(export, name="export")
cli.add_typer(user, name="user")
cli.add_typer(database, name="database")


def main() -> None:
    """Runs a command; what went wrong is one sentence, exit code 1."""
    try:
        cli()
    except EarshotError as error:
        sys.stderr.write(f"earshot: {error.message}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
