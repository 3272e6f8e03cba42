"""Mail as it is written: one folder of templates for each kind of letter, a subject and a body twice over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_FOLDER = Path(__file__).parent / "templates" / "email"


@dataclass(frozen=True)
class Written:
    """A letter's words; the subject is one line."""

    subject: str
    text: str
    html: str


def write(template: str, values: Mapping[str, Any]) -> Written:
    """The letter `template` with its values in; a value it does not get is an error, never a hole."""
    return Written(
        subject=" ".join(_drawn(f"{template}/subject.txt", values).split()),
        text=_drawn(f"{template}/body.txt", values).strip() + "\n",
        html=_drawn(f"{template}/body.html", values),
    )


def _drawn(name: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
