"""`earshot guide`: what is wrong with a guide, and a first draft of one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from interviewer.authoring import Drafted, Finding

guide = typer.Typer(help="Writing guides.", no_args_is_help=True)

GuideName = Annotated[str, typer.Argument(metavar="GUIDE", help="A template's name or a YAML file.")]
Goal = Annotated[str, typer.Argument(metavar="GOAL", help="What you want to find out, in one sentence.")]
Minutes = Annotated[int, typer.Option(min=1, max=60, help="How long an interview may take.")]
Language = Annotated[str, typer.Option(help="The language of the draft, and of the goal.")]
Product = Annotated[str, typer.Option(help="What the interview is about; {{ product }} if left out.")]
Templates = Annotated[bool, typer.Option("--templates", help="Without the model, even if there is one.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help="Write it here.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")]


@guide.command("lint")
def lint_guide(name: GuideName, as_json: AsJson = False, strict: Strict = False) -> None:
    """Says what is wrong with a guide's questions and proposes better ones.

    Exit code 1 where there is an error.

    Example: earshot guide lint my-guide.yaml
    """
    from interviewer.authoring import lint
    from interviewer.guide_files import parse_guide
    from interviewer.problems import GuideInvalid

    source, label = _source(name)
    try:
        found = lint(parse_guide(source, label, judges_wording=False))
    except GuideInvalid as invalid:
        for problem in invalid.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from invalid
    if as_json:
        typer.echo(json.dumps(_as_json(found, source), ensure_ascii=False, indent=2))
    else:
        _print(found, source, label)
    if any(finding.severity == "error" or (strict and finding.severity == "warning") for finding in found):
        raise typer.Exit(1)


@guide.command("draft")
def draft_guide(
    goal: Goal,
    minutes: Minutes = 8,
    language: Language = "en",
    product: Product = "",
    templates: Templates = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Drafts a guide from a goal, with the configured model or else from the templates.

    Example: earshot guide draft "find out why customers stop using exports" --minutes 6 --out exports.yaml
    """
    from interviewer.authoring import LONGEST_GOAL, guide_to_yaml, lint
    from interviewer.languages import KNOWN

    if not goal.strip() or len(goal) > LONGEST_GOAL:
        raise typer.BadParameter(f"Say it in 1 to {LONGEST_GOAL} characters.", param_hint="GOAL")
    if language not in KNOWN:
        raise typer.BadParameter("A language is two letters, such as en or de.", param_hint="--language")
    drafted = asyncio.run(_draft(goal, minutes, language, product, not templates))
    text = guide_to_yaml(drafted.guide)
    if out is not None:
        _write(out, text)
    for note in drafted.notes:
        typer.echo(note, err=True)
    if as_json:
        shape = {
            "guide": drafted.guide.to_json(),
            "source": drafted.source,
            "template": drafted.template,
            "notes": list(drafted.notes),
            "findings": _as_json(lint(drafted.guide), text),
        }
        typer.echo(json.dumps(shape, ensure_ascii=False, indent=2))
    elif out is None:
        typer.echo(text, nl=False)
    else:
        typer.echo(f"Written to {out}. Try it: earshot interview {out}", err=True)


def _source(name: str) -> tuple[str, str]:
    """A guide's YAML, and what it is called in messages."""
    from interviewer.guide_files import template_names, template_text

    if name in template_names():
        return template_text(name), f"{name}.yaml"
    path = Path(name)
    if not path.is_file():
        known = ", ".join(template_names())
        raise typer.BadParameter(f"There is no such file. Templates: {known}.", param_hint="GUIDE")
    try:
        return path.read_text(encoding="utf-8-sig"), name
    except UnicodeDecodeError as error:
        typer.echo(f"{name}: the file is not UTF-8. Save it with UTF-8 encoding.", err=True)
        raise typer.Exit(1) from error


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"earshot: {out} cannot be written.", err=True)
        raise typer.Exit(1) from error


async def _draft(goal: str, minutes: int, language: str, product: str, with_model: bool) -> Drafted:
    from app.settings import settings
    from app.start import chat
    from interviewer.authoring import draft, draft_with_model

    drafted = draft(goal, language=language, minutes=minutes, product=product)
    if not with_model or not settings().has_model:
        return drafted
    line = chat(settings())
    try:
        ask = line.caller("drafting", is_live=True).ask
        return await draft_with_model(goal, drafted, ask=ask, product=product)
    finally:
        await line.aclose()


def _as_json(found: list[Finding], source: str) -> list[dict[str, str | int | None]]:
    from interviewer.authoring import line_of

    return [{"line": line_of(source, one.path, one.language), **one.to_json()} for one in found]


def _print(found: list[Finding], source: str, label: str) -> None:
    from rich.console import Console
    from rich.text import Text

    from interviewer.authoring import line_of

    console = Console(highlight=False, soft_wrap=True)
    for finding in found:
        place = Text(f"{label}:{line_of(source, finding.path, finding.language)}: ")
        place.append(f"{finding.severity}", _COLOURS[finding.severity])
        place.append(f" {finding.rule}, {finding.place}: {finding.why}")
        console.print(place)
        for said, text in (("", finding.text), ("better: ", finding.better), ("and apart: ", finding.second)):
            if text:
                console.print(Text(f"    {said}{text}", "dim" if not said else ""))
    counts = ", ".join(_counted(found, severity) for severity in _COLOURS)
    console.print(f"{counts}.")


_COLOURS = {"error": "bold red", "warning": "yellow", "hint": "cyan"}


def _counted(found: list[Finding], severity: str) -> str:
    count = sum(finding.severity == severity for finding in found)
    return f"{count} {severity}{'' if count == 1 else 's'}"
