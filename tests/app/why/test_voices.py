"""The people of one account, side by side: each once, and nobody's disagreement is averaged away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.success.voices import FUTURE, Agreement, Kind, Said, Stance, Words, agreement_of, roll_up, stance_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def said(
    person: str, topic: str, value: float, *, kind: Kind = "driver", days: float = 1, interview: str = ""
) -> Said:
    return Said(
        kind,
        topic,
        topic,
        value,
        person,
        person.title(),
        "champion",
        NOW - timedelta(days=days),
        interview or f"int_{person}",
        (Words(f"sta_{person}_{topic}", f"{person} on {topic}"),),
    )


@pytest.mark.parametrize(
    ("stances", "agreement"),
    [
        (["positive"], "one voice"),
        (["negative", "negative"], "agree"),
        (["mixed", "mixed"], "agree"),
        (["positive", "mixed"], "partly"),
        (["negative", "mixed", "mixed"], "partly"),
        (["positive", "negative"], "differ"),
        (["positive", "mixed", "negative"], "differ"),
    ],
)
def test_they_differ_once_both_sides_have_somebody(stances: list[Stance], agreement: Agreement) -> None:
    assert agreement_of(stances) == agreement


@pytest.mark.parametrize(
    ("kind", "topic", "value", "stance"),
    [
        ("sentiment", "overall", -0.6, "negative"),
        ("sentiment", "overall", 0.1, "mixed"),
        ("driver", "price", 1.0, "positive"),
        ("theme", "thm_1", 0.0, "mixed"),
        ("intent", "churn", 0.9, "negative"),
        ("intent", "praise", 0.9, "positive"),
        ("intent", "problem", 0.4, "negative"),
    ],
)
def test_a_word_takes_the_side_it_pushes_to(kind: Kind, topic: str, value: float, stance: Stance) -> None:
    assert stance_of(said("mara", topic, value, kind=kind)) == stance


def test_a_disagreement_is_first_and_names_both_sides() -> None:
    view = roll_up(
        [
            said("mara", "support", -1),
            said("jo", "support", -1),
            said("mara", "reporting", -1),
            said("lee", "reporting", 1),
        ],
        NOW,
    )
    first, second = view.topics
    assert (first.topic, first.agreement, first.silent) == ("reporting", "differ", 1)
    assert [voice.said.name for voice in first.on("negative")] == ["Mara"]
    assert [voice.said.words[0].text for voice in first.on("positive")] == ["lee on reporting"]
    assert (second.topic, second.agreement, view.heard) == ("support", "agree", 3)
    assert view.disagreements == (first,)


def test_who_means_to_stay_and_who_means_to_leave_stand_side_by_side() -> None:
    view = roll_up(
        [said("mara", "renewal_intent", 0.8, kind="intent"), said("jo", "churn", 0.9, kind="intent")], NOW
    )
    future = next(topic for topic in view.topics if topic.topic == FUTURE)
    assert future.agreement == "differ"
    assert [voice.said.name for voice in future.on("negative")] == ["Jo"]


def test_a_person_counts_once_by_their_newest_word_and_the_turn_is_kept() -> None:
    view = roll_up(
        [
            said("mara", "price", -1, days=200, interview="int_old"),
            said("mara", "price", 1, days=2, interview="int_new"),
        ],
        NOW,
    )
    [topic] = view.topics
    [voice] = topic.voices
    assert (voice.stance, voice.before, voice.has_turned) == ("positive", "negative", True)
    assert (topic.agreement, view.heard) == ("one voice", 1)


def test_older_words_weigh_less() -> None:
    fresh = roll_up([said("mara", "price", 1, days=0), said("jo", "price", -1, days=0)], NOW).topics[0]
    faded = roll_up([said("mara", "price", 1, days=0), said("jo", "price", -1, days=90)], NOW).topics[0]
    assert fresh.value == pytest.approx(0)
    assert faded.value == pytest.approx((1 - 0.5) / 1.5)


def test_nobody_heard_is_an_empty_view() -> None:
    view = roll_up([], NOW)
    assert (view.heard, view.topics) == (0, ())


SAID = st.builds(
    said,
    st.sampled_from(["mara", "jo", "lee"]),
    st.sampled_from(["price", "support", "people"]),
    st.floats(-1, 1),
    days=st.floats(0, 100_000),
    interview=st.sampled_from(["a", "b"]),
)


@given(st.lists(SAID, max_size=12))
def test_every_person_appears_once_on_every_topic_they_spoke_of(all_said: list[Said]) -> None:
    view = roll_up(all_said, NOW)
    for topic in view.topics:
        people = [voice.said.person for voice in topic.voices]
        assert len(people) == len(set(people))
        assert set(people) == {one.person for one in all_said if one.topic == topic.topic}
        assert topic.silent == view.heard - len(people)
        assert -1 <= topic.value <= 1
