"""The files a study's page offers."""

from __future__ import annotations

import pytest

from tests.pages.browser import Browser, Page
from tests.pages.world import World


@pytest.mark.parametrize(
    ("file", "start"),
    [("statements", b"\xef\xbb\xbfid,"), ("themes", b"\xef\xbb\xbfid,"), ("lines", b""), ("project", b"PK")],
)
async def test_every_button_gives_its_file(admin: Browser, world: World, file: str, start: bytes) -> None:
    page = Page((await admin.get(f"/studies/{world.study.id}")).text)
    offered = [found["value"] for found in page.every("button") if found.get("name") == "file"]
    assert file in offered
    answer = await admin.post(f"/studies/{world.study.id}/export", file=file)
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_file_that_is_not_offered_is_refused(admin: Browser, world: World) -> None:
    answer = await admin.post(f"/studies/{world.study.id}/export", file="secrets")
    assert answer.status_code == 422
