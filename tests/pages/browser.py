"""A signed-in browser as far as HTTP goes, and a reader of the pages it gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from app.pages import routers
from app.pages.route import PageRoute

PAGES = sorted(
    {
        (method, route.path)
        for router in routers
        for route in router.routes
        if isinstance(route, PageRoute)
        for method in route.methods or ()
    }
)
READ = [path for method, path in PAGES if method == "GET" and not path.endswith(".ics")]
"""The pages; a calendar file is none."""
CHANGE = [path for method, path in PAGES if method == "POST"]


@dataclass
class Browser:
    """Sends the login's cookie; `post` adds the token as a form does."""

    http: httpx.AsyncClient
    csrf: str

    async def get(self, path: str, **more: object) -> httpx.Response:
        return await self.http.get(path, **more)  # type: ignore[arg-type]

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        return await self.http.post(path, data={"csrf": self.csrf, **fields})


@dataclass
class Page(HTMLParser):
    """Elements with their attributes, all text, and the text inside each `mark`."""

    html: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._is_marked = False
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self._is_marked = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._is_marked = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._is_marked:
            self.marks[-1] += data

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]
