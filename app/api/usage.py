"""What models cost, and where each sentence came from, in their outside shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from app.api.shapes import Shape
from app.caps import Scope, read_caps
from app.errors import Invalid
from app.queries.spend import Usage


class UsageOut(Shape):
    """Calls to models added up, failed ones too."""

    calls: int
    prompt_tokens: int
    cached_tokens: int = Field(description="Those of prompt_tokens that the server had kept.")
    completion_tokens: int
    cost_micros: int = Field(description="Millionths of the currency, as far as prices are known.")
    unpriced_calls: int = Field(description="Calls whose model has no price known; cost_micros lacks them.")
    currency: str | None


class AttemptOut(Shape):
    """One request to a model; `outcome` is `replied`, or why it was of no use."""

    model: str
    served_as: str | None
    outcome: str
    ms: int


class ProvenanceOut(Shape):
    """Where a sentence of the interviewer's comes from."""

    fallback: str | None = Field(description="Why the built-in interviewer spoke where a model would have.")
    move: str | None
    checks: list[str] = Field(description="Rules that refused a model's words.")
    prompts: dict[str, str] = Field(description="SHA-256 of each prompt and phrase file used, by name.")
    settings: dict[str, Any] = Field(description="What the model was asked with, such as its temperature.")
    attempts: list[AttemptOut]
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_micros: int | None
    ms: int | None


def usage_shape(usage: Usage, currency: str) -> UsageOut:
    return UsageOut(
        calls=usage.calls,
        prompt_tokens=usage.prompt_tokens,
        cached_tokens=usage.cached_tokens,
        completion_tokens=usage.completion_tokens,
        cost_micros=usage.cost_micros,
        unpriced_calls=usage.unpriced,
        currency=currency or None,
    )


def provenance_shape(note: Mapping[str, Any]) -> ProvenanceOut:
    """From the note that is kept with an interviewer's turn."""
    tokens = note.get("tokens") or {}
    return ProvenanceOut(
        fallback=note.get("fallback"),
        move=note.get("move"),
        checks=list(note.get("checks") or ()),
        prompts=dict(note.get("prompts") or {}),
        settings=dict(note.get("settings") or {}),
        attempts=[AttemptOut(**one) for one in note.get("attempts") or ()],
        prompt_tokens=tokens.get("prompt_tokens", 0),
        cached_tokens=tokens.get("cached_tokens", 0),
        completion_tokens=tokens.get("completion_tokens", 0),
        cost_micros=note.get("cost_micros"),
        ms=note.get("ms"),
    )


def caps_given(given: Mapping[str, Any], scopes: tuple[Scope, ...]) -> dict[str, Any]:
    """Caps as they are kept. Raises Invalid, saying which one is wrong."""
    try:
        read_caps(given, scopes)
    except ValueError as wrong:
        raise Invalid(f"{wrong}.".capitalize(), field="model_caps") from wrong
    return dict(given)
