"""Shapes the API shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.deps import ApiRoute
from app.errors import Invalid
from app.queries.base import Page as Rows
from app.storable import unstorable

S = TypeVar("S")
R = TypeVar("R")

Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds.")]
Next = Annotated[str | None, Query(max_length=300, description="Cursor from the previous page.")]


class Shape(BaseModel):
    """What comes in or goes out. Unknown fields are refused, so that a typo is never taken for a default."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unstorable(cls, given: Any) -> Any:
        """Text and numbers the database cannot keep are refused before anything is made of them."""
        found = unstorable(given) if isinstance(given, dict) else None
        if found is not None:
            raise Invalid(found[1], field=found[0] or "body")
        return given


class Page(Shape, Generic[S]):
    """A page of items; `next` continues, null at the end."""

    items: list[S]
    next: str | None = Field(None, description="Pass as `next` for the following page.")


def page(rows: Rows[R], shape: Callable[[R], S]) -> dict[str, Any]:
    """A page of rows in their outside shape."""
    return {"items": [shape(row) for row in rows.items], "next": rows.next}


def router(name: str) -> APIRouter:
    """A router for one resource under `/api/v1`."""
    problem = {
        "description": "What is wrong, in problem+json (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
    return APIRouter(
        prefix=f"/api/v1/{name}",
        tags=[name],
        route_class=ApiRoute,
        responses={401: problem, 404: problem, 422: problem},
    )
