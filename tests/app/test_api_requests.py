"""What holds for every request: pages of a list, repeated POSTs, problems, limits, headers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.queries.base import after
from tests.app.test_scoping import ROUTES, with_id

ACCOUNTS = "/api/v1/accounts"


async def make(api: httpx.AsyncClient, name: str, **headers: str) -> httpx.Response:
    return await api.post(ACCOUNTS, json={"name": name}, headers=headers)


# --- pages ---


async def test_three_pages_hold_every_row_once_newest_first(api: httpx.AsyncClient) -> None:
    made = [(await make(api, f"Account {number}")).json()["id"] for number in range(7)]
    seen: list[str] = []
    sizes: list[int] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = (await api.get(ACCOUNTS, params=params)).json()
        seen += [item["id"] for item in page["items"]]
        sizes.append(len(page["items"]))
        if page["next"] is None:
            break
        params["next"] = page["next"]
        await make(api, "Made while somebody reads")
    assert sizes == [3, 3, 1]
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "AAAA", "YWNjXzAw\u00e9", "a" * 301, "AA", "YQBi"])
async def test_a_cursor_that_is_not_ours_is_refused(api: httpx.AsyncClient, cursor: str) -> None:
    refused = await api.get(ACCOUNTS, params={"next": cursor})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "next"


@given(st.text(max_size=60))
def test_any_text_as_a_cursor_is_an_id_or_refused(cursor: str) -> None:
    from app.errors import Invalid

    try:
        name = after(cursor)
    except Invalid:
        return
    assert name.isprintable()


@pytest.mark.parametrize("limit", [0, 201, -1, "many"])
async def test_a_limit_out_of_range_is_refused(api: httpx.AsyncClient, limit: object) -> None:
    refused = await api.get(ACCOUNTS, params={"limit": str(limit)})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "limit"


# --- repeated POSTs ---


async def names(api: httpx.AsyncClient) -> list[str]:
    return [item["name"] for item in (await api.get(ACCOUNTS)).json()["items"]]


async def test_the_same_key_and_body_answer_as_the_first_time(api: httpx.AsyncClient) -> None:
    first, again = [await make(api, "Once", **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await names(api) == ["Once"]


async def test_the_same_key_with_another_body_or_address_is_a_conflict(api: httpx.AsyncClient) -> None:
    await make(api, "Once", **{"Idempotency-Key": "k1"})
    other_body = await make(api, "Twice", **{"Idempotency-Key": "k1"})
    other_path = await api.post(
        "/api/v1/guides", json={"guide": "expansion"}, headers={"Idempotency-Key": "k1"}
    )
    assert [other_body.status_code, other_path.status_code] == [409, 409]
    assert await names(api) == ["Once"]


async def test_two_at_once_with_one_key_make_one_row(api: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(make(api, "Once", **{"Idempotency-Key": "k"}) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await names(api) == ["Once"]


async def test_a_refused_request_does_not_use_its_key_up(api: httpx.AsyncClient) -> None:
    refused = await make(api, "", **{"Idempotency-Key": "k"})
    then = await make(api, "Right", **{"Idempotency-Key": "k"})
    assert [refused.status_code, then.status_code] == [422, 201]


@pytest.mark.parametrize("key", ["k" * 256, "tab\there"])
async def test_a_key_that_is_too_long_or_unprintable_is_refused(api: httpx.AsyncClient, key: str) -> None:
    refused = await make(api, "Once", **{"Idempotency-Key": key})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"


# --- who asks ---


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer ek_wrong", "Basic abc", "ek_bare", "Bearer \u00e9"],
)
@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/interviews/int_0"])
async def test_without_a_good_key_nothing_is_told(
    client: httpx.AsyncClient, authorization: str | None, path: str
) -> None:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    refused = await client.get(path, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_route_asks_for_a_key(client: httpx.AsyncClient, method: str, path: str) -> None:
    refused = await client.request(method, with_id(path, "x_0"))
    assert refused.status_code == 401


async def test_a_revoked_key_is_dead_at_once(api: httpx.AsyncClient, database: Any, workspace: Any) -> None:
    assert (await api.get(ACCOUNTS)).status_code == 200
    async with database.workspace(workspace.id) as db:
        await db.execute("UPDATE api_keys SET revoked_at = now()")
    assert (await api.get(ACCOUNTS)).status_code == 401


# --- problems ---


async def test_a_problem_says_what_and_where(api: httpx.AsyncClient) -> None:
    refused = await api.post(ACCOUNTS, json={"name": "", "arr_cents": -1, "colour": "red"})
    body = refused.json()
    assert refused.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "errors"} == set(body)
    assert body["status"] == refused.status_code == 422
    assert {problem["field"] for problem in body["errors"]} == {"name", "arr_cents", "colour"}


BODIES = {
    "not JSON": b"{",
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "not an object": b"[]",
    "null": b"null",
    "nothing": b"",
    "a number too long to read": b'{"arr_cents": ' + b"9" * 5_000 + b"}",
    "deep nesting": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a NUL": b'{"name": "a\\u0000b"}',
    "half a surrogate pair": b'{"name": "a\\ud83d"}',
    "a NUL in a map": b'{"name": "a", "external_ids": {"x": "\\u0000"}}',
    "a NUL in a map's name": b'{"name": "a", "external_ids": {"\\u0000": "x"}}',
    "a lone surrogate in an unknown field": b'{"name": "a", "\\ud800": "x"}',
    "infinity": b'{"name": "a", "arr_cents": 1e999}',
    "a map too deep": b'{"name": "a", "external_ids": ' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}",
}


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
async def test_a_body_we_cannot_take_gets_a_sentence(api: httpx.AsyncClient, content: bytes) -> None:
    refused = await api.post(ACCOUNTS, content=content, headers={"content-type": "application/json"})
    assert refused.status_code in (400, 422)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"].endswith(".")


async def test_context_that_cannot_be_kept_is_refused_by_field(api: httpx.AsyncClient, study: Any) -> None:
    content = b'{"context": {"list": [1, {"a": "\\u0000"}]}}'
    refused = await api.post(
        f"/api/v1/studies/{study.id}/interviews",
        content=content,
        headers={"content-type": "application/json"},
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "context.list.1.a"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/accounts/a%00b", 404),
        ("/api/v1/interviews?study=%00", 422),
        ("/api/v1/events?type=%00", 422),
    ],
)
async def test_a_nul_in_the_address_is_no_fault_of_ours(
    api: httpx.AsyncClient, path: str, status: int
) -> None:
    assert (await api.get(path)).status_code == status


CANARY = "c4n4ry-51"
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.just(CANARY)
    | st.sampled_from(["\x00", "\ud800", "post-onboarding", "https://127.0.0.1/x", "2026-11-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TEXTS = ["name", "title", "language", "url", "channel", "email", "renewal_on", "account", "contact"]
FIELDS = st.sampled_from(
    [*TEXTS, "guide", "context", "consent", "given_at", "text", "events", "thin", "external_ids", "arr_cents"]
)
POSTS = sorted(path for method, path in ROUTES if method == "POST")


@pytest.mark.parametrize("path", POSTS)
async def test_no_body_is_a_fault_of_ours_and_none_is_echoed_when_refused(
    api: httpx.AsyncClient, study: Any, path: str
) -> None:
    """Any JSON on every POST: never a 5xx, and a refusal never carries what was sent."""
    address = with_id(path, study.id)
    bodies: list[Any] = []

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(FIELDS, VALUES, max_size=5) | VALUES)
    def collect(body: Any) -> None:
        bodies.append(body)

    collect()
    for body in bodies:
        answer = await api.post(
            address, content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert answer.status_code < 500, body
        if answer.status_code >= 400:
            assert CANARY not in answer.text, body


# --- size ---


async def test_ten_megabytes_are_refused(api: httpx.AsyncClient) -> None:
    refused = await make(api, "x" * 10_000_000)
    assert refused.status_code == 413
    assert "2 MB" in refused.json()["detail"]


async def test_ten_megabytes_without_a_declared_length_are_refused(api: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    refused = await api.post(ACCOUNTS, content=pieces(), headers={"content-type": "application/json"})
    assert refused.status_code == 413


# --- headers, schema, figures ---


@pytest.mark.parametrize("path", ["/livez", "/api/v1/accounts", "/nowhere", "/i/unknown", "/openapi.json"])
async def test_every_answer_tells_browsers_what_not_to_do(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors *" if path.startswith("/i/") else "frame-ancestors 'none'")


async def test_a_fault_of_ours_tells_nothing_and_keeps_its_guard(app: Any, client: httpx.AsyncClient) -> None:
    async def broken() -> None:
        raise RuntimeError(CANARY)

    app.add_api_route("/api/v1/broken", broken)
    answer = await client.get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert CANARY not in answer.text


async def test_a_wrong_method_is_told_which_ones_there_are(api: httpx.AsyncClient) -> None:
    refused = await api.delete(ACCOUNTS)
    assert refused.status_code == 405
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["allow"]


async def test_the_schema_describes_every_route(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/openapi.json")).json()
    described = {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}
    assert schema["openapi"].startswith("3.")
    assert set(ROUTES) <= described
    assert not list(dangling(schema, schema))


def dangling(part: Any, schema: dict[str, Any]) -> list[str]:
    """References in an OpenAPI schema that lead nowhere."""
    if isinstance(part, list):
        return [name for item in part for name in dangling(item, schema)]
    if not isinstance(part, dict):
        return []
    found = [name for item in part.values() for name in dangling(item, schema)]
    reference = part.get("$ref")
    if isinstance(reference, str):
        place: Any = schema
        for step in reference.removeprefix("#/").split("/"):
            place = place.get(step) if isinstance(place, dict) else None
        found += [] if place is not None else [reference]
    return found


async def test_figures_are_for_this_machine_or_with_a_key(app: Any, api: httpx.AsyncClient) -> None:
    far = httpx.ASGITransport(app=app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=far, base_url="http://earshot.test") as stranger:
        refused = await stranger.get("/metrics")
        allowed = await stranger.get("/metrics", headers={"authorization": api.headers["authorization"]})
    near = await api.get("/metrics")
    assert refused.status_code == 401
    assert allowed.status_code == near.status_code == 200
    assert "earshot_turn_seconds_bucket" in near.text
    assert "earshot_deliveries_total" in near.text or "earshot_deliveries" in near.text


async def test_liveness_and_readiness_answer(client: httpx.AsyncClient) -> None:
    assert (await client.get("/livez")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok", "encoder": "loading"}
