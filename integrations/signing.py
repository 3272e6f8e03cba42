"""Signatures on what we send, as Standard Webhooks 1.0 asks: HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import binascii
import secrets as random_secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64


class BadSecret(ValueError):
    """A webhook secret is not `whsec_` and the base64 of 24 to 64 bytes."""


def new_secret() -> str:
    """A fresh secret of 32 random bytes, ready to show once and keep."""
    return PREFIX + base64.b64encode(random_secrets.token_bytes(32)).decode()


def check_secret(secret: str) -> None:
    """Raises BadSecret, without repeating it, when a secret has the wrong form or length."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise BadSecret(
            f"A webhook secret is {PREFIX} followed by the base64 of {_SHORTEST} to {_LONGEST} bytes."
        )


def sign(message_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> str:
    """The `webhook-signature` value: one `v1,…` for each secret, newest first, separated by spaces.

    Sending two while a secret is being changed lets the receiver verify with either. `at` is aware
    and the time of this attempt. Raises BadSecret, and ValueError for a naive time, an id with a dot
    (the dot separates the signed parts) or no secret at all.
    """
    if at.tzinfo is None:
        raise ValueError("A webhook is signed with an aware time.")
    if "." in message_id or not message_id:
        raise ValueError("A webhook id is not empty and holds no dot.")
    if not secrets:
        raise ValueError("A webhook is signed with at least one secret.")
    for secret in secrets:
        check_secret(secret)
    # The library drops the zone it is given, so only UTC gives the right number.
    at_utc = at.astimezone(UTC)
    text = body.decode()
    return " ".join(Webhook(secret).sign(message_id, at_utc, text) for secret in secrets)


def headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three signature headers of one attempt. The id stays over retries, the time does not."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(message_id, at, body, secrets),
    }
