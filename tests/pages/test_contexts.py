"""A page's context is a contract: its template uses every field of it and nothing else."""

from __future__ import annotations

from dataclasses import fields

import pytest
from jinja2 import meta, nodes

import app.pages
from app.pages.frame import Context
from app.pages.templating import environment

assert app.pages.routers  # every page is imported, so every context is known
GIVEN = {"frame", "asset", "request"}


@pytest.mark.parametrize("context", Context.__subclasses__(), ids=lambda context: context.__name__)
def test_documented_names_are_the_rendered_ones(context: type[Context]) -> None:
    jinja = environment()
    assert jinja.loader is not None
    source = jinja.loader.get_source(jinja, context.template)[0]
    tree = jinja.parse(source)
    documented = {field.name for field in fields(context)}
    assert not documented & own_names(tree), "a macro hides a field"
    assert meta.find_undeclared_variables(tree) - GIVEN - own_names(tree) == documented


def own_names(tree: nodes.Template) -> set[str]:
    """Macros a template imports or makes."""
    imported = (name for found in tree.find_all(nodes.FromImport) for name in found.names)
    made = {macro.name for macro in tree.find_all(nodes.Macro)}
    return made | {name if isinstance(name, str) else name[1] for name in imported}


@pytest.mark.parametrize("context", Context.__subclasses__(), ids=lambda context: context.__name__)
def test_every_context_says_what_it_holds(context: type[Context]) -> None:
    assert context.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert context.template.endswith(".html")
