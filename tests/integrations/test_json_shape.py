"""Whether replies hold their schema: a table of cases, and nonsense in quantity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.json_shape import ShapeError, UnknownKeywordError, check, check_schema
from tests.integrations.conftest import TURN_SCHEMA

COVERED = "$.reading.covered[0]"
GOOD = {"reading": {"kind": "vague", "covered": ["goal"]}, "move": "farewell", "say": "Thank you."}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "schema", "place"),
    [
        ({**GOOD, "move": "sell"}, TURN_SCHEMA, "$.move: breaks enum"),
        ({**GOOD, "more": 1}, TURN_SCHEMA, "$: has a key the schema does not know"),
        ({"move": "farewell", "say": "x"}, TURN_SCHEMA, "$: lacks reading"),
        ({**GOOD, "reading": {"kind": "vague", "covered": ["x"]}}, TURN_SCHEMA, f"{COVERED}: breaks enum"),
        ({**GOOD, "say": 3}, TURN_SCHEMA, "$.say: breaks type"),
        ([], TURN_SCHEMA, "$: breaks type"),
        (True, {"type": "integer"}, "$: breaks type"),
        (True, {"enum": [1, 0]}, "$: breaks enum"),
        (1.5, {"type": "integer"}, "$: breaks type"),
        (float("inf"), {"type": "integer"}, "$: breaks type"),
        (1.5, {"type": "number", "maximum": 1}, "$: breaks maximum"),
        (-1.5, {"type": "number", "minimum": -1}, "$: breaks minimum"),
        ("abc", {"type": "string", "maxLength": 2}, "$: breaks maxLength"),
        ("", {"type": "string", "minLength": 1}, "$: breaks minLength"),
        ([1, 2], {"type": "array", "maxItems": 1}, "$: breaks maxItems"),
        ([], {"type": "array", "minItems": 1}, "$: breaks minItems"),
        (2, {"const": 1}, "$: breaks const"),
        ([], {"anyOf": [{"type": "string"}, {"type": "null"}]}, "$: breaks anyOf"),
    ],
)
def test_broken_replies_are_told_by_place_and_keyword(value: Any, schema: dict[str, Any], place: str) -> None:
    check_schema(schema)
    with pytest.raises(ShapeError) as caught:
        check(value, schema)
    assert str(caught.value) == place


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (GOOD, TURN_SCHEMA),
        (2.0, {"type": "integer"}),
        (None, {"type": ["string", "null"]}),
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"x": 1}, {"type": "object"}),
        ("ab", {"type": "string", "minLength": 2, "maxLength": 2, "description": "two"}),
    ],
)
def test_good_replies_pass(value: Any, schema: dict[str, Any]) -> None:
    check_schema(schema)
    check(value, schema)


@given(JSON)
def test_nothing_random_passes_for_a_turn(value: Any) -> None:
    with pytest.raises(ShapeError):
        check(value, TURN_SCHEMA)


def test_depth_is_limited() -> None:
    nested: Any = "end"
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(40):
        nested, schema = [nested], {"type": "array", "items": schema}
    with pytest.raises(ShapeError, match="nested more than 32 deep"):
        check(nested, schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "a"},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}},
        {"type": "array", "items": {"type": "string", "format": "date"}},
        {"anyOf": [{"not": {}}]},
    ],
)
def test_keyword_that_would_go_unchecked_is_named(schema: dict[str, Any]) -> None:
    with pytest.raises(UnknownKeywordError, match="not understood"):
        check_schema(schema)
