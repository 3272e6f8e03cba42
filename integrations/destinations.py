"""Where we may send: public addresses over https, checked once and connected to exactly as checked.

A webhook address is typed by a user and called by our server, which stands inside somebody's
network. So it is judged twice, when it is saved and again at every send, and the connection goes to
the very network address that was judged: a name that answers differently a moment later changes
nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import httpx
from ssrfguard import AddressTable, Block, Policy, Reach, SSRFGuardError, resolve
from ssrfguard.httpx import AsyncSafeTransport

LONGEST_URL = 2048
LOOKUP_SECONDS = 5.0

Resolver = Callable[..., Sequence[Any]]
"""Looks a name up: the arguments and the answer of `socket.getaddrinfo`."""

_PUBLIC_PORTS = frozenset({443, 8443})
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# `2130706433`, `0x7f.1` and `0177.0.0.1` are loopback to the system's resolver, names to everyone else.
_ENCODED_NUMBER = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)\.?$")
_DOTTED_QUAD = re.compile(r"([0-9]{1,3}\.){3}[0-9]{1,3}$")

_PUBLIC = Policy(allowed_schemes=frozenset({"https"}), allowed_ports=_PUBLIC_PORTS)
_LOCAL = Policy(
    allowed_ports=frozenset({80, 443, *range(1024, 65536)}),
    denied_networks=AddressTable(
        tuple(
            Block(ip_network(everything), "anything else", "local receivers only", Reach.DENIED)
            for everything in ("0.0.0.0/0", "::/0")
        )
    ),
    allowed_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
)
# A lookup cannot be cancelled, only left behind: its threads are ours, so that a name server which
# never answers starves nothing but other lookups.
_lookups = ThreadPoolExecutor(max_workers=16, thread_name_prefix="lookup")


class DestinationRefused(Exception):
    """An address we do not send to. The message is a sentence for people and does not repeat it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An address of allowed form: host in lower case, port filled in. Where it leads is not known yet."""

    scheme: str
    host: str
    port: int
    is_local: bool

    @property
    def policy(self) -> Policy:
        """Which network addresses it may lead to: public ones, or this machine alone."""
        return _LOCAL if self.is_local else _PUBLIC


def parse(url: str, *, allow_loopback: bool) -> Destination:
    """The parts of an address whose form is allowed. Pure; raises DestinationRefused.

    https on port 443 or 8443; with `allow_loopback`, a development setting, also http and https to
    this machine on any port from 1024.
    """
    if len(url) > LONGEST_URL:
        raise DestinationRefused(f"A webhook address has at most {LONGEST_URL} characters.")
    if not url.isprintable() or any(c.isspace() or c == "\\" for c in url):
        raise DestinationRefused("A webhook address holds no spaces, backslashes or control characters.")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise DestinationRefused("A webhook address needs a valid host and port.") from None
    if scheme not in {"https", "http"}:
        raise DestinationRefused("A webhook address begins with https://.")
    if "@" in parts.netloc:
        raise DestinationRefused("A webhook address holds no user name or password.")
    if not host:
        raise DestinationRefused("A webhook address needs a host name.")
    if ":" not in host and _ENCODED_NUMBER.search(host) and not _DOTTED_QUAD.match(host):
        raise DestinationRefused("A webhook address names its host in words or as a plain IP address.")
    is_local = allow_loopback and host in _LOCAL_NAMES
    return Destination(scheme, host, _allowed_port(scheme, port, is_local=is_local), is_local)


def _allowed_port(scheme: str, port: int | None, *, is_local: bool) -> int:
    if scheme == "http" and not is_local:
        raise DestinationRefused("A webhook address begins with https://, so that nobody can read along.")
    port = port if port is not None else {"https": 443, "http": 80}[scheme]
    if is_local and port not in _LOCAL.allowed_ports:
        raise DestinationRefused("A webhook address on this machine uses port 80, 443 or one from 1024.")
    if not is_local and port not in _PUBLIC_PORTS:
        raise DestinationRefused("A webhook address uses port 443 or 8443.")
    return port


async def check_url(url: str, *, allow_loopback: bool = False, resolver: Resolver | None = None) -> None:
    """Refuses, when an address is saved, what would be refused at send. Raises DestinationRefused.

    The name is looked up once, and every answer must be allowed: a private answer among public ones
    is how a rebinding attack begins.
    """
    policy = parse(url, allow_loopback=allow_loopback).policy
    try:
        target = policy.check_url(url)
        await asyncio.to_thread(resolve, target, policy=policy, resolver=resolver or _lookup)
    except SSRFGuardError:
        raise DestinationRefused(_NOT_PUBLIC) from None
    except (OSError, UnicodeError):
        raise DestinationRefused("The host of this webhook address could not be found.") from None


_NOT_PUBLIC = (
    "A webhook address must lead to a public host; "
    "this one is malformed or leads into a private or reserved network."
)


def _lookup(*args: Any) -> Sequence[Any]:
    """`socket.getaddrinfo` with a time limit, which it lacks. Raises socket.gaierror."""
    try:
        return _lookups.submit(socket.getaddrinfo, *args).result(timeout=LOOKUP_SECONDS)
    except TimeoutError:
        raise socket.gaierror(socket.EAI_AGAIN, "the name server did not answer in time") from None


class PinnedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that judges every request's address and connects only to what it judged.

    Host header and TLS name stay those of the URL. Raises DestinationRefused; knows no proxies.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        resolver: Resolver | None = None,
        verify: ssl.SSLContext | bool = True,
        limits: httpx.Limits | None = None,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._inner = {
            policy is _LOCAL: AsyncSafeTransport(
                policy=policy, resolver=resolver or _lookup, verify=verify, trust_env=False, limits=limits
            )
            for policy in ((_PUBLIC, _LOCAL) if allow_loopback else (_PUBLIC,))
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        destination = parse(str(request.url), allow_loopback=self._allow_loopback)
        try:
            response: httpx.Response = await self._inner[destination.is_local].handle_async_request(request)
        except SSRFGuardError:
            raise DestinationRefused(_NOT_PUBLIC) from None
        return response

    async def aclose(self) -> None:
        for transport in self._inner.values():
            await transport.aclose()
