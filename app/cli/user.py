"""`earshot user add` and `earshot user reset`: people, and the one-time links that let them in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.system import system
from app.errors import Conflict, Invalid, NotFound

user = typer.Typer(help="People who may sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]
Name = Annotated[str, typer.Option(help="What colleagues see.", show_default="the part before the @")]
Admin = Annotated[bool, typer.Option("--admin", help="May manage people, keys and names.")]
Where = Annotated[
    str | None, typer.Option("--workspace", help="Id of the workspace.", show_default="the first one")
]


@user.command()
def add(email: Email, name: Name = "", admin: Admin = False, workspace: Where = None) -> None:
    """Adds a person and prints a link that signs them in once. The very first person is an admin.

    Example: earshot user add ana@example.com --name "Ana Duarte" --admin
    """
    typer.echo(asyncio.run(_add(email, name, admin, workspace)))


@user.command()
def reset(email: Email) -> None:
    """Forgets a person's password, signs them out everywhere, and prints a link that lets them in once.

    Example: earshot user reset ana@example.com
    """
    typer.echo(asyncio.run(_reset(email)))


async def _add(email: str, name: str, is_admin: bool, workspace_id: str | None) -> str:
    from app.queries import workspaces
    from app.services.create_workspace import Role, add_user, create_workspace
    from app.services.sign_in import make_link

    async with system() as (db, config):
        known = await workspaces.workspaces(db)
        if not known and workspace_id is None:
            known = [await create_workspace(db, "Our team", "our company", "our product")]
        chosen = next((row for row in known if workspace_id in (None, row.id)), None)
        if chosen is None:
            raise NotFound("There is no such workspace.", field="workspace")
        is_first = not await workspaces.users(db)
        role: Role = "admin" if is_admin or is_first else "csm"
        try:
            row = await add_user(db, chosen.id, email, name=name, role=role)
        except (Invalid, Conflict) as refused:
            raise typer.BadParameter(refused.message) from refused
        return await make_link(db, row, datetime.now(UTC), base_url=config.base_url)


async def _reset(email: str) -> str:
    from app.queries import workspaces
    from app.services.create_workspace import reset_user
    from app.services.sign_in import make_link

    async with system() as (db, config):
        row = await workspaces.user_by_email(db, email.strip())
        if row is None:
            raise NotFound("Nobody with this e-mail may sign in.")
        await reset_user(db, row)
        return await make_link(db, row, datetime.now(UTC), base_url=config.base_url)
