"""A mail server on loopback that keeps what it is given, and refuses as it is told to."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

OK = "250 OK"


@dataclass(frozen=True)
class Received:
    """One delivery: the envelope and the message in it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    was_encrypted: bool


@dataclass
class FakeMailServer:
    """Speaks the part of SMTP (RFC 5321) that a client needs. `answers` replaces the answer to a command
    (`RCPT`, `DATA`, `MAIL`, `.`) once each, first come first used; `silent` makes it say nothing at all."""

    port: int = 0
    user: str | None = None
    password: str | None = None
    certificate: ssl.SSLContext | None = None
    silent: bool = False
    received: list[Received] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    sessions: int = 0

    @classmethod
    @asynccontextmanager
    async def running(
        cls,
        *,
        tls_at_once: bool = False,
        certificate: ssl.SSLContext | None = None,
        user: str | None = None,
        password: str | None = None,
        silent: bool = False,
    ) -> AsyncIterator[Self]:
        """The server, listening for as long as the block runs. `certificate` offers STARTTLS."""
        fake = cls(user=user, password=password, certificate=certificate, silent=silent)
        server = await asyncio.start_server(
            fake._serve, "127.0.0.1", 0, ssl=certificate if tls_at_once else None
        )
        fake.port = server.sockets[0].getsockname()[1]
        try:
            yield fake
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        try:
            await _Session(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the client left
        finally:
            writer.close()

    def answer(self, command: str, usual: str) -> str:
        """The next planned answer to a command, else the usual one."""
        planned = self.answers.get(command)
        return planned.pop(0) if planned else usual


class _Session:
    """One connection."""

    def __init__(
        self, fake: FakeMailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.fake, self.reader, self.writer = fake, reader, writer
        self.is_in = fake.user is None
        self.sender = ""
        self.recipients: list[str] = []

    @property
    def is_encrypted(self) -> bool:
        return self.writer.get_extra_info("ssl_object") is not None

    async def run(self) -> None:
        if self.fake.silent:
            await self.reader.read()
            return
        await self._say("220 fake ready")
        while line := (await self.reader.readline()).decode("ascii", "replace").strip():
            command, _, rest = line.partition(" ")
            if command.upper() == "QUIT":
                await self._say("221 bye")
                return
            await self._take(command.upper(), rest)

    async def _take(self, command: str, rest: str) -> None:
        if command in ("EHLO", "HELO"):
            await self._say(*self._greeting())
        elif command == "STARTTLS" and self.fake.certificate is not None:
            await self._say("220 go on")
            await self.writer.start_tls(self.fake.certificate)
        elif command == "AUTH":
            self.is_in = self._is_right(rest)
            await self._say("235 welcome" if self.is_in else "535 wrong user or password")
        elif command == "MAIL":
            self.sender, self.recipients = rest, []
            await self._say(self.fake.answer("MAIL", OK if self.is_in else "530 sign in first"))
        elif command == "RCPT":
            self.recipients.append(rest)
            await self._say(self.fake.answer("RCPT", OK))
        elif command == "DATA":
            await self._data()
        else:
            await self._say(OK if command in ("RSET", "NOOP") else "502 not known")

    def _greeting(self) -> list[str]:
        offers = ["250-fake"]
        if self.fake.certificate is not None and not self.is_encrypted:
            offers.append("250-STARTTLS")
        if self.fake.user is not None:
            offers.append("250-AUTH PLAIN")
        return [*offers, "250 SIZE 10485760"]

    def _is_right(self, given: str) -> bool:
        kind, _, secret = given.partition(" ")
        expected = f"\0{self.fake.user}\0{self.fake.password}".encode()
        return kind.upper() == "PLAIN" and base64.b64decode(secret) == expected

    async def _data(self) -> None:
        first = self.fake.answer("DATA", "354 go on")
        await self._say(first)
        if not first.startswith("354"):
            return
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        last = self.fake.answer(".", OK)
        if last.startswith("250"):
            body = raw[:-3].replace(b"\r\n..", b"\r\n.")
            message = message_from_bytes(body, policy=policy.default)
            self.fake.received.append(
                Received(self.sender, tuple(self.recipients), message, self.is_encrypted)
            )
        await self._say(last)

    async def _say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()
