"""Jinja2 as the pages use it: autoescaped, with the few names every template knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.pages.wording import FILTERS

_ROOT = Path(__file__).parent.parent
BUILT = _ROOT / "static" / "built"


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A rendered template. Missing names are errors, so a page never shows a hole."""
    return drawn(request, template, context, status=status, headers=headers)


def drawn(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """A rendered template whose names may be anything, `status` included."""
    html = environment().get_template(template).render({"request": request, **context})
    return HTMLResponse(html, status, headers)


@cache
def environment() -> Environment:
    """The one environment; templates come from files, never from the database."""
    made = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    made.filters.update(FILTERS)
    return made


@cache
def _manifest() -> dict[str, Any]:
    files: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))["files"]
    return files


def asset(name: str) -> str:
    """The address of a built file, with its content's hash in the name."""
    return f"/static/built/{_manifest()[name]['file']}"
