"""Identifiers: a prefix that says what it is, then 128 bits that sort by time (the ULID layout)."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, in lower case


def _base32(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, rest = divmod(value, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def new(prefix: str) -> str:
    """A fresh id such as `int_01k…`: 48 bits of milliseconds, then 80 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    return f"{prefix}_{_base32((milliseconds << 80) | secrets.randbits(80), 26)}"


def stable(prefix: str, *parts: object) -> str:
    """The same id for the same parts, for rows that are computed again and must keep their name."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return f"{prefix}_{_base32(int.from_bytes(digest[:16]), 26)}"


def at(prefix: str, moment: datetime, *parts: object) -> str:
    """An id that sorts at `moment` and whose end is the same for the same parts."""
    milliseconds = round(moment.timestamp() * 1000)
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return f"{prefix}_{_base32((milliseconds << 80) | int.from_bytes(digest[:10]), 26)}"


def token() -> str:
    """A link token: 160 random bits, too many to guess."""
    return _base32(secrets.randbits(160), 32)


def hash_secret(secret: str) -> str:
    """What is kept of a random secret (API key, session, one-time link): its SHA-256.

    The secrets are random and long, so a fast hash is enough; passwords go through argon2 instead.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
