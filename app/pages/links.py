"""Addresses within the dashboard."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from app.addresses import spot as spot

HOME = "/"


def within(path: str, **parameters: str | None) -> str:
    """A path with those parameters that have a value."""
    kept = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def safe_next(given: str | None) -> str:
    """Where to go after signing in: a path of ours, else the start page.

    Browsers read a backslash as a slash and drop tabs and line ends, so anything but plain characters
    is refused.
    """
    if not given or not given.startswith("/") or given.startswith("//") or len(given) > 2_000:
        return HOME
    if "\\" in given or not given.isascii() or not given.isprintable():
        return HOME
    parts = urlsplit(given)
    if parts.scheme or parts.netloc or parts.path.startswith(("/sign-in", "/sign-out")):
        return HOME
    return given
