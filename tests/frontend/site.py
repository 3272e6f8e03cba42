"""A small site on loopback: the real templates and built files around scripted rooms, strict policy on."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket as sockets
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from app.pages.respondent import strings
from tests.frontend.room import STUDY, Room

APP = Path(__file__).parents[2] / "app"
BUILT = APP / "static" / "built"
SHARED = {"access-control-allow-origin": "*", "access-control-allow-headers": "content-type"}
CUSTOMER, HOSTILE = "customer.localhost", "hostile.localhost"


class Site:
    """`home` is Earshot's origin; pages of `customer` and `hostile` are other people's."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.pages: dict[str, tuple[str, str]] = {}
        self.started: list[dict[str, str]] = []
        self.messages: list[dict[str, Any]] = []
        self.acts: list[tuple[str, str]] = []
        self.manifest: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text())["files"]
        self.strings: dict[str, Any] = json.loads((BUILT / "strings.json").read_text())
        self.templates = Environment(
            loader=FileSystemLoader(APP / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals["asset"] = lambda name: "/static/built/" + self.manifest[name]["file"]
        self.listener = sockets.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.server = uvicorn.Server(
            uvicorn.Config(self.app(), log_level="error", lifespan="off", ws="websockets-sansio")
        )

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def origin(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/s/{slug}", self.start_page),
                Route("/s/{slug}/start", self.start, methods=["POST"]),
                Route("/s/{slug}/messages", self.waiting, methods=["POST", "OPTIONS"]),
                Route("/s/{slug}/messages/{touch}/{act}", self.told, methods=["POST", "OPTIONS"]),
                Route("/i/{token}", self.interview_page),
                WebSocketRoute("/i/{token}/ws", self.socket),
                Route("/embed.js", self.embed),
                Route("/page/{name}", self.page),
                Route("/dashboard/{theme}", self.dashboard),
                Mount("/static/built", StaticFiles(directory=BUILT)),
            ]
        )

    async def serve(self) -> None:
        await self.server.serve(sockets=[self.listener])

    async def stop(self, serving: asyncio.Task[None]) -> None:
        self.server.should_exit = self.server.force_exit = True
        await serving

    def room(self, **given: Any) -> Room:
        """A new interview under a token of its own, so that tests do not meet."""
        room = Room(token=secrets.token_urlsafe(16), **given)
        self.rooms[room.token] = room
        return room

    def add_page(self, body: str, policy: str) -> str:
        """A page of somebody else's, under their content policy; returns its path."""
        name = secrets.token_hex(4)
        self.pages[name] = (body, policy)
        return f"/page/{name}"

    def render(
        self, name: str, status: int = 200, language: str = "en", framers: str = "", **context: Any
    ) -> HTMLResponse:
        words = strings(language)
        html = self.templates.get_template(f"respondent/{name}").render(t=words, language=language, **context)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            f"form-action 'self'; base-uri 'none'; frame-ancestors {framers or self.origin(CUSTOMER)}"
        )
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
        return HTMLResponse(html, status, headers)

    async def start_page(self, request: Request) -> Response:
        """A study named `any-framer` may be framed by anyone, which leaves only the page's own checks."""
        slug = request.path_params["slug"]
        return self.render(
            "start.html",
            framers="*" if slug == "any-framer" else "",
            language=request.query_params.get("lang", "en"),
            study=STUDY | {"slug": slug},
            start_url=f"/s/{slug}/start",
            allow_repeat=slug == "again-and-again",
            context="",
            origins=[self.origin(CUSTOMER)],
        )

    async def start(self, request: Request) -> Response:
        async with request.form() as form:
            self.started.append({name: str(value) for name, value in form.items()})
        return RedirectResponse(f"/i/{self.room().token}", status_code=303)

    async def interview_page(self, request: Request) -> Response:
        room = self.rooms.get(request.path_params["token"])
        if room is None:
            return self.render("missing.html", status=404)
        return self.render(
            "interview.html",
            language=room.study["language"],
            study=room.study | {"slug": "first-month"},
            token=room.token,
            ws_path=f"/i/{room.token}/ws",
            origins=[self.origin(CUSTOMER)],
        )

    async def socket(self, socket: WebSocket) -> None:
        room = self.rooms.get(socket.path_params["token"])
        if room is None:
            await socket.close(4404)
        else:
            await room.serve(socket)

    async def waiting(self, _: Request) -> Response:
        """The messages for a visitor, whoever they are."""
        return JSONResponse({"items": self.messages}, headers=SHARED)

    async def told(self, request: Request) -> Response:
        """What a visitor did with a message."""
        if request.method == "POST":
            self.acts.append((request.path_params["touch"], request.path_params["act"]))
        return JSONResponse({}, headers=SHARED)

    async def embed(self, _: Request) -> Response:
        return Response(
            (BUILT / self.manifest["embed.js"]["file"]).read_bytes(), media_type="text/javascript"
        )

    async def page(self, request: Request) -> Response:
        body, policy = self.pages[request.path_params["name"]]
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    async def dashboard(self, request: Request) -> Response:
        sample = self.templates.from_string(
            (Path(__file__).parent / "dashboard_sample.html").read_text(encoding="utf-8")
        )
        html = sample.render(theme=request.path_params["theme"])
        policy = "default-src 'self'; img-src 'self' data:"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})
