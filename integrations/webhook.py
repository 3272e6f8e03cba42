"""One attempt to deliver one webhook: signed, limited in time and size, told as a value."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from integrations import retry_after, signing
from integrations.destinations import DestinationRefused

LONGEST_SECONDS = 30.0
BODY_SECONDS = 5.0
BODY_BYTES = 65_536
EXCERPT_CHARS = 200
_THROTTLED = frozenset({429, 502, 504})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one attempt.

    ok: any 2xx. status: None when no answer came. error: a sentence, None when ok. gone: 410, the
    receiver wants no more. throttled: 429, 502 or 504, send it less. response_excerpt: the first 200
    characters of the answer, to be escaped where shown. milliseconds: of the whole attempt.
    """

    status: int | None
    ok: bool
    error: str | None
    retry_after_seconds: float | None
    gone: bool
    throttled: bool
    response_excerpt: str
    milliseconds: int


async def send(
    client: httpx.AsyncClient,
    *,
    url: str,
    secrets: Sequence[str],
    message_id: str,
    body: bytes,
    now: datetime,
    timeout: float = LONGEST_SECONDS,  # noqa: ASYNC109 - the limit is part of what the caller records
) -> Attempt:
    """Posts `body` (JSON bytes) once. Never raises for anything the other side does.

    now: aware, the time of this attempt, signed with the id. timeout: seconds for all of it, 30 at
    most. Raises only for our own mistakes: BadSecret, or ValueError for an id with a dot.
    """
    started = time.monotonic()
    headers = {
        "Content-Type": "application/json",
        # Uncompressed, so that a small answer cannot unpack into a huge one.
        "Accept-Encoding": "identity",
        **signing.headers(message_id, now, body, secrets),
    }
    status, excerpt, wait, error = None, "", None, None
    try:
        async with asyncio.timeout(min(timeout, LONGEST_SECONDS)):
            async with client.stream("POST", url, content=body, headers=headers) as response:
                status = response.status_code
                wait = retry_after.seconds_from(response.headers.get("retry-after"), now=now)
                excerpt = await _excerpt(response)
    except (httpx.HTTPError, httpx.InvalidURL, DestinationRefused, TimeoutError) as failure:
        error = _sentence(failure)
    ok = status is not None and 200 <= status < 300
    return Attempt(
        status=status,
        ok=ok,
        error=None if ok else (_about(status) if status is not None else error),
        retry_after_seconds=wait,
        gone=status == 410,
        throttled=status in _THROTTLED,
        response_excerpt=excerpt,
        milliseconds=round((time.monotonic() - started) * 1000),
    )


async def _excerpt(response: httpx.Response) -> str:
    """The beginning of the answer. The status has already decided; a slow or broken body changes nothing."""
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in response.aiter_raw(4096):
                read += chunk
                if len(read) >= BODY_BYTES:
                    break
    except (httpx.HTTPError, TimeoutError):
        pass
    text = bytes(read[: EXCERPT_CHARS * 4]).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()[:EXCERPT_CHARS]


def _about(status: int) -> str:
    """Why this status is not a delivery."""
    if 300 <= status < 400:
        return f"The receiver answered {status}, a redirect; redirects are not followed."
    if status == 410:
        return "The receiver answered 410: it wants no more of these."
    if status in _THROTTLED:
        return f"The receiver answered {status}: it asks us to send less or is overloaded."
    return f"The receiver answered {status}; only 200 to 299 counts as received."


def _sentence(failure: Exception) -> str:
    """What happened, without library words and without the address."""
    if isinstance(failure, DestinationRefused):
        return str(failure)
    if isinstance(failure, httpx.ConnectTimeout):
        return "The receiver could not be reached in time."
    if isinstance(failure, TimeoutError | httpx.TimeoutException):
        return "The receiver did not answer in time."
    if isinstance(failure, httpx.ConnectError):
        if "CERTIFICATE" in str(failure).upper() or "SSL" in str(failure).upper():
            return "The receiver's TLS certificate or connection could not be trusted."
        return "The receiver could not be reached; it refused the connection or its name is unknown."
    if isinstance(failure, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "The webhook address is not one we can call."
    return "The connection broke before the receiver had answered."
