"""Webhook receivers on loopback, from the polite to the malicious, and names that resolve as told."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Receiver:
    """Where it listens, and what it was sent."""

    port: int
    connections: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def headers(self, i: int = 0) -> dict[str, str]:
        lines = (line.partition(":") for line in self.heads[i].split("\r\n")[1:] if line)
        return {name.lower(): value.strip() for name, _, value in lines}


@asynccontextmanager
async def receiver(play: Play, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Reads one request per connection, remembers it, then lets `play` answer."""
    tasks: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        seen.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            seen.heads.append(head)
            seen.bodies.append(await reader.readexactly(int(seen.headers(-1).get("content-length", "0"))))
            await play(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    seen = Receiver(server.sockets[0].getsockname()[1])
    try:
        yield seen
    finally:
        server.close()
        for task in filter(None, tasks):
            task.cancel()
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


def answering(status: int, body: bytes = b"ok", **headers: str) -> Play:
    """Answers at once."""

    async def play(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await writer.drain()

    return play


def sending(*pieces: bytes, every: float = 0.0, repeat_last: bool = False) -> Play:
    """Writes raw bytes piece by piece; the last one for ever if asked to."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        while repeat_last and not reader.at_eof():
            writer.write(pieces[-1])
            await writer.drain()
            await asyncio.sleep(every)

    return play


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Takes the request and never answers."""
    await reader.read(1)


async def aborting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the request and breaks the connection."""
    writer.transport.abort()


class Names:
    """A name server of the test's own: each look-up of a name gives the next of its answers."""

    def __init__(self) -> None:
        self._answers: dict[str, list[Sequence[str]]] = {}
        self.asked: list[str] = []

    def add(self, name: str, *answers: Sequence[str]) -> None:
        self._answers[name] = list(answers)

    def __call__(self, host: str, port: int, *_: Any) -> list[Any]:
        self.asked.append(host)
        turns = self._answers.get(host.removesuffix("."))
        if turns is None:
            return list(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, flags=socket.AI_NUMERICHOST))
        addresses = turns.pop(0) if len(turns) > 1 else turns[0]
        return [_answer(address, port) for address in addresses]


def _answer(address: str, port: int) -> Any:
    if ipaddress.ip_address(address).version == 4:
        return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
    return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))


def tls_pair(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for `name`, and a client's that trusts exactly that one."""
    file = Path(__file__).parent / "certificates" / f"{name}.pem"
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
