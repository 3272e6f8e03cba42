"""Reads an OpenAPI document into what the reference shows: resources, their calls, their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 3


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body; `name` of a nested one is dotted."""

    name: str
    kind: str
    is_required: bool
    told: str


@dataclass(frozen=True)
class Operation:
    """One call. `example` is a command line that makes it."""

    id: str
    method: str
    path: str
    told: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    status: str
    answer: tuple[Field, ...]
    example: str


@dataclass(frozen=True)
class Resource:
    name: str
    operations: tuple[Operation, ...]


def resources(document: Schema, base_url: str) -> tuple[Resource, ...]:
    """The document's calls by tag, in its order. Calls without a tag come last, as `service`."""
    found: dict[str, list[Operation]] = {}
    untagged: list[Operation] = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                call = _operation(document, path, method, item[method], base_url)
                tags = item[method].get("tags") or []
                (found.setdefault(tags[0], []) if tags else untagged).append(call)
    if untagged:
        found["service"] = untagged
    return tuple(Resource(name, tuple(calls)) for name, calls in found.items())


def _operation(document: Schema, path: str, method: str, given: Schema, base_url: str) -> Operation:
    body = _content(given.get("requestBody", {}), "application/json")
    status, answer = _success(given)
    return Operation(
        id=given["operationId"],
        method=method.upper(),
        path=path,
        told=given.get("description", ""),
        parameters=tuple(
            Field(one["name"], _kind(document, one["schema"]), bool(one.get("required")), _told(one))
            for one in given.get("parameters", ())
        ),
        body=fields(document, body) if body else (),
        status=status,
        answer=fields(document, answer) if answer else (),
        example=_example(document, path, method, body, base_url),
    )


def fields(document: Schema, schema: Schema, prefix: str = "", depth: int = 0) -> tuple[Field, ...]:
    """A schema's fields, nested ones with dots, lists with `[]`."""
    schema = _resolved(document, schema)
    required = set(schema.get("required", ()))
    found: list[Field] = []
    for name, inner in schema.get("properties", {}).items():
        found.append(Field(prefix + name, _kind(document, inner), name in required, _told(inner)))
        nested, mark = _inside(document, inner)
        if nested and depth < DEEPEST:
            found.extend(fields(document, nested, f"{prefix}{name}{mark}.", depth + 1))
    return tuple(found)


def _inside(document: Schema, schema: Schema) -> tuple[Schema | None, str]:
    """The object a field holds, directly, in a list or as the not-null choice, and how its path is marked."""
    for choice in [schema, *schema.get("anyOf", ())]:
        resolved = _resolved(document, choice)
        if resolved.get("properties"):
            return resolved, ""
        if resolved.get("type") == "array":
            items = _resolved(document, resolved.get("items", {}))
            if items.get("properties"):
                return items, "[]"
    return None, ""


def _kind(document: Schema, schema: Schema) -> str:
    """A schema's type in a few words."""
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(document, choice) for choice in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    if schema.get("format") in ("date-time", "date"):
        return "time" if schema["format"] == "date-time" else "date"
    return str(schema.get("type", "any"))


def _told(schema: Schema) -> str:
    """The description, with the limits a caller must keep."""
    limits = {"maxLength": "at most {} characters", "minimum": "from {}", "maximum": "to {}"}
    inner = [schema, schema.get("schema", {}), *schema.get("anyOf", ())]
    said = [words.format(one[key]) for one in inner for key, words in limits.items() if key in one]
    if "default" in inner[1] and inner[1]["default"] is not None:
        said.append(f"default {inner[1]['default']}")
    told = [str(schema.get("description", "")).rstrip("."), ", ".join(dict.fromkeys(said))]
    return "; ".join(part for part in told if part)


def _example(document: Schema, path: str, method: str, body: Schema | None, base_url: str) -> str:
    verb = "" if method == "get" else f"-X {method.upper()} "
    lines = [f"curl {verb}{base_url}{_filled(path)}"]
    if path.startswith("/api/"):
        lines.append('-H "Authorization: Bearer $EARSHOT_KEY"')
    if body:
        sample = json.dumps(_sample(document, body), ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{sample}'"]
    return " \\\n  ".join(lines)


def _filled(path: str) -> str:
    """A path with names in capitals where ids belong."""
    return "/".join(part.strip("{}").upper() if part.startswith("{") else part for part in path.split("/"))


def _sample(document: Schema, schema: Schema) -> dict[str, Any]:
    """The required fields of a body, or its first one."""
    schema = _resolved(document, schema)
    properties: Mapping[str, Schema] = schema.get("properties", {})
    wanted = list(schema.get("required", ())) or list(properties)[:1]
    return {name: _sample_value(document, properties[name]) for name in wanted}


def _sample_value(document: Schema, schema: Schema) -> Any:
    schema = _resolved(document, schema)
    if schema.get("examples"):
        return schema["examples"][0]
    choices = schema.get("anyOf")
    if choices:
        return _sample_value(document, choices[0])
    by_type = {"integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}}
    return schema["enum"][0] if "enum" in schema else by_type.get(schema.get("type", ""), "…")


def _success(given: Schema) -> tuple[str, Schema | None]:
    for status, answer in given["responses"].items():
        if status.startswith("2"):
            return status, _content(answer, "application/json")
    return "200", None


def _content(holder: Schema, kind: str) -> Schema | None:
    found: Schema | None = holder.get("content", {}).get(kind, {}).get("schema")
    return found


def _resolved(document: Schema, schema: Schema) -> Schema:
    """Follows a reference into the document's components."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return found
