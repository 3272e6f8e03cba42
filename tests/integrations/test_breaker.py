"""The circuit breaker, by a clock of the test's own."""

from __future__ import annotations

from integrations.breaker import Breaker


def _opened(now: float = 100.0) -> Breaker:
    breaker = Breaker(failures=5, rest_seconds=30)
    for _ in range(5):
        breaker.failed(now)
    return breaker


def test_four_failures_in_a_row_change_nothing() -> None:
    breaker = Breaker(failures=5, rest_seconds=30)
    for _ in range(4):
        breaker.failed(0)
    assert breaker.allows(0)


def test_fifth_failure_starts_a_rest_of_thirty_seconds() -> None:
    breaker = _opened(100)
    assert not breaker.allows(100)
    assert not breaker.allows(129.9)
    assert breaker.allows(130)


def test_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(failures=2, rest_seconds=30)
    breaker.failed(0)
    breaker.succeeded()
    breaker.failed(0)
    assert breaker.allows(0)


def test_after_the_rest_one_trial_passes_and_others_wait_for_it() -> None:
    breaker = _opened(100)
    assert breaker.allows(130)
    assert not breaker.allows(130)


def test_successful_trial_lets_everything_pass() -> None:
    breaker = _opened(100)
    breaker.allows(130)
    breaker.succeeded()
    assert breaker.allows(130)
    assert breaker.allows(130)


def test_failed_trial_starts_another_rest() -> None:
    breaker = _opened(100)
    breaker.allows(130)
    breaker.failed(131)
    assert not breaker.allows(160)
    assert breaker.allows(161)


def test_trial_that_never_reports_back_costs_one_more_rest_only() -> None:
    breaker = _opened(100)
    assert breaker.allows(130)
    assert not breaker.allows(159)
    assert breaker.allows(160)
