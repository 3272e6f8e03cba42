"""Caps as a form has them: one field for tokens and one for money in each scope, empty for none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.caps import Scope, read_caps
from app.errors import Invalid
from app.pages.forms import Form

_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def caps_from(form: Form, scopes: tuple[Scope, ...]) -> dict[str, dict[str, float]]:
    """The caps' JSON form. Raises Invalid, naming the field."""
    found: dict[str, dict[str, float]] = {}
    for scope in scopes:
        for unit in ("tokens", "cost"):
            text = form.text(f"{scope}_{unit}").strip().replace(",", "").replace(" ", "")
            if not text:
                continue
            if not _NUMBER.fullmatch(text) or (unit == "tokens" and "." in text):
                what = "a whole number of tokens" if unit == "tokens" else "an amount such as 25 or 0.50"
                raise Invalid(f"Write {what}, or leave it empty.", field=f"{scope}_{unit}")
            found.setdefault(scope, {})[unit] = int(text) if unit == "tokens" else float(text)
    read_caps(found)
    return found


def shown_caps(
    given: Mapping[str, Any], scopes: tuple[Scope, ...], form: Form | None = None
) -> dict[str, str]:
    """What stands in the fields: as typed where the form comes back, else as it is kept."""
    fields = [(scope, unit) for scope in scopes for unit in ("tokens", "cost")]
    if form is not None:
        return {f"{scope}_{unit}": form.text(f"{scope}_{unit}") for scope, unit in fields}
    kept = {(scope, unit): given.get(scope, {}).get(unit) for scope, unit in fields}
    return {f"{scope}_{unit}": "" if value is None else f"{value:,}" for (scope, unit), value in kept.items()}
