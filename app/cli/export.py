"""`earshot export`: transcripts as they were said, and what was made of a study."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.cli.system import system
from app.errors import NotFound

if TYPE_CHECKING:
    from app.database import Db
    from app.queries.transcripts import Recorded
    from app.tables import TurnRow

What = Literal["statements", "themes", "codes"]
Format = Literal["csv", "jsonl", "refi-qda"]

export = typer.Typer(help="Data to take elsewhere.", no_args_is_help=True)

StudyId = Annotated[str | None, typer.Option("--study", metavar="ID", help="Only this study's interviews.")]
Where = Annotated[
    str | None, typer.Option("--workspace", metavar="ID", help="Only this workspace's interviews.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write here, packed if .gz.")
]
Synthetic = Annotated[bool, typer.Option("--synthetic", help="Simulated interviews too.")]


@export.command()
def transcripts(
    study: StudyId = None, workspace: Where = None, out: Out = None, synthetic: Synthetic = False
) -> None:
    """Writes every interview with its turns, its guide and the interviewer's notes; `earshot score` reads it.

    Example: earshot export transcripts --study study_01 --out transcripts.jsonl.gz
    """
    try:
        count = asyncio.run(_write(study, workspace, out, synthetic))
    except OSError as error:
        typer.echo(f"earshot: {out} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(1) from error
    if out is not None:
        typer.echo(f"{count} interview{'' if count == 1 else 's'} written to {out}.", err=True)


StudyArgument = Annotated[str, typer.Argument(metavar="STUDY", help="The study's id.")]
Kind = Annotated[Format, typer.Option("--format", help="csv, jsonl, or refi-qda for qualitative tools.")]
File = Annotated[Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write here.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin CSV with the mark some spreadsheets need.")]


@export.command()
def statements(study: StudyArgument, kind: Kind = "csv", out: File = None, bom: Bom = False) -> None:
    """Writes every statement with who said it, its theme and how it feels.

    Example: earshot export statements study_01 --format refi-qda --out renewals.qdpx
    """
    _export(study, "statements", kind, out, bom=bom)


@export.command()
def themes(study: StudyArgument, kind: Kind = "csv", out: File = None, bom: Bom = False) -> None:
    """Writes every theme that enough people voice, with its figures.

    Example: earshot export themes study_01 --out themes.csv --bom
    """
    _export(study, "themes", kind, out, bom=bom)


@export.command()
def codes(study: StudyArgument, kind: Kind = "csv", out: File = None, bom: Bom = False) -> None:
    """Writes which statement is in which theme; in refi-qda the themes as a codebook.

    Example: earshot export codes study_01 --format refi-qda --out themes.qdc
    """
    _export(study, "codes", kind, out, bom=bom)


def _export(study: str, what: What, kind: Format, out: Path | None, *, bom: bool) -> None:
    if out is None and kind == "refi-qda" and what != "codes":
        typer.echo(
            "earshot: a project for qualitative tools is a packed file: say --out FILE.qdpx.", err=True
        )
        raise typer.Exit(2)
    try:
        content = asyncio.run(_file(study, what, kind, bom=bom))
        if out is None:
            sys.stdout.buffer.write(content)
        else:
            out.write_bytes(content)
    except OSError as error:
        typer.echo(f"earshot: {out} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(1) from error
    if out is not None:
        typer.echo(f"{what.capitalize()} written to {out}.", err=True)


async def _file(study_id: str, what: What, kind: Format, *, bom: bool) -> bytes:
    from app.queries import studies
    from app.services.export_study import export_study
    from app.tables.base import now

    async with system() as (db, _config):
        study = await studies.study(db, study_id)
        if study is None:
            raise NotFound("There is no such study.", field="study")
        return (await export_study(db, study, what, kind, now(), bom=bom)).content


async def _write(study: str | None, workspace: str | None, out: Path | None, synthetic: bool) -> int:
    count = 0
    async with system() as (db, _config):
        await _refuse_unknown(db, study, workspace)
        with ExitStack() as files:
            file = sys.stdout
            if out is not None:
                opened = gzip.open if out.suffix == ".gz" else open
                file = files.enter_context(opened(out, "wt", encoding="utf-8"))
            async for line in lines(db, study_id=study, workspace_id=workspace, synthetic=synthetic):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    return count


async def lines(
    db: Db, *, study_id: str | None = None, workspace_id: str | None = None, synthetic: bool = False
) -> AsyncIterator[dict[str, Any]]:
    """One JSON object for each interview, oldest first; at no time more than one transcript is held."""
    from app.queries.transcripts import recorded
    from app.queries.turns import turns

    for one in await recorded(db, workspace_id=workspace_id, study_id=study_id, synthetic=synthetic):
        yield _object(one, await turns(db, one.id))


def _object(one: Recorded, said: list[TurnRow]) -> dict[str, Any]:
    return {
        "id": one.id,
        "study": one.study_id,
        "language": one.language,
        "sponsor": one.sponsor,
        "status": one.status,
        "reason": one.closed_reason,
        "guide": one.guide,
        "turns": [
            {
                "seq": turn.seq,
                "speaker": turn.speaker,
                "action": turn.action,
                "text": turn.text,
                "at": turn.at.isoformat(),
                "note": turn.note,
            }
            for turn in said
        ],
    }


async def _refuse_unknown(db: Db, study_id: str | None, workspace_id: str | None) -> None:
    from app.queries import studies, workspaces

    if study_id is not None and await studies.study(db, study_id) is None:
        raise NotFound("There is no such study.", field="study")
    if workspace_id is not None and await workspaces.workspace(db, workspace_id) is None:
        raise NotFound("There is no such workspace.", field="workspace")
