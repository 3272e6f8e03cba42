"""The addresses people and programs see: an interview's page and socket, a quote's spot, an event's link."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote


def interview_page(base: str, token: str) -> str:
    """The hosted page's address. `base` has no trailing slash."""
    return f"{base}/i/{token}"


def interview_socket(base: str, token: str) -> str:
    """The socket's address: `ws` beside `http`, `wss` beside `https`."""
    return f"{base.replace('http', 'ws', 1)}/i/{token}/ws"


def spot(interview_id: str, turn: int, start: int, end: int) -> str:
    """Where in a transcript a quote stands: a path; offsets in Unicode code points, end excluded."""
    return f"/interviews/{quote(interview_id)}?mark={turn}:{start}-{end}#turn-{turn}"


def with_link(data: dict[str, Any], base: str) -> dict[str, Any]:
    """An event's data with its `link`, a path, made whole; unchanged where it has none."""
    link = data.get("link")
    return data | {"link": base + link} if isinstance(link, str) and link.startswith("/") else data
