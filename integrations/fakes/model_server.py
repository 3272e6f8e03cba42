"""A local OpenAI-compatible chat server that interviews well, or fails in the way it is told to.

    python -m integrations.fakes.model_server --port 8123 --fault stall

A fault is chosen for the whole server, for a model (`any-name:stall`) or for one request (header
`X-Fault: stall`); the narrowest wins. `faults.FAULTS` lists them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType
from typing import Annotated, Self

import typer

from integrations.fakes import http_wire as wire
from integrations.fakes.completion import Completion
from integrations.fakes.faults import FAULTS, UnknownFaultError, known

MODEL = "local-interviewer"


class ModelServer:
    """A server in this process: `async with ModelServer(fault="stall") as server`, then `server.base_url`.

    times: how many requests the server's own fault spoils before it behaves; None for all.
    piece_seconds: pause between pieces of a reply. `requests` keeps the last thousand chat requests.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        fault: str | None = None,
        times: int | None = None,
        piece_seconds: float = 0.0,
        slow_seconds: float = 1.0,
    ) -> None:
        self.fault = known(fault)
        self.times = times
        self.requests: deque[wire.Request] = deque(maxlen=1000)
        self._address = (host, port)
        self._piece_seconds = piece_seconds
        self._slow_seconds = slow_seconds
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """What an OpenAI client calls its base URL."""
        host, port = self._address
        return f"http://{host}:{port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connection, *self._address, limit=2**20)
        self._address = self._server.sockets[0].getsockname()[:2]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def until_idle(self) -> None:
        """Returns when every connection has been closed."""
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            while (request := await wire.read_request(reader)) is not None:
                await self._answer(request, reader, writer)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, request: wire.Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if (request.method, request.path) == ("GET", "/v1/models"):
            models = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "local"}]
            writer.write(wire.whole(200, {"object": "list", "data": models}))
        elif (request.method, request.path) != ("POST", "/v1/chat/completions"):
            writer.write(wire.whole(404, wire.error("no such address")))
        elif request.body is None:
            writer.write(wire.whole(400, wire.error("the body is not a JSON object")))
        else:
            self.requests.append(request)
            try:
                fault = self._fault_for(request)
            except UnknownFaultError as unknown:
                writer.write(wire.whole(400, wire.error(str(unknown))))
                return
            pace = self._slow_seconds if fault == "slow" else self._piece_seconds
            await Completion(request, reader, writer, fault=fault, piece_seconds=pace).send()

    def _fault_for(self, request: wire.Request) -> str | None:
        model = str((request.body or {}).get("model", ""))
        if asked := request.headers.get("x-fault") or model.partition(":")[2]:
            return known(asked)
        if self.times is not None:
            self.times -= 1
            if self.times < 0:
                return None
        return self.fault


def main(
    port: Annotated[int, typer.Option(help="Port on this machine; 0 picks a free one.")] = 8123,
    fault: Annotated[str | None, typer.Option(help="What goes wrong: " + ", ".join(FAULTS) + ".")] = None,
    piece_seconds: Annotated[float, typer.Option(help="Pause between pieces of a reply.")] = 0.02,
) -> None:
    """Runs the server until it is interrupted."""
    try:
        asyncio.run(_serve(ModelServer(port=port, fault=fault, piece_seconds=piece_seconds)))
    except UnknownFaultError as unknown:
        raise typer.BadParameter(str(unknown)) from None
    except OSError:
        raise typer.BadParameter(f"port {port} cannot be used") from None


async def _serve(server: ModelServer) -> None:
    async with server:
        typer.echo(f"{server.base_url} (fault: {server.fault or 'none'})")
        await asyncio.Event().wait()


if __name__ == "__main__":
    typer.run(main)
