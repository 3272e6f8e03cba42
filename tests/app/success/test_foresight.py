"""What is done with a prediction: the rule, the reasons, the next step, and the person who must agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.prediction.features import FEATURES
from app.success import foresight
from app.success.foresight import AHEAD, KINDS, Kind, Likely, by_rule
from app.success.foresight_words import features, tables
from app.success.plays.play import shipped

VALUES = st.dictionaries(st.sampled_from(FEATURES), st.one_of(st.none(), st.floats(-5, 400, allow_nan=False)))


def test_every_feature_has_words_and_every_word_a_feature() -> None:
    assert set(features()) == set(FEATURES)


def test_every_sign_is_about_a_feature_and_every_action_names_a_play_there_is() -> None:
    assert {sign.feature for rule in foresight.rules().values() for sign in rule.signs} <= set(FEATURES)
    assert {word.act for word in features().values()} | {"growth", "ask"} <= set(tables()["action"])
    assert {action["play"] for action in tables()["action"].values()} <= set(shipped())


@given(VALUES, st.sampled_from(KINDS), st.sampled_from(AHEAD))
def test_the_rule_gives_a_probability_and_more_time_never_less(
    values: dict[str, float | None], kind: Kind, days: int
) -> None:
    found = by_rule(kind, values, days)
    assert 0 < found.probability <= 0.95
    if not 30 < (values.get("days_to_renewal") or 0.0) <= 90:
        assert by_rule(kind, values, 30).probability <= by_rule(kind, values, 90).probability + 1e-9


@given(VALUES, st.sampled_from(KINDS))
def test_an_unknown_feature_is_no_sign(values: dict[str, float | None], kind: Kind) -> None:
    known = {name: value for name, value in values.items() if value is not None}
    assert by_rule(kind, values, 90) == by_rule(kind, known, 90)


def test_a_sign_is_told_with_the_points_it_is_worth() -> None:
    values = {"days_to_renewal": 40.0, "usage_change_quarter": -0.6931, "people_left": 1.0}
    likely = by_rule("churn", values, 90)
    usual = by_rule("churn", {"days_to_renewal": 40.0}, 90)
    told = foresight.reasons(likely, values)
    assert likely.probability > usual.probability == pytest.approx(0.10)
    assert [one["factor"] for one in told] == ["days_to_renewal", "usage_change_quarter", "people_left"]
    assert told[1]["sentence"] == "Usage is down 50\N{NO-BREAK SPACE}% on the twelve weeks before"
    without = by_rule("churn", {**values, "usage_change_quarter": None}, 90)
    assert told[1]["points"] == pytest.approx(100 * (likely.probability - without.probability), abs=0.06)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("days_to_renewal", 1.0, "The contract renews in 1 day"),
        ("usage_change_month", 0.0, "Usage is unchanged on the four weeks before"),
        ("seats_share", 0.456, "46\N{NO-BREAK SPACE}% of the seats bought are in use"),
        ("sentiment", -0.4, "Sentiment of interviews averages −0.4"),
        ("arr", 4.0, "The contract is worth 10,000 a year"),
        ("nps", None, "NPS answers: not known"),
    ],
)
def test_a_feature_reads_as_a_sentence(name: str, value: float | None, sentence: str) -> None:
    found = features()[name].sentence(value)
    assert found == sentence if value is not None else found.endswith(": not known")


def test_with_forty_accounts_there_is_not_enough_history() -> None:
    told = foresight.not_enough("churn", accounts=40, outcomes=21, days=1_000)
    assert told is not None
    assert told.startswith("Not enough history: 40 of 100 accounts and 21 of 40 accounts that left.")
    assert foresight.not_enough("expansion", accounts=2_000, outcomes=200, days=800) is None
    assert "months of facts" in str(foresight.not_enough("churn", accounts=500, outcomes=90, days=200))


def test_a_reason_leads_to_its_play_and_none_to_asking_why() -> None:
    told = [
        {"factor": "people_left", "points": 12.0, "sentence": "People who left: 1"},
        {"factor": "nps", "points": -4.0, "sentence": "NPS answers average 9"},
    ]
    assert [one.play for one in foresight.actions("churn", 0.5, told)] == ["remap-stakeholders"]
    assert [one.play for one in foresight.actions("churn", 0.5, told[1:])] == ["ask-why"]
    assert [one.play for one in foresight.actions("expansion", 0.5, told)] == ["expansion"]
    assert foresight.actions("churn", 0.1, told) == []


def test_at_most_three_reasons_and_three_actions_are_told() -> None:
    moved = {name: 0.1 - place / 1000 for place, name in enumerate(FEATURES)}
    told = foresight.reasons(Likely(0.6, moved), dict.fromkeys(FEATURES, 1.0))
    assert [one["factor"] for one in told] == list(FEATURES[:3])
    assert len(foresight.actions("churn", 0.6, told)) <= 3


@pytest.mark.parametrize(
    ("by", "code", "may"), [(None, None, False), ("usr_1", "not_so", False), ("usr_1", "acting", True)]
)
def test_nothing_follows_before_a_person_agreed(by: str | None, code: str | None, may: bool) -> None:
    assert foresight.may_act(by, code) is may
