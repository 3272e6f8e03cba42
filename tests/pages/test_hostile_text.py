"""Whatever people and other systems write is shown as they wrote it and does nothing."""

from __future__ import annotations

import pytest

from app.database import Database
from app.tables import Workspace
from tests.pages.browser import READ, Page
from tests.pages.conftest import SignIn
from tests.pages.world import make_world

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></style><iframe src=javascript:alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    '<a href="javascript:alert(1)">x</a>',
    "\u202e\u2066<b>&lt;script&gt;&#x3c;",
    "[x](javascript:alert(1)) **bold** <https://evil.example>",
]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_stay_words(
    database: Database, workspace: Workspace, sign_in: SignIn, said: str
) -> None:
    world = await make_world(database, workspace, said=f" {said}", answer=f"It was {said}.")
    admin = await sign_in(world.user)
    for path in READ:
        page = Page((await admin.get(world.path(path))).text)
        assert said in page.text, path
        assert not [tag for tag, _ in page.elements if tag in ("iframe", "img")], path
        assert len(page.every("script")) == 1, path
        assert all(is_harmless(attributes) for _, attributes in page.elements), path


def is_harmless(attributes: dict[str, str | None]) -> bool:
    """No handler, and no address but ours and the one of the standard we name."""
    targets = [(attributes.get(name) or "/").strip().lower() for name in ("href", "src", "action")]
    ours = ("/", "#", "http://earshot.test", "https://www.standardwebhooks.com")
    return all(target.startswith(ours) for target in targets) and not any(
        name.startswith("on") for name in attributes
    )
