"""What a reply's note says about the models asked for it, as (name, value)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.pages.usage import cost
from app.pages.wording import words

_CAPS = {
    "cap_interview": "the interview’s cap was reached",
    "cap_study": "the study’s cap was reached",
    "cap_day": "the day’s cap was reached",
}


def fallback(code: object) -> str:
    """Why a model's turn fell to the built-in interviewer, in words."""
    return _CAPS.get(str(code), f"the model did not serve: {words(str(code))}")


def made_with(note: Mapping[str, Any]) -> dict[str, str]:
    """Requests, settings, tokens and cost; "" for what is missing."""
    attempts = [one for one in note.get("attempts", ()) if isinstance(one, Mapping)]
    tokens = note.get("tokens") or {}
    read, written = tokens.get("prompt_tokens", 0), tokens.get("completion_tokens", 0)
    kept = f" ({tokens['cached_tokens']:,} kept by the server)" if tokens.get("cached_tokens") else ""
    micros = note.get("cost_micros")
    return {
        "Asked": "; ".join(_attempt(one) for one in attempts),
        "Settings": json.dumps(note["settings"], ensure_ascii=False) if note.get("settings") else "",
        "Tokens": f"{read:,} read{kept}, {written:,} written" if read or written else "",
        "Cost": cost(micros, str(note.get("currency") or "")) if isinstance(micros, int) else "",
        "Prompts": ", ".join(f"{name} {str(sha)[:8]}" for name, sha in (note.get("prompts") or {}).items()),
    }


def _attempt(one: Mapping[str, Any]) -> str:
    served = one.get("served_as")
    name = f"{one.get('model')} (as {served})" if served and served != one.get("model") else one.get("model")
    return f"{name}, {words(str(one.get('outcome')))} after {one.get('ms', 0):,} ms"
