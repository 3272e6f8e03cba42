"""A guide's raw text as a small tree that still knows its lines, from YAML or from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from interviewer.problems import GuideInvalid, Problem

MAX_CHARACTERS = 200_000
MAX_DEPTH = 12
MAX_VALUES = 5_000

# libyaml's loader where PyYAML was built with it (its wheels are): unlike the pure one it accepts a
# question mark inside `{ask: What happened?}`.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its line (from 1; None over HTTP). `value` is a scalar, a list of nodes, or a dict
    of nodes; `doubled` lists keys a mapping held twice, with the second one's line."""

    value: Any
    line: int | None
    doubled: tuple[tuple[str, int], ...] = ()
    key_lines: Mapping[str, int | None] = field(default_factory=dict)


def tree_from_yaml(text: str | bytes, source: str) -> Node:
    """The tree of a YAML text. Raises GuideInvalid for what no guide can be: too long, not UTF-8,
    NUL characters, broken YAML, aliases (they can multiply without end), too deep."""
    decoded = _decoded(text, source)
    _refuse_wild_yaml(decoded, source)
    try:
        root = yaml.compose(decoded, Loader=LOADER)
    except yaml.YAMLError as error:
        raise _refusal(source, _line(error), "this is not valid YAML", _hint(error)) from None
    if root is None:
        raise _refusal(source, 1, "the guide is empty", "Start with `guide:`, `title:` and `questions:`.")
    return _from_node(root)


def tree_from_json(value: Any, source: str) -> Node:
    """The tree of parsed JSON; it has no lines. Raises GuideInvalid when too deep or too large."""
    seen = [0]

    def convert(item: Any, depth: int) -> Node:
        seen[0] += 1
        if depth > MAX_DEPTH or seen[0] > MAX_VALUES:
            raise _refusal(source, None, "the guide is nested too deeply or holds too many values")
        if isinstance(item, Mapping):
            return Node({str(key): convert(entry, depth + 1) for key, entry in item.items()}, None)
        if isinstance(item, list | tuple):
            return Node([convert(entry, depth + 1) for entry in item], None)
        return Node(item, None)

    return convert(value, 0)


def _decoded(text: str | bytes, source: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise _refusal(source, None, f"the guide is longer than {MAX_CHARACTERS:,} characters")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise _refusal(source, line, "the file is not UTF-8", "Save it with UTF-8 encoding.") from None
    text = text.removeprefix("\ufeff")
    for number, row in enumerate(text.split("\n"), start=1):
        if not row.isprintable() and yaml.reader.Reader.NON_PRINTABLE.search(row) is not None:
            raise _refusal(source, number, "there is a control character in this line", "Remove it.")
    return text


def _refuse_wild_yaml(text: str, source: str) -> None:
    """Looks at YAML events before any tree is built, so nothing can grow out of bounds."""
    depth = values = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _refusal(source, line, "anchors and aliases are not used in guides", "Write it out.")
            values += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise _refusal(source, line, f"the guide is nested deeper than {MAX_DEPTH} levels")
            if values > MAX_VALUES:
                raise _refusal(source, line, f"the guide holds more than {MAX_VALUES:,} values")
    except yaml.YAMLError as error:
        raise _refusal(source, _line(error), "this is not valid YAML", _hint(error)) from None


def _from_node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        lines: dict[str, int | None] = {}
        doubled: list[tuple[str, int]] = []
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "a list or mapping as key"
            if name in entries:
                doubled.append((name, key.start_mark.line + 1))
            entries[name] = _from_node(value)
            lines[name] = key.start_mark.line + 1
        return Node(entries, line, tuple(doubled), lines)
    if isinstance(node, yaml.SequenceNode):
        return Node([_from_node(entry) for entry in node.value], line)
    return Node(_scalar(node), line)


def _scalar(node: yaml.Node) -> Any:
    kind = str(node.tag).rsplit(":", 1)[-1]
    text = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in {"true", "yes", "on"}
    if kind == "int" and text.lstrip("+-").isdecimal() and len(text) < 12:
        return int(text)
    # A float or a date is no value of any field; it stays a number so that a text field refuses it.
    return 0.5 if kind in {"float", "int", "timestamp"} else text


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else None


def _hint(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", "") or "")
    if "\\t" in problem or "token" in problem:
        return "Indent with spaces, and quote a text that begins with a sign or holds `: `."
    return "Check indentation and quotes here."


def _refusal(source: str, line: int | None, message: str, suggestion: str = "") -> GuideInvalid:
    return GuideInvalid([Problem(source, line, "", message, suggestion)])
