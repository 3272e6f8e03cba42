"""Writing guides over HTTP: what is wrong with one, and a draft from a goal. Nothing is saved."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import status
from pydantic import Field

from app.api.shapes import Shape, router
from app.deps import CallerDep, KitDep
from app.services.draft_guide import draft_guide
from app.services.save_guide import read_guide
from interviewer.authoring import LONGEST_GOAL, Finding, Severity, guide_to_yaml, lint
from interviewer.guide import Guide

authoring = router("guides")


class LintIn(Shape):
    """A guide as YAML text, as the same shape in JSON, or a template's name. Its questions may be faulty."""

    guide: str | dict[str, Any] = Field(examples=["post-onboarding"])


class FindingOut(Shape):
    """One fault of a guide, and what would be better."""

    question: str | None = Field(description="The question's id; null for the guide as a whole.")
    field: str = Field(examples=["ask", "listen_for[0].ask"])
    place: str = Field(examples=["questions[1].ask"])
    language: str | None
    rule: str = Field(examples=["closed"])
    severity: Severity
    why: str
    text: str | None = Field(description="What was found faulty.")
    better: str | None = Field(description="A wording that breaks no rule; null where none is known.")
    second: str | None = Field(description="The other half of a double question, as one of its own.")


class LintOut(Shape):
    """What is wrong with a guide, in its order."""

    errors: int
    warnings: int
    hints: int
    findings: list[FindingOut]


class DraftIn(Shape):
    """What you want to find out, in one sentence."""

    goal: str = Field(
        min_length=1, max_length=LONGEST_GOAL, examples=["find out why customers stop using exports"]
    )
    language: str = Field("en", min_length=2, max_length=2, examples=["en"])
    minutes: int = Field(8, ge=1, le=60)
    product: str = Field("", max_length=120, description="Left out, guides say {{ product }}.")


class DraftOut(Shape):
    """A guide to be read, changed and saved; `source` says who wrote it, `template` which one is nearest."""

    guide: dict[str, Any]
    yaml: str
    source: Literal["template", "model"]
    template: str
    notes: list[str]
    findings: list[FindingOut]
    prompts: dict[str, str] = Field(description="Hashes of the prompts used, by name.")


@authoring.post("/lint", status_code=status.HTTP_200_OK, response_model=LintOut)
async def check(given: LintIn) -> LintOut:
    """Says what is wrong with a guide's questions, and proposes better ones."""
    found = await _findings(read_guide(given.guide, judges_wording=False))
    counts = {name: sum(one.severity == name for one in found) for name in ("error", "warning", "hint")}
    return LintOut(
        errors=counts["error"],
        warnings=counts["warning"],
        hints=counts["hint"],
        findings=[FindingOut.model_validate(finding.to_json()) for finding in found],
    )


@authoring.post("/draft", status_code=status.HTTP_200_OK, response_model=DraftOut)
async def draft(given: DraftIn, kit: KitDep, caller: CallerDep) -> DraftOut:
    """Drafts a guide from a goal, with the configured model or else from the templates."""
    drafted = await draft_guide(
        kit,
        caller.workspace_id,
        given.goal,
        language=given.language,
        minutes=given.minutes,
        product=given.product,
    )
    found = await _findings(drafted.guide)
    return DraftOut(
        guide=drafted.guide.to_json(),
        yaml=guide_to_yaml(drafted.guide),
        source=drafted.source,
        template=drafted.template,
        notes=list(drafted.notes),
        findings=[FindingOut.model_validate(finding.to_json()) for finding in found],
        prompts=dict(drafted.prompts),
    )


async def _findings(guide: Guide) -> list[Finding]:
    """Judged off the event loop: a long guide with many faults takes a while."""
    return await asyncio.to_thread(lint, guide)
