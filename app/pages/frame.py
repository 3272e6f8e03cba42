"""What every dashboard page has around it, and how a page's context becomes HTML.

A page is one frozen dataclass: its fields are the names its template knows, and nothing else is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.pages.route import open_tasks_of, viewer_of
from app.pages.templating import drawn


@dataclass(frozen=True)
class Context:
    """Base of every page's context. `template` draws it, `section` is lit in the menu."""

    template: ClassVar[str]
    section: ClassVar[str] = ""


@dataclass(frozen=True)
class Entry:
    """A line of the menu; `count` says how much waits there."""

    href: str
    label: str
    icon: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """The menu, who is signed in, and the token that forms carry."""

    workspace: str
    user: str
    email: str
    csrf: str
    is_admin: bool
    is_synthetic: bool
    menu: tuple[Entry, ...]
    foot: tuple[Entry, ...]


_MENU = (
    ("/", "Overview", "home"),
    ("/search", "Search", "lens"),
    ("/tasks", "Tasks", "hand"),
    ("/firings", "Firings", "bell"),
    ("/accounts", "Accounts", "building"),
    ("/plays", "Plays", "play"),
    ("/outcomes", "Outcomes", "chart"),
    ("/studies", "Studies", "study"),
    ("/interviews", "Interviews", "chat"),
    ("/guides", "Guides", "list"),
    ("/sources", "Sources", "plug"),
    ("/webhooks", "Webhooks", "send"),
)
_FOOT = (("/docs", "API reference", "code"), ("/settings", "Settings", "gear"))


def frame_of(request: Request, section: str) -> Frame:
    viewer = viewer_of(request)
    waiting = {"Tasks": open_tasks_of(request)}
    return Frame(
        workspace=viewer.workspace.name,
        user=viewer.user.name,
        email=viewer.user.email,
        csrf=viewer.login.csrf_token,
        is_admin=viewer.is_admin,
        is_synthetic=viewer.workspace.is_synthetic,
        menu=tuple(
            Entry(href, label, icon, label == section, waiting.get(label, 0)) for href, label, icon in _MENU
        ),
        foot=tuple(Entry(href, label, icon, label == section) for href, label, icon in _FOOT),
    )


def render(request: Request, context: Context, *, status: int = 200) -> HTMLResponse:
    """The page inside the frame."""
    frame = frame_of(request, context.section)
    return drawn(request, context.template, {"frame": frame, **names(context)}, status=status)


def names(context: Context) -> dict[str, Any]:
    """The context's fields by name, one level deep: what is inside stays as it is."""
    return {field.name: getattr(context, field.name) for field in fields(context)}
