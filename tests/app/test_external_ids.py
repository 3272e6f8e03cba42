"""Two writings of one id are one id; kinds of source and their silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.external_ids import fold, problem_with
from app.success.inventory import is_stale, to_connect
from app.success.roles import role_of
from app.success.source_kinds import FIRST, KINDS, kind_of_source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LETTERS = st.text(alphabet="ABCXYZabcxyz0159", min_size=15, max_size=15)


@given(first=LETTERS, second=LETTERS)
def test_short_salesforce_ids_are_one_only_where_they_are_the_same(first: str, second: str) -> None:
    assert (fold("salesforce", first) == fold("Salesforce", second)) == (first == second)


def test_the_long_form_of_a_salesforce_id_is_its_short_one() -> None:
    assert fold("salesforce", "001A0000006Vm9u") == fold("salesforce", "001a0000006vm9uiac")


@given(st.text(max_size=40))
def test_case_never_tells_other_systems_ids_apart(text: str) -> None:
    assert fold("crm", text.upper()) == fold("crm", text.upper().lower())


@pytest.mark.parametrize(
    ("system", "external_id", "field"),
    [
        ("", "1", "system"),
        ("a b", "1", "system"),
        ("crm", " ", "external_id"),
        ("crm", "x" * 201, "external_id"),
    ],
)
def test_an_identity_that_is_not_good_names_its_part(system: str, external_id: str, field: str) -> None:
    problem = problem_with(system, external_id)
    assert problem is not None
    assert problem[0] == field


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("Champion", "champion"),
        ("EXECUTIVE-SPONSOR", "executive_sponsor"),
        ("decision maker", "economic_buyer"),
        ("Head of Support", "Head of Support"),
        ("  ", None),
        (None, None),
    ],
)
def test_words_for_a_part_are_that_part(told: str | None, role: str | None) -> None:
    assert role_of(told) == role


@pytest.mark.parametrize(
    ("status", "silent_hours", "fresh_hours", "stale"),
    [
        ("connected", 25, 24, True),
        ("connected", 23, 24, False),
        ("connected", 25, None, False),
        ("paused", 25, 24, False),
        ("connected", None, 24, False),
    ],
)
def test_a_source_is_stale_once_silent_for_longer_than_it_promised(
    status: str, silent_hours: int | None, fresh_hours: int | None, stale: bool
) -> None:
    last = NOW - timedelta(hours=silent_hours) if silent_hours is not None else None
    assert is_stale(status, last, fresh_hours, NOW) is stale


def test_what_is_missing_of_the_first_seven_is_to_be_connected() -> None:
    assert to_connect(["crm", "billing", "other"]) == [
        "product",
        "support",
        "feedback",
        "messaging",
        "warehouse",
    ]
    assert set(FIRST) <= set(KINDS)
    assert [kind_of_source(name) for name in ("Zendesk", "stripe-eu", "unheard-of")] == [
        "support",
        "billing",
        "other",
    ]
