"""Which mail server to hand letters to: read from one address, `smtp[s]://user:password@host:port?tls=…`."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["always", "starttls", "never"]

_PORTS: dict[Tls, int] = {"always": 465, "starttls": 587, "never": 25}


@dataclass(frozen=True)
class MailServer:
    """A server that takes our mail. `tls`: `always` from the first byte, `starttls` before anything is
    said that matters, `never` for a relay on the same machine. `context` is for certificates of one's own.
    """

    host: str
    port: int
    tls: Tls
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = None


def server_from_url(url: str, sender: str) -> MailServer:
    """The server behind an address. Raises ValueError with a sentence that repeats nothing of it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("The port of the mail server is not a number.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("Write it as smtp://user:password@host:587 or smtps://user:password@host:465.")
    tls = _tls(parts.scheme, parts.query)
    if (parts.username is None) != (parts.password is None):
        raise ValueError("Give both user and password, or neither.")
    if parts.password is not None and tls == "never" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("A password may not go to another machine in the open: leave out tls=never.")
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[tls],
        tls=tls,
        sender=sender,
        user=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
    )


def _tls(scheme: str, query: str) -> Tls:
    if scheme == "smtps":
        return "always"
    given = parse_qs(query).get("tls", ["starttls"])[-1]
    if given == "never":
        return "never"
    if given == "starttls":
        return "starttls"
    raise ValueError("tls must be starttls or never; smtps:// is TLS from the first byte.")
