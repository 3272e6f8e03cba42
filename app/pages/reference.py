"""The API reference, drawn from the same description the API checks requests with; public, no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.deps import KitDep
from app.pages.frame import Context, names
from app.pages.operations import Resource, resources
from app.pages.templating import drawn

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ReferencePage(Context):
    template: ClassVar[str] = "reference/index.html"
    resources: tuple[Resource, ...]
    base_url: str
    version: str


@router.get("/docs")
async def reference(request: Request, kit: KitDep) -> Response:
    document = request.app.openapi()
    base_url = kit.settings.base_url
    context = ReferencePage(
        resources=resources(document, base_url), base_url=base_url, version=document["info"]["version"]
    )
    return drawn(request, context.template, names(context))
