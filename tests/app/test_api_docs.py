"""What docs/api.md says: its calls run as written, its resources and its error are those of the API."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

DOC = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text(encoding="utf-8")
CALLS = [block for block in re.findall(r"```sh\n(.*?)```", DOC, flags=re.DOTALL) if block.startswith("curl")]


async def call(client: httpx.AsyncClient, command: str, values: dict[str, str]) -> httpx.Response:
    """Sends what a documented curl command would."""
    words = shlex.split(Template(command.replace("\\\n", " ")).safe_substitute(values))[1:]
    options = [(word, words[at + 1]) for at, word in enumerate(words) if word in ("-X", "-H", "-d")]
    address = next(word for word in words if word.startswith("http"))
    headers = dict(value.split(": ", 1) for name, value in options if name == "-H")
    method = next((value for name, value in options if name == "-X"), "GET")
    body = next((value for name, value in options if name == "-d"), None)
    return await client.request(method, address, headers=headers, content=body)


@pytest.fixture
def values(api: httpx.AsyncClient) -> dict[str, str]:
    """What a reader has after `make demo`."""
    key = api.headers["authorization"].removeprefix("Bearer ")
    return {"EARSHOT": "http://earshot.test", "KEY": key}


async def test_documented_calls_work_in_their_order(
    client: httpx.AsyncClient, values: dict[str, str]
) -> None:
    study = await call(client, CALLS[0], values)
    assert {"id", "slug", "link"} <= study.json().keys()
    account = await call(client, CALLS[1], values)
    values |= {"STUDY": study.json()["id"], "ACCOUNT": account.json()["id"]}
    invited = await call(client, CALLS[2], values)
    assert invited.json().keys() == {"id", "token", "url", "ws_url"}
    values["INTERVIEW"] = invited.json()["id"]
    interview = await call(client, CALLS[3], values)
    assert {"status", "turns", "insight"} <= interview.json().keys()
    assert interview.json()["account"] == account.json()["id"]
    assert interview.json()["insight"] is None
    rest = [await call(client, command, values) for command in CALLS[4:]]
    assert [r.status_code for r in (study, account, invited, interview, *rest)] == [201] * 3 + [200] * 3 + [
        201
    ]


async def test_documented_repetition_is_answered_as_the_first_time(
    client: httpx.AsyncClient, values: dict[str, str]
) -> None:
    first, again = [await call(client, CALLS[-1], values) for _ in range(2)]
    other = await call(client, CALLS[-1].replace("June", "July"), values)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 409


async def test_documented_error_is_the_real_one(client: httpx.AsyncClient, values: dict[str, str]) -> None:
    example = json.loads(DOC.split("```json\n")[1].split("```")[0])
    wrong = await call(client, CALLS[0].replace('"title"', '"titel"'), values)
    assert (wrong.status_code, wrong.json()) == (example["status"], example)


def test_every_call_is_documented_and_no_other(app: FastAPI) -> None:
    table = DOC.split("| resource | calls |")[1].split("\n\n")[0]
    told: set[tuple[str, str]] = set()
    for names, calls in re.findall(r"^\| (`.+?) \| (.+) \|$", table, flags=re.MULTILINE):
        for name in re.findall(r"`([\w-]+)`", names):
            for method, rest in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) ?([^`]*)`", calls):
                told.add((method, f"/api/v1/{name}{rest}"))
    document: dict[str, Any] = app.openapi()
    real = {
        (method.upper(), re.sub(r"\{\w+\}", "{id}", path))
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith("/api/v1/")
    }
    assert told == real
