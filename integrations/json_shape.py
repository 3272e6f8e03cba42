"""Whether a JSON value holds a schema: the keywords structured outputs allow, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_DEEPEST = 32


class ShapeError(ValueError):
    """A value does not hold its schema. The message names the place and the keyword, never the value."""


class UnknownKeywordError(Exception):
    """A schema of ours asks for something `check` would not look at."""


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raises UnknownKeywordError unless every keyword of a schema (JSON Schema 2020-12) is known here."""
    if unknown := schema.keys() - _KEYWORDS.keys() - _STRUCTURE - _NOTES:
        raise UnknownKeywordError(f"not understood in a reply's schema: {', '.join(sorted(unknown))}")
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ())):
        check_schema(inner)
    if "items" in schema:
        check_schema(schema["items"])


def check(value: object, schema: Mapping[str, Any], *, at: str = "$", depth: int = 0) -> None:
    """Raises ShapeError at the first place where `value` breaks `schema`, which `check_schema` has passed."""
    if depth > _DEEPEST:
        raise ShapeError(f"{at}: nested more than {_DEEPEST} deep")
    for keyword, test in _KEYWORDS.items():
        if keyword in schema and not test(value, schema[keyword]):
            raise ShapeError(f"{at}: breaks {keyword}")
    if "anyOf" in schema:
        _check_any_of(value, schema["anyOf"], at, depth)
    if isinstance(value, dict):
        _check_object(value, schema, at, depth)
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            check(item, schema["items"], at=f"{at}[{i}]", depth=depth + 1)


def _check_any_of(value: object, options: Sequence[Mapping[str, Any]], at: str, depth: int) -> None:
    for option in options:
        try:
            check(value, option, at=at, depth=depth + 1)
        except ShapeError:
            continue
        return
    raise ShapeError(f"{at}: breaks anyOf")


def _check_object(value: dict[str, Any], schema: Mapping[str, Any], at: str, depth: int) -> None:
    properties: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise ShapeError(f"{at}: lacks {name}")
    for name, inner in value.items():
        if name in properties:
            check(inner, properties[name], at=f"{at}.{name}", depth=depth + 1)
        elif schema.get("additionalProperties", True) is False:
            raise ShapeError(f"{at}: has a key the schema does not know")


def _is_type(value: object, wanted: str | list[str]) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    return any(_TYPES[name](value) for name in names)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(value: object, other: object) -> bool:
    # Python takes True for 1; JSON does not.
    return value == other and isinstance(value, bool) == isinstance(other, bool)


_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "number": _is_number,
    "integer": lambda v: _is_number(v) and (isinstance(v, int) or v.is_integer()),  # type: ignore[attr-defined]
}
_KEYWORDS: dict[str, Callable[[Any, Any], bool]] = {
    "type": _is_type,
    "enum": lambda v, options: any(_same(v, option) for option in options),
    "const": _same,
    "minimum": lambda v, limit: not _is_number(v) or v >= limit,
    "maximum": lambda v, limit: not _is_number(v) or v <= limit,
    "minLength": lambda v, limit: not isinstance(v, str) or len(v) >= limit,
    "maxLength": lambda v, limit: not isinstance(v, str) or len(v) <= limit,
    "minItems": lambda v, limit: not isinstance(v, list) or len(v) >= limit,
    "maxItems": lambda v, limit: not isinstance(v, list) or len(v) <= limit,
}
_STRUCTURE = frozenset({"properties", "required", "additionalProperties", "items", "anyOf"})
_NOTES = frozenset({"title", "description", "default", "examples", "$schema"})
