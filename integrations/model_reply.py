"""A streamed structured reply, put together piece by piece and accepted only when whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jiter

from integrations import json_shape
from integrations.model_errors import (
    ModelError,
    ModelNonsense,
    ModelRefused,
    ModelTruncated,
    ModelUnavailable,
)

LONGEST_REPLY = 100_000
USAGE = "$usage"
_COUNTS = ("prompt_tokens", "completion_tokens")
_LONGEST_NAME = 200


class Reply:
    """Collects the events of one streamed chat completion.

    A reply counts only if the server said why it stopped and the reason is "stop", if the text is
    JSON and if it holds the schema: a stream that ends early raises nothing by itself.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._text = bytearray()
        self._read_up_to = 0
        self._last: dict[str, Any] = {}
        self._is_refused = False
        self.counts: dict[str, int] = {}
        self.served_as: str | None = None
        self.finish_reason: str | None = None

    @property
    def has_begun(self) -> bool:
        """Whether any of the reply itself has come, beyond greetings of the protocol."""
        return bool(self._text) or self._is_refused or self.finish_reason is not None

    def feed(self, event: bytes) -> dict[str, Any] | None:
        """Takes one event; what can be read so far if that is more than before, else None.

        Every key but the last is complete; the last may be partial. Raises ModelError.
        """
        self._take(_object(event))
        # Reading again only after some growth keeps the work linear for very long replies.
        if len(self._text) - self._read_up_to <= len(self._text) // 64:
            return None
        self._read_up_to = len(self._text)
        try:
            partial = jiter.from_json(bytes(self._text), partial_mode="trailing-strings")
        except ValueError:
            return None
        if not isinstance(partial, dict) or partial == self._last:
            return None
        self._last = partial
        return partial

    def finish(self) -> dict[str, Any]:
        """The whole reply, checked. Raises ModelTruncated, ModelRefused or ModelNonsense."""
        return _accepted(bytes(self._text), self.finish_reason, self._is_refused, self._schema)

    @property
    def size(self) -> int:
        """Bytes of the reply so far."""
        return len(self._text)

    @property
    def usage(self) -> dict[str, dict[str, int]]:
        """`{"$usage": {"prompt_tokens": …, "completion_tokens": …, "cached_tokens": …}}`, without what the
        server did not say."""
        return {USAGE: dict(self.counts)}

    def _take(self, event: dict[str, Any]) -> None:
        if event.get("error"):
            raise ModelUnavailable("The model server reported an error in the middle of its reply.")
        self.counts.update(counts_in(event))
        self.served_as = name_in(event) or self.served_as
        choice = _first(event)
        delta = choice.get("delta")
        if isinstance(delta, dict):
            self._is_refused = self._is_refused or bool(delta.get("refusal"))
            if isinstance(content := delta.get("content"), str):
                self._text += content.encode("utf-8", "replace")
        if len(self._text) > LONGEST_REPLY:
            raise too_long()
        if isinstance(reason := choice.get("finish_reason"), str):
            self.finish_reason = reason


def whole_completion(body: bytes) -> dict[str, Any]:
    """A chat completion that was not streamed. Raises ModelError."""
    completion = _object(body)
    if completion.get("error"):
        raise ModelUnavailable("The model server reported an error instead of a reply.")
    return completion


def unstreamed(completion: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The reply inside a whole chat completion, checked as `Reply.finish` checks. Raises ModelError."""
    choice = _first(completion)
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    reason, content = choice.get("finish_reason"), message.get("content")
    return _accepted(
        content.encode("utf-8", "replace") if isinstance(content, str) else b"",
        reason if isinstance(reason, str) else None,
        bool(message.get("refusal")),
        schema,
    )


def _accepted(
    text: bytes, finish_reason: str | None, is_refused: bool, schema: Mapping[str, Any]
) -> dict[str, Any]:
    """The reply as an object, if everything about it is in order; else the ModelError that says why not."""
    if is_refused or finish_reason == "content_filter":
        raise ModelRefused("The model declined to answer.")
    if finish_reason is None:
        raise ModelTruncated("The model's reply ended without saying that it was finished.")
    if finish_reason == "length":
        raise ModelTruncated("The model's reply was cut off at its length limit.")
    if finish_reason != "stop":
        raise ModelNonsense("The model stopped for a reason we have no use for.")
    if len(text) > LONGEST_REPLY:
        raise too_long()
    try:
        reply = jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=True)
        json_shape.check(reply, schema)
    except json_shape.ShapeError as broken:
        raise ModelNonsense(f"The model's reply does not hold the schema ({broken}).") from None
    except ValueError:
        raise ModelNonsense("The model's reply is not JSON.") from None
    if not isinstance(reply, dict):
        raise ModelNonsense("The model's reply is not a JSON object.")
    return reply


def too_long() -> ModelError:
    """The error for a reply past the size limit."""
    return ModelNonsense(f"The model's reply is longer than {LONGEST_REPLY} bytes.")


def _object(event: bytes) -> dict[str, Any]:
    try:
        value = jiter.from_json(event)
    except ValueError:
        raise ModelNonsense("The model server sent an event that is not JSON.") from None
    if not isinstance(value, dict):
        raise ModelNonsense("The model server sent an event that is not a JSON object.")
    return value


def counts_in(event: Mapping[str, Any]) -> dict[str, int]:
    """The token counts a server gives, by our names; what it does not say is left out."""
    usage = event.get("usage")
    if not isinstance(usage, dict):
        return {}
    details = usage.get("prompt_tokens_details")
    given = {name: usage.get(name) for name in _COUNTS}
    given["cached_tokens"] = details.get("cached_tokens") if isinstance(details, dict) else None
    return {name: n for name, value in given.items() if (n := _count(value)) is not None}


def name_in(event: Mapping[str, Any]) -> str | None:
    """What the server says it answers as: often a dated version of the name it was asked by."""
    name = event.get("model")
    return name[:_LONGEST_NAME] if isinstance(name, str) and name else None


def _first(event: Mapping[str, Any]) -> dict[str, Any]:
    """The first choice, empty where there is none: the last event of a stream carries only usage."""
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, dict) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
