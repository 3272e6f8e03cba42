"""Who is left out, so that a play can be compared with doing nothing."""

from __future__ import annotations

import hashlib


def is_held_out(account_id: str, play: str, share: float) -> bool:
    """Whether an account is in a play's holdout group; the same for ever, whatever the order or the process.

    share: 0..1 of all accounts. A larger share keeps everybody a smaller one held out.
    """
    digest = hashlib.sha256(f"{play}\x1f{account_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 < share
