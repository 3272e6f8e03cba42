"""`earshot rehearse`: a guide run against simulated respondents, and how the interviewer did."""

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

    from rich.progress import Progress

    from analysis.types import Embeddings
    from interviewer.coverage import Encode, Row
    from interviewer.guide import Guide
    from interviewer.nodes.read import Lean
    from interviewer.rehearsal.campaign import Stage, Staged
    from interviewer.rehearsal.material import Material
    from interviewer.rehearsal.outcome import Outcome

GuideName = Annotated[
    str, typer.Argument(metavar="GUIDE", help="A template's name, a YAML file, or `all` templates.")
]
Respondents = Annotated[int, typer.Option("--respondents", min=1, max=5000, help="How many are interviewed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print scoreboard and hints as JSON.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same respondents.")]
Personas = Annotated[
    list[str] | None, typer.Option("--persona", metavar="NAME", help="Only this persona; may be repeated.")
]
SetName = Annotated[
    str, typer.Option("--set", metavar="NAME", help="A set of respondents that ships, or a folder.")
]
Language = Annotated[str | None, typer.Option(help="Language the interviewer begins in; the guide's first.")]
NoEmbeddings = Annotated[bool, typer.Option("--no-embeddings", help="Rules alone: faster, hears less.")]
BuiltInOnly = Annotated[
    bool, typer.Option("--built-in", help="The built-in interviewer, even where a model is configured.")
]
Played = Annotated[
    bool, typer.Option("--model-respondents", help="The configured model plays the respondents too.")
]
Places = Annotated[int, typer.Option(min=0, max=100, help="Offending lines to name for each rule missed.")]
Show = Annotated[int, typer.Option(min=0, help="How many of the worst transcripts to print.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", file_okay=False, help="Write every transcript here.")
]
NoFail = Annotated[bool, typer.Option("--no-fail", help="Exit with 0 even where a target is missed.")]


def rehearse(
    guide: GuideName,
    respondents: Respondents = 40,
    as_json: AsJson = False,
    seed: Seed = 1,
    persona: Personas = None,
    among: SetName = "first",
    language: Language = None,
    no_embeddings: NoEmbeddings = False,
    built_in: BuiltInOnly = False,
    model_respondents: Played = False,
    places: Places = 0,
    show: Show = 1,
    out: Out = None,
    no_fail: NoFail = False,
) -> None:
    """Runs a guide against simulated respondents and prints the rubric's scoreboard.

    Exit code 1 where a rule's target is missed.

    Example: earshot rehearse post-onboarding --respondents 100
    """
    guides, material = _guides(guide), _material(among)
    _check(guides, material, persona or [], language)
    try:
        outcome = asyncio.run(
            _run(
                guides,
                material,
                count=respondents,
                seed=seed,
                language=language,
                only=persona or [],
                encodes=not no_embeddings,
                built_in=built_in,
                played=model_respondents,
            )
        )
    except TableError as error:
        typer.echo(f"earshot: {error}", err=True)
        raise typer.Exit(1) from error
    if out is not None:
        _write(out, outcome)
    if as_json:
        typer.echo(json.dumps(outcome.to_json(show), ensure_ascii=False, indent=2))
    else:
        from app.cli.rehearse_report import print_outcome

        print_outcome(outcome, show, places)
    if not outcome.is_flawless and not no_fail:
        raise typer.Exit(1)


def _guides(name: str) -> list[Guide]:
    from app.cli.interview import read
    from interviewer.guide_files import template_names

    return [read(one) for one in template_names()] if name == "all" else [read(name)]


def _material(name: str) -> Material:
    from interviewer.rehearsal.material import MaterialInvalid, material

    try:
        return material(name)
    except MaterialInvalid as invalid:
        for problem in invalid.problems:
            typer.echo(f"earshot: {problem}", err=True)
        raise typer.Exit(1) from invalid


def _check(guides: list[Guide], material: Material, personas: list[str], language: str | None) -> None:
    for name in personas:
        if name not in material.personas:
            known = ", ".join(material.personas)
            raise typer.BadParameter(f"There is no persona {name!r}. Known: {known}.", param_hint="--persona")
    if language is None:
        language = guides[0].languages[0]
    elif any(language not in guide.languages for guide in guides):
        carried = sorted(set.intersection(*(set(guide.languages) for guide in guides)))
        raise typer.BadParameter(f"The guide carries {', '.join(carried)}.", param_hint="--language")
    if language not in material.languages:
        known = ", ".join(material.languages)
        raise typer.BadParameter(
            f"These respondents speak {known}; choose one of those or another set.", param_hint="--language"
        )


async def _run(
    guides: list[Guide],
    material: Material,
    *,
    count: int,
    seed: int,
    language: str | None,
    only: list[str],
    encodes: bool,
    built_in: bool,
    played: bool,
) -> Outcome:
    """Stages the rehearsal with a progress bar where somebody watches."""
    from analysis.language import detect
    from app.cli.encoder import local_encoder
    from app.encoding import leaning
    from interviewer.opinion import ADAPTERS
    from interviewer.rehearsal.campaign import campaign
    from interviewer.rehearsal.outcome import outcome_of

    with _progress() as bar:
        task = bar.add_task("Loading the embedding model" if encodes else "Interviewing", total=None)
        encoder = local_encoder() if encodes else None
        leaner = local_encoder(ADAPTERS) if encodes else None

        async def encode(texts: Sequence[str]) -> Embeddings:
            assert encoder is not None  # noqa: S101 - lent only where there is one
            return await asyncio.to_thread(encoder.encode, texts)

        async def lean(text: str) -> Row | None:
            return await leaning(leaner, text) if leaner else None

        def done(_: Staged) -> None:
            bar.advance(task)

        bar.update(task, description="Interviewing", total=count)
        stage = _stage(material, encode if encodes else None, lean, built_in, played)
        staged = await campaign(
            stage, guides, count=count, seed=seed, language=language, only=only, done=done
        )
        bar.update(task, description="Counting", total=None)
        return await outcome_of(
            staged,
            encode=stage.encode,
            detect=lambda text: detect(text, prior="") or None,
            all_known=played,
        )


def _stage(material: Material, encode: Encode | None, lean: Lean, built_in: bool, played: bool) -> Stage:
    """The interviewer that is configured as for `serve`, and whoever answers it."""
    from app.detection import detect_language
    from app.settings import settings
    from app.start import chat, model
    from interviewer.builtin import BuiltIn
    from interviewer.graph import build_graph
    from interviewer.rehearsal.campaign import Stage
    from interviewer.rehearsal.played import PlayedRespondent

    ask = chat(settings()) if played else None
    return Stage(
        graph=build_graph(detect_language, lean),
        model=BuiltIn() if built_in else model(settings()),
        material=material,
        encode=encode,
        answering=(lambda scripted, _: PlayedRespondent(scripted, ask)) if ask else None,
    )


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())


def _write(folder: Path, outcome: Outcome) -> None:
    """Every transcript as text to read, and all of them as JSON lines to score again."""
    from interviewer.rehearsal.transcripts import as_text
    from interviewer.rubric.exports import conversation_to_json

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for rank, one in enumerate(outcome.interviews, 1):
            name = f"{rank:04d}-{one.staged.part.persona}-{one.staged.name}.txt"
            (folder / name).write_text(as_text(one), encoding="utf-8")
            lines.append(json.dumps(conversation_to_json(one.staged.conversation), ensure_ascii=False))
        (folder / "interviews.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        typer.echo(f"earshot: {folder} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(1) from error
