"""How long a model may take, and whether a failed call is worth another."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.model_errors import ModelBusy, ModelError

_FIRST_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ModelTimeouts:
    """All in seconds. `first_token` is how long a streamed call may leave somebody without a word and
    `whole` how long any call may last; both cover every attempt and the pauses between them."""

    connect: float = 5.0
    first_token: float = 20.0
    between_tokens: float = 10.0
    whole: float = 60.0
    longest_retry_after: float = 20.0


@dataclass(frozen=True, slots=True)
class Until:
    """Moments of the event loop's time: by when a call's first token must have come, and its last."""

    first: float
    whole: float


def pause_before_retry(
    failure: ModelError, *, attempts_made: int, seconds_left: float, longest_retry_after: float, jitter: float
) -> float | None:
    """Seconds to wait before asking again; None when it is not worth it or there is no time.

    attempts_made: 1 after the first. jitter: 0..1. A server that names a time is believed up to
    `longest_retry_after`; past that, the respondent has waited long enough.
    """
    if failure.is_permanent or attempts_made > failure.retries:
        return None
    pause = _FIRST_PAUSE_SECONDS * 2 ** (attempts_made - 1) * (0.5 + jitter / 2)
    if isinstance(failure, ModelBusy) and failure.retry_after is not None:
        if failure.retry_after > longest_retry_after:
            return None
        pause = max(pause, failure.retry_after)
    return pause if pause < seconds_left else None
