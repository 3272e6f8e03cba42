"""As much HTTP/1.1 as a fake server needs, on bare asyncio streams so that it can also misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_LARGEST_BODY = 4_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case, `body` None when it is not a JSON object."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any] | None


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request on a kept-alive connection, None when the other side has left or spoke gibberish."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        raw = await reader.readexactly(min(int(headers.get("content-length", "0")), _LARGEST_BODY))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = None
    return Request(method, path.split("?")[0], headers, body if isinstance(body, dict) else None)


def whole(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> bytes:
    """A complete JSON response."""
    raw = json.dumps(body).encode()
    return (
        _head(
            status, {"Content-Type": "application/json", "Content-Length": str(len(raw)), **(headers or {})}
        )
        + raw
    )


def stream_head() -> bytes:
    """The head of an event stream sent in chunks."""
    return _head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; empty data ends it."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def event(value: Mapping[str, Any] | str) -> bytes:
    """One server-sent event, as a chunk."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return chunk(f"data: {text}\n\n".encode())


def error(message: str) -> dict[str, Any]:
    """An error body in the shape OpenAI-compatible servers share."""
    return {"error": {"message": message, "type": "invalid_request_error", "code": None}}


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
