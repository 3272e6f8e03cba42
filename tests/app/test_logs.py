"""Logs: one JSON line an event, and nothing in it that opens a door or was said in confidence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.logs import redact

TOKEN = "0123456789abcdefghjkmnpqrstvwxyz"


def cleaned(**event: Any) -> dict[str, Any]:
    return dict(redact(None, "info", event))


@pytest.mark.parametrize(
    "name", ["token", "secret", "api_key", "password_hash", "Authorization", "set-cookie", "conninfo"]
)
def test_a_value_whose_name_says_secret_is_hidden(name: str) -> None:
    assert cleaned(**{name: "anything"}) == {name: "[hidden]"}
    assert cleaned(deep={"list": [{name: "anything"}]}) == {"deep": {"list": [{name: "[hidden]"}]}}


@pytest.mark.parametrize(
    "text",
    [
        f"GET /i/{TOKEN}/ws",
        f"made http://host/sign-in/{TOKEN}",
        "signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        f"called with ek_{TOKEN}",
        "postgresql://earshot:hunter2@db/earshot",
        "host=db password=hunter2 dbname=earshot",
        "Authorization: Bearer hunter2",
        "violates check\nDETAIL:  Failing row contains (hunter2).",
        "Input should be valid [type=x, input_value='hunter2', input_type=str]",
    ],
)
def test_a_text_that_holds_a_secret_loses_it(text: str) -> None:
    shown = cleaned(text=text, deep=[text])
    for secret in (TOKEN, "hunter2", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"):
        assert secret not in json.dumps(shown)


def test_what_is_no_secret_stays() -> None:
    event = {"event": "turn.failed", "interview": "int_01", "count": 3, "reason": "TimeoutError"}
    assert cleaned(**event) == event


LOGGED = """
import structlog
from app.logs import configure
configure("info")
log = structlog.get_logger()
log.info("line\\nbreak\\x1b[31m", interview="int_1")
log.debug("unseen")
try:
    raise ValueError("DETAIL: Failing row contains (hunter2)")
except ValueError:
    log.warning("failed", exc_info=True)
"""


def test_an_event_is_one_json_line_whatever_is_in_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGED],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["level"] for line in lines] == ["info", "warning"]
    assert lines[0]["event"] == "line\nbreak\x1b[31m"
    assert "ValueError" in lines[1]["exception"]
    assert "hunter2" not in done.stdout
    assert "\x1b" not in done.stdout
