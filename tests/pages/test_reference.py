"""The API reference says what the API is, to anybody, without a script."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from app.pages.operations import METHODS, fields, resources
from tests.pages.browser import Page

DOCUMENT = {
    "components": {
        "schemas": {
            "Line": {
                "properties": {"turn": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Line"}},
                "required": ["turn"],
            }
        }
    }
}


async def test_every_call_of_the_api_is_in_the_reference(app: FastAPI, client: httpx.AsyncClient) -> None:
    page = await client.get("/docs", headers={"accept": "text/html"})
    assert page.status_code == 200
    document = app.openapi()
    calls = [
        (method, path) for path, item in document["paths"].items() for method in METHODS if method in item
    ]
    shown = [
        (one.method.lower(), one.path) for part in resources(document, "http://x") for one in part.operations
    ]
    assert sorted(shown) == sorted(calls)
    ids = {attributes.get("id") for _, attributes in Page(page.text).elements}
    assert {item[method]["operationId"] for item in document["paths"].values() for method in item} <= ids


def test_an_example_is_a_command_with_the_required_fields(app: FastAPI) -> None:
    parts = {part.name: part for part in resources(app.openapi(), "https://x.example")}
    create = next(one for one in parts["studies"].operations if one.method == "POST")
    assert create.example == (
        "curl -X POST https://x.example/api/v1/studies \\\n"
        '  -H "Authorization: Bearer $EARSHOT_KEY" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        '  -d \'{"guide": "post-onboarding"}\''
    )


def test_a_schema_that_refers_to_itself_ends() -> None:
    found = fields(DOCUMENT, {"$ref": "#/components/schemas/Line"})
    assert found[0].name == "turn"
    assert found[0].is_required
    assert {one.name.count(".") for one in found} == {0, 1, 2, 3}
