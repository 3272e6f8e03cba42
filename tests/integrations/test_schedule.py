"""When deliveries are tried again, and how Retry-After is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.retry_after import seconds_from
from integrations.schedule import STEPS, next_attempt

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def test_ten_attempts_span_seventy_five_hours_and_then_end() -> None:
    waits = [next_attempt(made, jitter=0.5) for made in range(11)]
    assert waits[:4] == [0, 5, 300, 1800]
    assert waits[10] is None
    assert sum(wait for wait in waits if wait is not None) / 3600 == pytest.approx(75.585, abs=0.01)


@given(st.integers(0, 9), st.floats(0, 1))
def test_jitter_stays_within_a_fifth(made: int, jitter: float) -> None:
    wait = next_attempt(made, jitter=jitter)
    assert wait is not None
    assert 0.8 * STEPS[made] - 1e-6 <= wait <= 1.2 * STEPS[made] + 1e-6


def test_jitter_reaches_both_ends() -> None:
    assert next_attempt(1, jitter=0.0) == pytest.approx(4.0)
    assert next_attempt(1, jitter=1.0) == pytest.approx(6.0)


@pytest.mark.parametrize(("made", "asked", "wait"), [(1, 120.0, 120.0), (4, 60.0, 7200.0), (1, None, 5.0)])
def test_the_longer_of_schedule_and_request_wins(made: int, asked: float | None, wait: float) -> None:
    assert next_attempt(made, jitter=0.5, retry_after=asked) == wait


def test_asking_for_time_does_not_lengthen_a_spent_schedule() -> None:
    assert next_attempt(10, jitter=0.5, retry_after=60) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("2", 2.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("999999999999999999999999", 86_400.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2026 12:01:30 -0000", 90.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("Sun, 99 Foo 2026 12:01:30 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str | None, seconds: float | None) -> None:
    assert seconds_from(value, now=NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_header_can_hurt(value: str) -> None:
    seconds = seconds_from(value, now=NOW)
    assert seconds is None or 0 <= seconds <= 86_400
