"""Any OpenAI-compatible chat server, spoken to through the `openai` package.

Two things are done our own way. The conversation travels as `extra_body`, because the package walks
every typed message through its converters, which costs more than the rest of a call; and streams are
read as lines instead of typed chunks, for the same reason. Retries and time limits are ours too: the
package's own are minutes long and do not see a stream that ends early.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING, Any

from integrations import json_shape
from integrations.breaker import Breaker
from integrations.model_attempt import DROPPED, REPLIED, Attempt, Meter, Tell
from integrations.model_errors import ModelError, ModelRefused, ModelResting
from integrations.model_limits import ModelTimeouts, Until, pause_before_retry
from integrations.model_reply import (
    LONGEST_REPLY,
    Reply,
    counts_in,
    name_in,
    too_long,
    unstreamed,
    whole_completion,
)
from integrations.openai_failures import translated
from integrations.sse import data_lines

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Replies = AsyncGenerator[dict[str, Any], None]
Once = Callable[[Meter], Replies]
"""One request; the meter learns what it cost."""


class OpenAIChat:
    """A chat model behind one base URL, asked for structured replies. Share one per process.

    options: more fields for the request, such as `temperature` or `store`. The breaker may be shared
    by several models of one server.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        *,
        timeouts: ModelTimeouts = ModelTimeouts(),
        options: Mapping[str, object] | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.model = model
        self.options = dict(options or {})
        self.timeouts = timeouts
        self._breaker = breaker or Breaker()
        self._clock = clock
        self._sleep = sleep
        self._client = _client(base_url, api_key, timeouts)

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        until: Until | None = None,
        tell: Tell | None = None,
    ) -> Replies:
        """The reply as it grows, then `{"$usage": {"prompt_tokens": int, "completion_tokens": int}}`.

        messages: `{"role": "user" | "assistant", "content": …}`, oldest first. schema: JSON Schema
        of an object, its properties in the order they are wanted. In each growing reply every key but
        the last is complete and the last may be partial; the last one before `$usage` is whole and
        holds the schema. Nothing is handed on before the schema's last property has begun, so that a
        reply which breaks off earlier can be asked for again. Nothing counts until `$usage` came; counts
        the server did not send are left out of it. `until` shortens the time limits; `tell` hears of
        every request. Raises ModelError.
        """
        json_shape.check_schema(schema)
        request = self._request(system, messages, schema, schema_name)
        limits = until or self.until()

        def once(meter: Meter) -> Replies:
            return self._stream_once(request, schema, limits, meter)

        async with aclosing(self._persist(once, request, limits.first, tell)) as partials:
            async for partial in partials:
                yield partial

    async def ask(
        self,
        *,
        system: str,
        user: str,
        schema: Mapping[str, Any],
        schema_name: str,
        until: Until | None = None,
        tell: Tell | None = None,
    ) -> dict[str, Any]:
        """One whole reply that holds the schema. Raises ModelError."""
        json_shape.check_schema(schema)
        request = self._request(system, [{"role": "user", "content": user}], schema, schema_name)
        limits = until or self.until()

        def once(meter: Meter) -> Replies:
            return self._ask_once(request, schema, limits, meter)

        answer: dict[str, Any] = {}
        async for reply in self._persist(once, request, limits.whole, tell):
            answer = reply
        return answer

    def until(self) -> Until:
        """The limits of a call that starts now."""
        now = asyncio.get_running_loop().time()
        return Until(now + self.timeouts.first_token, now + self.timeouts.whole)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.close()

    def _request(
        self, system: str, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], schema_name: str
    ) -> dict[str, Any]:
        return {
            **self.options,
            "messages": [{"role": "system", "content": system}, *map(dict, messages)],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": schema_name, "strict": True, "schema": schema},
            },
        }

    async def _persist(
        self, once: Once, request: Mapping[str, Any], give_up_at: float, tell: Tell | None
    ) -> Replies:
        """Tries again, within limits, but only while nothing has been handed on."""
        attempts_made = 0
        while True:
            if not self._breaker.allows(self._clock()):
                _told(tell, Attempt(self.model, ModelResting.code, 0))
                raise ModelResting("The model failed several times in a row and is being left alone.")
            has_begun = False
            meter = Meter(self.model, request)
            try:
                async with aclosing(once(meter)) as partials:
                    async for partial in partials:
                        has_begun = True
                        yield partial
            except ModelError as failure:
                self._note(failure)
                _told(tell, meter.attempt(failure.code, costs=failure.costs))
                attempts_made += 1
                pause = self._pause(failure, attempts_made, give_up_at)
                if has_begun or pause is None:
                    raise
            except BaseException:
                # Nobody listens any more. A server that was speaking is in order.
                if has_begun:
                    self._breaker.succeeded()
                _told(tell, meter.attempt(DROPPED, costs=True))
                raise
            else:
                self._breaker.succeeded()
                _told(tell, meter.attempt(REPLIED, costs=True))
                return
            await self._sleep(pause)

    def _pause(self, failure: ModelError, attempts_made: int, give_up_at: float) -> float | None:
        return pause_before_retry(
            failure,
            attempts_made=attempts_made,
            seconds_left=give_up_at - asyncio.get_running_loop().time(),
            longest_retry_after=self.timeouts.longest_retry_after,
            jitter=random.random(),
        )

    def _note(self, failure: ModelError) -> None:
        # A refusal says nothing about the server: it answered, and in order.
        if isinstance(failure, ModelRefused):
            self._breaker.succeeded()
        else:
            self._breaker.failed(self._clock())

    async def _stream_once(
        self, request: dict[str, Any], schema: Mapping[str, Any], until: Until, meter: Meter
    ) -> Replies:
        loop = asyncio.get_running_loop()
        reply, last = Reply(schema), None
        final_key = next(reversed(schema.get("properties", {})), None)
        limit = min(until.whole, until.first)
        async with AsyncExitStack() as stack:
            with translated():
                async with asyncio.timeout_at(limit):
                    response = await stack.enter_async_context(
                        self._client.chat.completions.with_streaming_response.create(
                            model=self.model,
                            messages=[],
                            stream=True,
                            stream_options={"include_usage": True},
                            extra_body=request,
                        )
                    )
            events = await stack.enter_async_context(aclosing(data_lines(response.iter_bytes())))
            while (event := await _next(events, reply, limit)) is not None:
                partial = reply.feed(event)
                meter.read(reply.counts, reply.size, reply.served_as)
                if partial is not None and (final_key is None or final_key in partial):
                    last = partial
                    yield partial
                if reply.has_begun:
                    limit = min(until.whole, loop.time() + self.timeouts.between_tokens)
        whole = reply.finish()
        if whole != last:
            yield whole
        yield reply.usage

    async def _ask_once(
        self, request: dict[str, Any], schema: Mapping[str, Any], until: Until, meter: Meter
    ) -> Replies:
        body = bytearray()
        with translated():
            async with (
                asyncio.timeout_at(until.whole),
                self._client.chat.completions.with_streaming_response.create(
                    model=self.model, messages=[], stream=False, extra_body=request
                ) as response,
            ):
                async for chunk in response.iter_bytes():
                    body += chunk
                    # Escapes and the envelope may make a permitted reply several times longer.
                    if len(body) > 8 * LONGEST_REPLY:
                        raise too_long()
        completion = whole_completion(bytes(body))
        meter.read(counts_in(completion), len(body), name_in(completion))
        yield unstreamed(completion, schema)


def _told(tell: Tell | None, attempt: Attempt) -> None:
    if tell is not None:
        tell(attempt)


async def _next(events: AsyncGenerator[bytes, None], reply: Reply, limit: float) -> bytes | None:
    """The next event, None at the end. Once the model has said it is finished, silence is an end too."""
    try:
        with translated():
            async with asyncio.timeout_at(limit):
                event = await anext(events, None)
    except ModelError:
        if reply.finish_reason is None:
            raise
        return None
    return None if event == b"[DONE]" else event


def _client(base_url: str, api_key: str, timeouts: ModelTimeouts) -> AsyncOpenAI:
    """The package's client without its own retries, redirects, or anything read from the environment."""
    # Imported here: it takes over a second, and an installation without a model never needs it.
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

    client = AsyncOpenAI(
        base_url=base_url,
        api_key=api_key,
        max_retries=0,
        timeout=Timeout(timeouts.whole, connect=timeouts.connect, pool=timeouts.connect),
        http_client=DefaultAsyncHttpxClient(trust_env=False, follow_redirects=False),
    )
    client.organization = client.project = None
    return client
