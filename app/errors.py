"""Every error we raise on purpose. The class carries its HTTP status, the message is a sentence for people.

EarshotError
├── NotFound            404   absent and foreign look the same
├── Unauthorised        401
├── Forbidden           403
├── Conflict            409
├── Gone                410
├── TooLarge            413
├── Invalid             422   names the field
├── TooMany             429   says when to come back
└── Unavailable         503
    └── SetupProblem    the machine or its settings, told before the service starts
"""

from __future__ import annotations


class EarshotError(Exception):
    """Base of the tree. `message` never holds what was sent to us, nor a secret."""

    status = 500
    title = "Something went wrong"

    def __init__(self, message: str, *, field: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after = retry_after


class NotFound(EarshotError):
    status = 404
    title = "Not found"


class Unauthorised(EarshotError):
    status = 401
    title = "Not signed in"


class Forbidden(EarshotError):
    status = 403
    title = "Not allowed"


class Conflict(EarshotError):
    status = 409
    title = "Conflict"


class Gone(EarshotError):
    status = 410
    title = "Gone"


class TooLarge(EarshotError):
    status = 413
    title = "Too large"


class Invalid(EarshotError):
    """`problems` lists (field, sentence) pairs when more than one thing is wrong."""

    status = 422
    title = "Not valid"

    def __init__(
        self, message: str, *, field: str | None = None, problems: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(message, field=field)
        self.problems = problems or ([(field, message)] if field else [])


class TooMany(EarshotError):
    status = 429
    title = "Too many requests"


class Unavailable(EarshotError):
    status = 503
    title = "Not available"


class SetupProblem(Unavailable):
    title = "Set-up problem"
