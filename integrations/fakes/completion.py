"""One answer to one chat request, streamed or whole, right or wrong in a chosen way."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from integrations.fakes import http_wire as wire
from integrations.fakes.faults import TEXT
from integrations.fakes.model_words import reply_to

_PIECE = re.compile(r".{1,6}", re.DOTALL)
_LARGE_PIECE = re.compile(r".{1,512}", re.DOTALL)
_HUGE_CHARS = 120_000


class Completion:
    """Plays one reply. `fault` is a known name or None; `piece_seconds` the pause between pieces."""

    def __init__(
        self,
        request: wire.Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        fault: str | None,
        piece_seconds: float,
    ) -> None:
        self._body: Mapping[str, Any] = request.body or {}
        self._key = request.headers.get("authorization", "").removeprefix("Bearer ")
        self._reader = reader
        self._writer = writer
        self._fault = fault
        self._piece_seconds = piece_seconds

    async def send(self) -> None:
        """Writes the answer, wholly or as far as the fault lets it."""
        if self._fault == "mute":
            await self._until_they_leave()
        elif (answer := self._status_fault()) is not None:
            self._writer.write(answer)
        elif self._body.get("stream"):
            await self._stream()
        else:
            await self._whole()

    def _status_fault(self) -> bytes | None:
        if self._fault == "busy":
            return wire.whole(429, wire.error("rate limit reached"), {"Retry-After": "2"})
        if self._fault == "error":
            return wire.whole(500, wire.error("the server had an error"))
        if self._fault == "bad_key":
            return wire.whole(401, wire.error(f"Incorrect API key provided: {self._key}"))
        if self._fault == "redirect":
            return wire.whole(302, {}, {"Location": "http://127.0.0.1:9/v1/chat/completions"})
        return None

    async def _stream(self) -> None:
        self._writer.write(wire.stream_head())
        self._event({"role": "assistant", "content": ""})
        if self._fault == "endless_line":
            await self._line_without_end()
            return
        for i, piece in enumerate(self._pieces()):
            if self._fault == "stall" or (self._fault == "stall_midway" and i == 3):
                await self._until_they_leave()
                return
            if self._fault == "cut" and i == 3:
                self._writer.transport.abort()
                return
            if self._fault == "error_event" and i == 3:
                self._writer.write(wire.event(wire.error("overloaded")))
            self._event({"refusal" if self._fault == "refuse" else "content": piece})
            await self._writer.drain()
            if self._piece_seconds:
                await asyncio.sleep(self._piece_seconds)
        if self._fault != "close_early":
            self._event({}, finish_reason=self._finish_reason())
            if self._fault == "stall_at_end":
                await self._until_they_leave()
                return
            if self._fault != "no_usage":
                self._writer.write(
                    wire.event({**_envelope("chat.completion.chunk"), "choices": [], **self._usage()})
                )
            self._writer.write(wire.event("[DONE]"))
        self._writer.write(wire.chunk(b""))

    async def _whole(self) -> None:
        text = "".join(self._pieces())
        message = {"role": "assistant", "content": None if self._fault == "refuse" else text}
        if self._fault == "refuse":
            message["refusal"] = text
        reason = None if self._fault == "close_early" else self._finish_reason()
        choice = {"index": 0, "message": message, "finish_reason": reason}
        usage = {} if self._fault == "no_usage" else self._usage()
        raw = wire.whole(200, {**_envelope("chat.completion"), "choices": [choice], **usage})
        if self._fault == "error_event":
            raw = wire.whole(200, wire.error("overloaded"))
        if self._fault in {"stall", "stall_midway"}:
            self._writer.write(raw[:150])
            await self._until_they_leave()
        elif self._fault == "cut":
            self._writer.write(raw[:150])
            await self._writer.drain()
            self._writer.transport.abort()
        else:
            await asyncio.sleep(self._piece_seconds * len(text) / 6)
            self._writer.write(raw)

    def _pieces(self) -> Iterator[str]:
        text = self._text()
        if self._fault in {"truncate", "close_early"}:
            text = text[: len(text) // 2]
        pieces = _LARGE_PIECE if self._fault == "huge" else _PIECE
        return (found.group() for found in pieces.finditer(text))

    def _text(self) -> str:
        if self._fault == "empty":
            return ""
        if self._fault == "refuse":
            return "I cannot help with that."
        if self._fault == "wrong_schema":
            return json.dumps({"answer": 42})
        wanted = self._body.get("response_format") or {}
        schema = (wanted.get("json_schema") or {}).get("schema") or {"type": "object"}
        worded = self._fault if self._fault in TEXT else None
        text = json.dumps(reply_to(schema, self._body.get("messages") or [], worded), ensure_ascii=False)
        if self._fault == "broken_json":
            return text[: len(text) * 2 // 3]
        if self._fault == "huge":
            return text[:-2] + " and so on" * (_HUGE_CHARS // 10) + text[-2:]
        return text

    def _finish_reason(self) -> str:
        return "length" if self._fault == "truncate" else "stop"

    def _usage(self) -> dict[str, Any]:
        """Token counts by rule of thumb, four characters each."""
        prompt = len(json.dumps(self._body.get("messages") or [])) // 4
        reply = len(self._text()) // 4
        counts = {"prompt_tokens": prompt, "completion_tokens": reply, "total_tokens": prompt + reply}
        return {"usage": counts}

    def _event(self, delta: Mapping[str, Any], finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self._writer.write(wire.event({**_envelope("chat.completion.chunk"), "choices": [choice]}))

    async def _line_without_end(self) -> None:
        while not self._writer.is_closing():
            self._writer.write(wire.chunk(b"data: " + b"x" * 16_384))
            await self._writer.drain()
            await asyncio.sleep(0)

    async def _until_they_leave(self) -> None:
        await self._writer.drain()
        await self._reader.read(1)


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-local", "object": kind, "created": 0, "model": "local-interviewer"}
