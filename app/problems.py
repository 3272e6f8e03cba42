"""How errors leave the house: problem+json for programs (RFC 9457), a page for people, never an echo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.errors import EarshotError, Invalid
from app.guards import HEADERS, NO_FRAMES, POLICY_HEADER

log = structlog.get_logger()

PAGES = ("text/html", "application/xhtml+xml")


Page = Callable[..., Response]
"""Renders a template: the request, its name, `status`, `headers` and what it shows."""


def install(app: FastAPI, page: Page) -> None:
    """Registers the handlers. `page` renders what a browser is shown."""
    app.state.problem_page = page
    app.add_exception_handler(EarshotError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_surprise)


async def _on_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, EarshotError)  # noqa: S101 - registered for it
    named = [(error.field, error.message)] if error.field else []
    problems = error.problems if isinstance(error, Invalid) else named
    headers = {"retry-after": str(round(error.retry_after))} if error.retry_after else {}
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    return _answer(request, error.status, error.title, error.message, problems, headers)


async def _on_validation(request: Request, error: Exception) -> Response:
    """FastAPI's own message would carry the input back; ours names the field and what it should be."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    problems = [(field_of(item["loc"]), sentence_of(item)) for item in error.errors()]
    return _answer(request, 422, Invalid.title, "The request has problems.", problems)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    sentences = {
        400: "The body could not be read.",
        404: "There is nothing here.",
        405: "This address does not take that method.",
    }
    sentence = sentences.get(error.status_code, "The request could not be served.")
    return _answer(
        request,
        error.status_code,
        "Not found" if error.status_code == 404 else "Refused",
        sentence,
        headers=dict(error.headers or {}),
    )


async def _on_surprise(request: Request, error: Exception) -> Response:
    # the route's pattern, since a path may hold a token
    route = getattr(request.scope.get("route"), "path", None)
    log.error("request.failed", route=route, reason=type(error).__name__, exc_info=error)
    detail = "This is our fault; it has been logged."
    # this answer is made outside the guards, so it brings their headers along
    return _answer(request, 500, "Something went wrong", detail, headers=HEADERS | {POLICY_HEADER: NO_FRAMES})


def _answer(
    request: Request,
    status: int,
    title: str,
    detail: str,
    problems: Sequence[tuple[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    if not request.url.path.startswith(("/api/", "/v1/")) and _wants_page(request):
        page: Page = request.app.state.problem_page
        return page(request, "problem.html", status=status, headers=headers, title=title, detail=detail)
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if problems:
        body["errors"] = [{"field": field, "message": message} for field, message in problems]
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _wants_page(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return any(kind in accepted for kind in PAGES)


def field_of(location: Sequence[Any]) -> str:
    """`body.questions.0.ask` without the part that says where in the request it was."""
    parts = [str(part) for part in location]
    inside = parts[1:] if parts and parts[0] in ("body", "query", "path", "header") else parts
    return ".".join(inside) or "body"


def sentence_of(item: Any) -> str:
    """Pydantic's messages name limits and types, never the value."""
    if item["type"] == "json_invalid":
        return "The body is not valid JSON."
    if item["type"] == "missing":
        return "This field is required."
    if item["type"] == "extra_forbidden":
        return "This field is not known."
    if item["type"] in ("value_error", "assertion_error"):
        return "This value is not valid."
    return f"{item['msg']}."
