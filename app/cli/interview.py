"""`earshot interview`: a guide tried in the terminal, with nothing stored unless asked."""

from __future__ import annotations

import asyncio
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from interviewer.guide import Guide
    from interviewer.transcript import Turn

COMMANDS = {"/skip": "skip", "/stop": "stop", "/human": "human"}

GuideName = Annotated[str, typer.Argument(metavar="GUIDE", help="A template's name or a YAML file.")]
Language = Annotated[str | None, typer.Option(help="Language to be interviewed in; the guide's first.")]
Sponsor = Annotated[str, typer.Option(help="Who asks, as respondents read it.")]
Transcript = Annotated[
    Path | None, typer.Option(help="Write the transcript here, one JSON turn a line.", dir_okay=False)
]
Plain = Annotated[bool, typer.Option("--plain", help="Rules alone, without the embedding model.")]


def interview(
    guide: GuideName,
    language: Language = None,
    sponsor: Sponsor = "Acme",
    transcript: Transcript = None,
    plain: Plain = False,
) -> None:
    """Takes an interview in the terminal.

    Example: earshot interview post-onboarding
    """
    from rich.console import Console

    console = Console(highlight=False)
    chosen = read(guide)
    spoken = language or chosen.languages[0]
    if spoken not in chosen.languages:
        raise typer.BadParameter(f"The guide carries {', '.join(chosen.languages)}.", param_hint="--language")
    turns = asyncio.run(_converse(console, chosen, spoken, sponsor, plain))
    if transcript is not None:
        lines = [_line(turn) for turn in turns]
        transcript.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        console.print(f"\nTranscript written to {transcript}.", style="dim")


def read(name: str) -> Guide:
    """The guide in a file or a template. Ends the command with every problem, one a line."""
    from interviewer.guide_files import parse_guide, template_names, template_text
    from interviewer.problems import GuideInvalid

    try:
        if name in template_names():
            return parse_guide(template_text(name), f"{name}.yaml")
        path = Path(name)
        if not path.is_file():
            known = ", ".join(template_names())
            raise typer.BadParameter(f"There is no such file. Templates: {known}.", param_hint="GUIDE")
        return parse_guide(path.read_bytes(), name)
    except GuideInvalid as invalid:
        for problem in invalid.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from invalid


async def _converse(console: Console, guide: Guide, language: str, sponsor: str, plain: bool) -> list[Turn]:
    from app.detection import detect_language
    from app.encoding import Encoding
    from app.models import patience
    from app.settings import settings
    from app.start import model
    from interviewer.conversation import Setting, build_graph, next_turn
    from interviewer.transcript import Turn

    encoding = Encoding(settings().folder / "models")
    encode = None
    if not plain:
        with console.status("Loading the embedding model …"):
            await encoding.load()
        encode = encoding.ready
    graph, speaker = build_graph(detect_language, encoding.lean), model(settings())
    began = datetime.now(UTC)
    seed = zlib.crc32(began.isoformat().encode())
    setting = Setting(language=language, sponsor=sponsor, seed=seed, started_at=began)
    turns: list[Turn] = []
    console.print(
        "You are talking with an AI interviewer. /skip, /stop and /human work at any time.\n", style="dim"
    )
    while True:
        with console.status("…"):
            reply = await next_turn(
                graph,
                guide=guide,
                turns=turns,
                setting=setting,
                model=speaker,
                encode=encode,
                now=datetime.now(UTC),
                show=lambda _sentence: None,
                patience=patience(settings()),
            )
        last = turns[-1].seq if turns else 0
        turns.append(
            Turn(last + 1, "interviewer", reply.text, datetime.now(UTC), reply_to=last, note=reply.note)
        )
        console.print(reply.text, style="bold cyan", markup=False)
        if reply.closes is not None or reply.hands_over is not None:
            break
        turns.append(_answer(console, last + 2))
    encoding.close()
    return turns


def _answer(console: Console, seq: int) -> Turn:
    from interviewer.transcript import Turn

    while True:
        try:
            text = console.input("[green]>[/green] ").strip()
        except EOFError:
            text = "/stop"
        if text in COMMANDS:
            return Turn(seq, "respondent", "", datetime.now(UTC), action=COMMANDS[text])  # type: ignore[arg-type]
        if text:
            return Turn(seq, "respondent", text, datetime.now(UTC))


def _line(turn: Turn) -> str:
    return json.dumps(
        {
            "seq": turn.seq,
            "speaker": turn.speaker,
            "action": turn.action,
            "text": turn.text,
            "at": turn.at.isoformat(),
            "note": dict(turn.note),
        },
        ensure_ascii=False,
    )
