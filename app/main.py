"""Builds the web application: its parts, routers and error handlers; no logic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from app import problems
from app.api import routers as api_routers
from app.demo.receiver import router as demo_router
from app.guards import Guards
from app.logs import configure
from app.pages import routers as page_routers
from app.pages.templating import BUILT, page
from app.settings import Settings, settings
from app.start import running
from app.ws.interview import router as socket_router


def build(chosen: Settings | None = None) -> FastAPI:
    """The application, ready for a server; what it carries is made when it starts."""
    config = chosen or settings()
    configure(config.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(config) as (kit, conversations):
            app.state.kit = kit
            app.state.conversations = conversations
            yield

    app = FastAPI(
        title="Earshot",
        summary="Interviews with your own customers, and the evidence in them.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app, page)
    for router in [*page_routers, *api_routers, socket_router]:
        app.include_router(router)
    if config.demo:
        app.include_router(demo_router)
    app.mount("/static/built", StaticFiles(directory=BUILT, check_dir=False), name="built")
    is_https = config.base_url.startswith("https://")
    app.add_middleware(Guards, embedders=config.embed_origins, is_https=is_https)
    return app
