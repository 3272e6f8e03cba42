"""What a client may send, over inputs nobody thought of."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.ws import frames

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["resume", "say", "skip", "stop", "human", "consent", "rate", "typing", "shout"])
FRAMES = st.fixed_dictionaries(
    {"type": KINDS | JSON},
    optional=dict.fromkeys(("id", "text", "after", "version", "score", "reason", "on"), JSON),
)


def refusal(raw: str) -> frames.BadFrame | None:
    """Why a message is refused, None when it is a frame."""
    try:
        frames.parse(raw)
    except frames.BadFrame as bad:
        return bad
    return None


@given(FRAMES | JSON)
def test_any_json_is_a_frame_or_gets_one_sentence(message: Any) -> None:
    bad = refusal(json.dumps(message))
    assert bad is None or (bad.message.endswith(".") and bad.code in ("bad_frame", "too_long"))


@given(st.text(max_size=300))
def test_any_text_is_a_frame_or_gets_one_sentence(raw: str) -> None:
    bad = refusal(raw)
    assert bad is None or bad.message.endswith(".")


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=frames.LONGEST_TEXT))
def test_whatever_is_accepted_can_be_stored_and_is_unchanged(name: str, text: str) -> None:
    raw = json.dumps({"type": "say", "id": name, "text": text})
    if refusal(raw) is None:
        frame = frames.parse(raw)
        assert isinstance(frame, frames.Say)
        assert (frame.id, frame.text) == (name, text)
        assert "\x00" not in name + text
        (name + text).encode()
