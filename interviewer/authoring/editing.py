"""A guide as YAML text: written out, a place in it found, one text in it replaced with the rest untouched."""

from __future__ import annotations

import json
from typing import Any

import yaml

from interviewer.authoring.findings import Steps
from interviewer.guide import Guide
from interviewer.guide_tree import LOADER, tree_from_yaml

# Wide enough that a question stays on its line.
_WIDTH = 200


# Short lists and maps stand on one line, as people write them.
_ON_ONE_LINE = ("languages", "limits", "avoid", "skip_if", "choices", "closing")


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, as people write them."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, value in node.value:
            if key.value in _ON_ONE_LINE and isinstance(value, yaml.CollectionNode):
                value.flow_style = True
        return node

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - theirs
        super().increase_indent(flow, False)


def guide_to_yaml(guide: Guide) -> str:
    """The guide as a YAML file somebody would like to edit: `parse_guide` gives the same guide again."""
    text = yaml.dump(
        guide.to_json(),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=False,
    )
    return str(text)


def line_of(source: str, path: Steps, language: str = "") -> int | None:
    """The line (from 1) of a place in a guide's YAML, of the nearest part above it that is there."""
    node = tree_from_yaml(source, "guide")
    line = node.line
    for step in (*path, language):
        if isinstance(step, str) and isinstance(node.value, dict) and step in node.value:
            line = node.key_lines.get(step) or line
            node = node.value[step]
        elif isinstance(step, int) and isinstance(node.value, list) and step < len(node.value):
            node = node.value[step]
            line = node.line
        else:
            break
    return line


def with_text(source: str, path: Steps, language: str, text: str) -> str:
    """The YAML with `text` at a place, in that language where there is a map of them. Everything else stays
    as it was, comments too. Raises GuideInvalid when the source is no YAML."""
    tree_from_yaml(source, "guide")  # refuses what should not be composed
    source = source.removeprefix("\ufeff")
    node = yaml.compose(source, Loader=LOADER)
    for step in path:
        node = _child(node, step)
    if isinstance(node, yaml.MappingNode):
        node = _child(node, language)
    if not isinstance(node, yaml.ScalarNode):
        return source
    start, end = node.start_mark.index, node.end_mark.index
    # a double-quoted YAML text is a JSON one
    rest = "\n" if source[start:end].endswith("\n") else ""
    return source[:start] + json.dumps(text, ensure_ascii=False) + rest + source[end:]


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if getattr(key, "value", None) == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]  # PyYAML is untyped
    return None
