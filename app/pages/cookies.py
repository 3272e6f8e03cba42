"""The cookie that carries a login's secret."""

from __future__ import annotations

from fastapi import Request, Response

from app.services.sign_in import ABSOLUTE, NewLogin
from app.settings import Settings


def secret_of(request: Request, settings: Settings) -> str | None:
    """The secret the browser sent, if any."""
    return request.cookies.get(_name(settings))


def remember(response: Response, settings: Settings, made: NewLogin) -> None:
    """Gives the browser the secret: for this host alone, out of scripts' reach."""
    response.set_cookie(
        _name(settings),
        made.secret,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=_is_https(settings),
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        _name(settings), path="/", secure=_is_https(settings), httponly=True, samesite="lax"
    )


def _name(settings: Settings) -> str:
    """With https the prefix makes browsers refuse a cookie that a sibling host planted."""
    return "__Host-earshot" if _is_https(settings) else "earshot"


def _is_https(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")
