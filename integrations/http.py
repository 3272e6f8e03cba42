"""The one HTTP client: time limits, limits on connections, who we say we are, no proxies, no redirects."""

from __future__ import annotations

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version

import httpx

from integrations.destinations import PinnedTransport, Resolver

USER_AGENT = f"Earshot/{version('earshot')}"
TIMEOUT = httpx.Timeout(30.0, connect=5.0, pool=10.0)
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30.0)


def client(
    *,
    allow_loopback: bool = False,
    resolver: Resolver | None = None,
    verify: ssl.SSLContext | bool = True,
) -> httpx.AsyncClient:
    """A client for everything that leaves the house; share one per process and close it at the end.

    It connects to public hosts only (`destinations`), ignores proxy variables of the environment and
    never follows a redirect, which would otherwise lead past the check.
    """
    return httpx.AsyncClient(
        transport=PinnedTransport(
            allow_loopback=allow_loopback, resolver=resolver, verify=verify, limits=LIMITS
        ),
        timeout=TIMEOUT,
        headers={"User-Agent": USER_AGENT},
        follow_redirects=False,
        # One receiver's cookies are none of another's business.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        trust_env=False,
    )
