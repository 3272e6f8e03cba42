"""Guides read from YAML and JSON, and the templates that ship with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from interviewer.guide import Guide
from interviewer.guide_reader import read_tree
from interviewer.guide_tree import tree_from_json, tree_from_yaml

_TEMPLATES = Path(__file__).parent / "guides"


def parse_guide(text: str | bytes, source: str, *, judges_wording: bool = True) -> Guide:
    """The guide in a YAML text; `source` names the file in errors. Raises GuideInvalid with every problem;
    without `judges_wording`, closed and double questions are no problem."""
    return read_tree(tree_from_yaml(text, source), source, judges_wording=judges_wording)


def guide_from_json(value: Any, source: str = "guide", *, judges_wording: bool = True) -> Guide:
    """The guide in parsed JSON, same shape as the YAML. Raises GuideInvalid like `parse_guide`."""
    return read_tree(tree_from_json(value, source), source, judges_wording=judges_wording)


def template_names() -> list[str]:
    """The templates' names, sorted."""
    return sorted(path.stem for path in _TEMPLATES.glob("*.yaml"))


def template_text(name: str) -> str:
    """A template's YAML as shipped. Raises KeyError when there is no template of that name."""
    if name not in template_names():
        raise KeyError(name)
    return (_TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")
