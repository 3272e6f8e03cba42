"""Ways from one page of a list to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.pages.links import within
from app.queries.base import Page

LIMIT = 30


@dataclass(frozen=True)
class Pages:
    """Addresses of the first and the following page; None where there is none."""

    newest: str | None
    older: str | None


def pages(found: Page[Any], path: str, cursor: str | None, **filters: str | None) -> Pages:
    """Keeps the filters; a cursor in the address means this is not the first page."""
    newest = within(path, **filters) if cursor else None
    older = within(path, **filters, next=found.next) if found.next else None
    return Pages(newest, older)
