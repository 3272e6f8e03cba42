"""The JSON schema a model's reading of an interview must follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def schema(intents: Sequence[str], drivers: Sequence[str], themes: Sequence[str]) -> dict[str, Any]:
    """Schema of one reply; names are closed lists, so a strict server cannot even say another."""
    number = {"type": "integer", "minimum": 1}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    quote = {"type": "string"}
    value = {"type": "number", "minimum": -1, "maximum": 1}
    direction = {"type": "string", "enum": ["toward", "against"]}
    line = {"text": {"type": "string"}, "statements": {"type": "array", "items": number}}
    return _object(
        {
            "sentiments": _list({"statement": number, "value": value, "confidence": share}),
            "themes": _list({"statement": number, "id": _one_of(themes)}),
            "intents": _list(
                {"statement": number, "name": _one_of(intents), "quote": quote, "confidence": share}
            ),
            "drivers": _list(
                {
                    "statement": number,
                    "name": _one_of(drivers),
                    "direction": direction,
                    "quote": quote,
                    "confidence": share,
                }
            ),
            "summary": _list(line),
        }
    )


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)} if names else {"type": "string"}
