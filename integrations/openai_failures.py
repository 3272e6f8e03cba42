"""The failures of the `openai` package, in our words and without theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from integrations import retry_after
from integrations.model_errors import ModelBusy, ModelError, ModelNonsense, ModelStalled, ModelUnavailable
from integrations.sse import LineTooLongError

if TYPE_CHECKING:
    import openai

_WILL_PASS = frozenset({408, 409, 425})
_PERMANENT = {
    400: "The model server does not accept our request; it may not know structured replies.",
    401: "The model server refused the API key.",
    402: "The model server asks for payment.",
    403: "The model server refused the API key or this use of it.",
    404: "The model server knows no such address or model.",
    422: "The model server does not accept our request; it may not know structured replies.",
}


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the package, its transport and the clock may raise inside into a ModelError."""
    # Loaded with the first OpenAIChat; here it is only a look-up.
    import httpx2
    import openai

    try:
        yield
    except TimeoutError:
        raise ModelStalled("The model was silent for too long.") from None
    except openai.APIStatusError as failure:
        raise about_status(failure) from None
    except (openai.APIConnectionError, httpx2.RequestError):
        raise ModelUnavailable("The model server cannot be reached, or the connection broke.") from None
    except LineTooLongError:
        raise ModelNonsense("The model server sent a line without end.") from None
    except openai.OpenAIError:
        raise ModelUnavailable("The model server sent something the client could not read.") from None


def about_status(failure: openai.APIStatusError) -> ModelError:
    """What an HTTP status means for us. The server's own text is left out: some repeat the key in it."""
    status = failure.status_code
    if status == 429 and failure.code == "insufficient_quota":
        return ModelUnavailable("The account at the model server is used up.", is_permanent=True)
    if status == 429:
        asked = retry_after.seconds_from(failure.response.headers.get("retry-after"), now=datetime.now(UTC))
        return ModelBusy("The model server is busy and asks us to wait.", asked)
    if status >= 500 or status in _WILL_PASS:
        return ModelUnavailable(f"The model server answered with status {status}.")
    message = _PERMANENT.get(status, f"The model server answered with status {status}, which is not a reply.")
    return ModelUnavailable(message, is_permanent=True)
