"""What can go wrong with a language model, as a tree.

ModelError
├── ModelStalled        silent for too long
├── ModelTruncated      the reply ended before it was finished
├── ModelRefused        declined to answer, or a content filter did
├── ModelNonsense       not JSON, not our schema, or far too much
├── ModelCrowded        not asked: too many calls of ours were waiting
└── ModelUnavailable    not reachable, or answering with an error
    ├── ModelResting    not asked: it failed too often in a row
    └── ModelBusy       asked us to slow down; `retry_after` seconds if it said

Each has a `code`, one word for notes, rows and metrics.

Every message is a sentence of ours. Nothing a server sent is repeated in it, because error bodies
are known to echo keys and prompts.
"""

from __future__ import annotations

from typing import ClassVar


class ModelError(Exception):
    """A model gave no usable reply. `retries` is how often asking again is worthwhile; `costs` says
    whether the prompt was probably read, and so paid for."""

    code: ClassVar[str] = "failed"
    retries: ClassVar[int] = 0
    costs: ClassVar[bool] = True
    is_permanent = False


class ModelStalled(ModelError):
    """Nothing came for too long; asking again would only wait as long again."""

    code = "stalled"


class ModelTruncated(ModelError):
    """The reply stopped before its end: length limit, early close, or a stream without a reason."""

    code = "truncated"
    retries = 1


class ModelRefused(ModelError):
    """The model or its provider declined; the same words would be declined again."""

    code = "refused"


class ModelNonsense(ModelError):
    """The reply is empty, not JSON, does not hold the schema, or is larger than allowed."""

    code = "nonsense"
    retries = 1


class ModelCrowded(ModelError):
    """Our own gate let the call wait for too long; the server knows nothing of it."""

    code = "crowded"
    costs = False


class ModelUnavailable(ModelError):
    """The server cannot be reached or answers with an error; permanent for a wrong key or address."""

    code = "unavailable"
    costs = False
    retries = 2

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


class ModelResting(ModelUnavailable):
    """The breaker is open: the server failed several times in a row and is left alone for a while."""

    code = "resting"


class ModelBusy(ModelUnavailable):
    """429. `retry_after` is in seconds, None when the server named no time."""

    code = "busy"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
