"""`earshot database`: the embedded PostgreSQL, looked at and stopped."""

from __future__ import annotations

import typer

database = typer.Typer(help="The embedded PostgreSQL.", no_args_is_help=True)


@database.command()
def status() -> None:
    """Says where the data is, whether the server answers, and how to connect.

    Example: earshot database status
    """
    from app import postgres
    from app.errors import SetupProblem
    from app.settings import settings

    config = settings()
    if config.database_url is not None:
        raise SetupProblem("DATABASE_URL is set, so the embedded PostgreSQL is not used.")
    typer.echo(f"Data folder: {config.folder}")
    if not postgres.is_up(config.folder):
        typer.echo("Not running. `earshot serve` starts it.")
        raise typer.Exit(1)
    cluster = postgres.start(config.folder)
    typer.echo("Running.")
    typer.echo(f"Connect with: {cluster.binaries / 'psql'} '{cluster.conninfo()}'")


@database.command()
def stop() -> None:
    """Stops the embedded server, for instance one left behind by a service that was killed.

    Example: earshot database stop
    """
    from app import postgres
    from app.settings import settings

    folder = settings().folder
    if not postgres.is_up(folder):
        typer.echo("Not running.")
        return
    postgres.stop(postgres.start(folder))
    typer.echo("Stopped; the data stays in its folder.")
