"""Slack's incoming webhooks: one message into the channel the webhook was made for.

There is no key to send along and no way to ask what has arrived, so whoever sends again after a crash may say
a thing twice. Source: Slack's own page on incoming webhooks (`{"text": …}`, answered by 200 and `ok`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from integrations.destinations import DestinationRefused

LONGEST_SECONDS = 15.0
LONGEST_TEXT = 3_000
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Told:
    """Whether Slack took the message; `why` is a sentence where it did not."""

    ok: bool
    why: str | None = None


async def post(client: httpx.AsyncClient, url: str, text: str) -> Told:
    """Sends plain text once. Never raises for anything the other side does; the address is never repeated."""
    body = {"text": text[:LONGEST_TEXT].translate(_SIGNS)}
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            answer = await client.post(url, json=body)
    except (httpx.HTTPError, httpx.InvalidURL, DestinationRefused, TimeoutError):
        return Told(ok=False, why="Slack could not be reached.")
    if answer.status_code == httpx.codes.OK:
        return Told(ok=True)
    if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN, httpx.codes.GONE):
        return Told(
            ok=False, why=f"Slack answered {answer.status_code}: the webhook is not known or was removed."
        )
    return Told(ok=False, why=f"Slack answered {answer.status_code}.")
