"""The rubric over made-up conversations: it never breaks, and its figures keep to their scales."""

from __future__ import annotations

import json
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from interviewer.guide_files import parse_guide, template_text
from interviewer.moves import PROBE_KINDS, MoveName
from interviewer.reading import KINDS
from interviewer.rubric.conversation import Conversation, Line, Meant
from interviewer.rubric.exports import BadTranscript, conversation_from_json
from interviewer.rubric.measure import Aids
from interviewer.rubric.said import Said
from interviewer.rubric.scoreboard import counted

GUIDE = parse_guide(template_text("post-onboarding"), "post-onboarding")
words = st.sampled_from(["What happened?", "Noted.", "“we lost”", "great", "or", "Why?", "", "是？", "\n– x"])
texts = st.one_of(st.lists(words, max_size=6).map(" ".join), st.text(max_size=60))
jsons: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
notes = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "move": st.sampled_from(get_args(MoveName)) | jsons,
            "question": st.sampled_from([None, *(question.id for question in GUIDE.questions)]) | jsons,
            "probe": st.sampled_from([None, *PROBE_KINDS]) | jsons,
            "reading": st.fixed_dictionaries(
                {"kind": st.sampled_from(KINDS) | jsons, "covered": jsons, "cues": jsons}
            )
            | jsons,
        }
    ),
)
meanings = st.none() | st.builds(
    Meant, st.sampled_from(KINDS), st.booleans(), st.lists(st.sampled_from(PROBE_KINDS)).map(tuple)
)
lines = st.builds(
    Line,
    st.sampled_from(["interviewer", "respondent", "csm"]),
    texts,
    st.sampled_from(["say", "skip", "stop", "human"]),
    notes,
    meanings,
)
conversations = st.builds(
    Conversation,
    st.text(max_size=5),
    st.lists(lines, max_size=12),
    st.none() | st.just(GUIDE),
    st.sampled_from(["en", "de", "ja", "da"]),
    st.sampled_from(["", "Northwind"]),
    st.lists(texts, max_size=2),
    st.booleans(),
)


@given(st.lists(conversations, max_size=3), st.booleans())
def test_any_conversation_can_be_counted(some: list[Conversation], keep_ends: bool) -> None:
    board = counted([Said(one, keep_ends) for one in some], Aids(detect=lambda text: "en" if text else None))
    for one in board.measures:
        assert 0 <= one.hits <= one.of
        assert (one.value is None) == (one.passed is None)
        assert one.unit == "words" or one.value is None or 0 <= one.value <= 1
        assert one.is_measurable or (one.of, one.passed) == (0, None)
        assert all(1 <= place.line <= 12 for place in one.places)
        assert one.passed is not False or one.places
    assert len(board.passes) == len(some)
    assert all(0 <= one.passed <= one.of <= 20 for one in board.passes)
    json.dumps(board.to_json())


@given(st.dictionaries(st.sampled_from(["id", "turns", "language", "guide", "sponsor", "status"]), jsons))
def test_any_json_is_an_interview_or_is_refused_in_a_sentence(shape: dict[str, Any]) -> None:
    said, found = "", None
    try:
        found = conversation_from_json(shape)
    except BadTranscript as refused:
        said = str(refused)
    assert bool(found) != (0 < len(said) < 300)
