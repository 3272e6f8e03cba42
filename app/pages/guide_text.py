"""A guide as somebody typed it: each problem on its line, each finding with its proposal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from interviewer.authoring import Finding, Severity, line_of, lint, with_text
from interviewer.guide import Guide
from interviewer.guide_files import parse_guide
from interviewer.problems import GuideInvalid

LONGEST_YAML = 100_000
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


@dataclass(frozen=True)
class LineProblem:
    """One fault of a pasted guide; `line` is None where it has none, `source` what stands there."""

    line: int | None
    field: str
    message: str
    suggestion: str
    source: str


@dataclass(frozen=True)
class FindingLine:
    """What the linter found at one place: its gravest severity and every reason. `key` names it when its
    proposal is to be applied, `line` is None where there is no text to point into."""

    key: str
    line: int | None
    language: str
    severity: Severity
    reasons: tuple[str, ...]
    text: str
    better: str
    second: str


class GuideProblems(Exception):
    """The pasted guide was refused."""

    def __init__(self, problems: list[LineProblem]) -> None:
        super().__init__("guide refused")
        self.problems = problems


def own_guide(yaml: str, *, judges_wording: bool = True) -> Guide:
    """The guide in a text. Raises GuideProblems with every fault; without `judges_wording`, closed and double
    questions are left to the linter."""
    if len(yaml) > LONGEST_YAML:
        raise GuideProblems([LineProblem(None, "", f"A guide may have {LONGEST_YAML:,} characters.", "", "")])
    try:
        return parse_guide(yaml, "guide", judges_wording=judges_wording)
    except GuideInvalid as refused:
        lines = yaml.splitlines()
        raise GuideProblems(
            [
                LineProblem(
                    problem.line,
                    problem.field,
                    problem.message,
                    problem.suggestion,
                    lines[problem.line - 1].strip() if problem.line and problem.line <= len(lines) else "",
                )
                for problem in refused.problems
            ]
        ) from refused


async def judged(yaml: str, guide: Guide) -> list[FindingLine]:
    """What the linter says about the guide in a text. Off the event loop: many faults take a while."""
    return by_place(await asyncio.to_thread(lint, guide), yaml)


def by_place(found: list[Finding], yaml: str = "") -> list[FindingLine]:
    """The findings with those at one place taken together, in their order; lines are those of `yaml`."""
    places: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in found:
        places.setdefault((finding.place, finding.language, finding.text), []).append(finding)
    return [_line(together, yaml) for together in places.values()]


def _line(together: list[Finding], yaml: str) -> FindingLine:
    gravest = min(together, key=lambda finding: SEVERITIES.index(finding.severity))
    mended = next((finding for finding in together if finding.better), gravest)
    return FindingLine(
        key=mended.key,
        line=line_of(yaml, gravest.path, gravest.language) if yaml else None,
        language=gravest.language,
        severity=gravest.severity,
        reasons=tuple(finding.why for finding in together),
        text=gravest.text,
        better=mended.better,
        second=next((finding.second for finding in together if finding.second), ""),
    )


async def applied(yaml: str, key: str) -> str | None:
    """The text with that finding's proposal in its place; None when no such proposal fits it any more."""
    found = await asyncio.to_thread(lint, own_guide(yaml, judges_wording=False))
    finding = next((one for one in found if one.key == key and one.better), None)
    return with_text(yaml, finding.path, finding.language, finding.better) if finding else None
