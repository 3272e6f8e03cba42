"""Where a respondent's interview is found: its page and its socket."""

from __future__ import annotations


def interview_page(base: str, token: str) -> str:
    """The hosted page's address. `base` has no trailing slash."""
    return f"{base}/i/{token}"


def interview_socket(base: str, token: str) -> str:
    """The socket's address: `ws` beside `http`, `wss` beside `https`."""
    return f"{base.replace('http', 'ws', 1)}/i/{token}/ws"
