"""Whether a request comes from one of our own pages, as far as the browser says."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from fastapi import Request

from app.errors import Forbidden
from app.settings import Settings

CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf"
_REFUSED = "This request did not come from a page of Earshot. Go back, reload the page and try again."


def refuse_foreign(request: Request, settings: Settings) -> None:
    """Raises Forbidden when the browser says that another site's page made the request.

    A client that sends neither header is no browser with our cookie; the token is what it must show.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(_REFUSED)
    origin = request.headers.get("origin")
    ours = {urlsplit(settings.base_url).netloc, request.headers.get("host", "")}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise Forbidden(_REFUSED)


async def refuse_without_token(request: Request, token: str) -> None:
    """Raises Forbidden unless the login's token is in the header or the form."""
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        field = (await request.form()).get(CSRF_FIELD)
        given = field if isinstance(field, str) else ""
    if not secrets.compare_digest(given.encode(), token.encode()):
        raise Forbidden(_REFUSED)
