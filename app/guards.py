"""What every request passes: a limit on its size, and headers that tell browsers what not to do."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import TooLarge

LARGEST_BODY = 2 * 1024 * 1024

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self';"
    " font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
POLICY_HEADER = "content-security-policy"
NO_FRAMES = POLICY + "'none'"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

# one year; sub-domains are their owner's to decide about
STRICT_TRANSPORT = {"strict-transport-security": "max-age=31536000"}


class Guards:
    """ASGI middleware. `embedders`: the frame-ancestors of respondent pages; every other page has none.

    `is_https` says that people reach us over https alone, and tells browsers to keep to it.
    """

    def __init__(self, app: ASGIApp, *, embedders: str, is_https: bool = False) -> None:
        self.app = app
        self.embedders = embedders
        self.headers = HEADERS | (STRICT_TRANSPORT if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        ancestors = self.embedders if path.startswith(("/i/", "/s/")) else "'none'"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault(POLICY_HEADER, POLICY + ancestors)
                if path.startswith(("/i/", "/s/")):
                    headers.setdefault("x-robots-tag", "noindex")
            await send(message)

        await self.app(scope, _limited(Request(scope), receive), send_with_headers)


def _limited(request: Request, receive: Receive) -> Receive:
    """Counts the body as it comes, so that a missing or lying Content-Length changes nothing."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > LARGEST_BODY:
            raise TooLarge(f"A request may take {LARGEST_BODY // 1024 // 1024} MB at most.")
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise TooLarge(f"A request may take {LARGEST_BODY // 1024 // 1024} MB at most.")
        return message

    return counted
