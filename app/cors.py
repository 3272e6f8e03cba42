"""Which pages of other sites may read what we answer: those that may embed us."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

ANY = "*"
_ASKED = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "3600",
}


def shared_with(request: Request, origins: str) -> Mapping[str, str]:
    """The headers that let the asking page read the answer; none for a page that may not embed us.

    `origins` are exact, with spaces between them, or `*`. No cookie is ever shared.
    """
    origin = request.headers.get("origin", "")
    allowed = origins.split()
    if ANY in allowed:
        return {"access-control-allow-origin": ANY}
    named = {"access-control-allow-origin": origin} if origin in allowed else {}
    return {**named, "vary": "origin"}


def preflight(request: Request, origins: str) -> Mapping[str, str]:
    """The answer to a browser that asks before it posts."""
    shared = shared_with(request, origins)
    return {**shared, **_ASKED} if "access-control-allow-origin" in shared else shared
