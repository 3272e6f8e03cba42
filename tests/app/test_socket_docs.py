"""What docs/socket.md says: its client holds an interview, its frames and codes are those of the code."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from app.ws import frames, interview
from tests.app.respondent import Respondent

Invite = Callable[..., Awaitable[str]]
DOC = (Path(__file__).resolve().parents[2] / "docs/socket.md").read_text(encoding="utf-8")
SENT = [json.loads(text) for text in re.findall(r"^\| `\w+` \| `(\{.+?\})` \|", DOC, flags=re.MULTILINE)]
CODES = re.findall(r"^\| `(\w+)` \|", DOC.split("### `error`")[1].split("## Sending")[0], flags=re.MULTILINE)


def shown(kind: str) -> dict[str, Any]:
    """The document's example of a frame the server sends."""
    text = DOC.split(f"### `{kind}`")[1].split("```json\n")[1].split("\n```")[0]
    example: dict[str, Any] = json.loads(text)
    return example


async def test_documented_client_holds_an_interview(invite: Invite) -> None:
    client: dict[str, Any] = {"__name__": "client"}
    exec(DOC.split("```python\n")[1].split("```")[0], client)  # noqa: S102 - the documentation's own code
    said = ["We wanted our reports out of spreadsheets.", "The import took a week in May."]
    transcript = await client["interview"](await invite(), said)
    assert [turn["seq"] for turn in transcript] == list(range(1, len(transcript) + 1))
    assert [turn["text"] for turn in transcript if turn["speaker"] == "respondent"] == [*said, ""]
    assert transcript[-1]["speaker"] == "interviewer"


def test_every_frame_a_client_may_send_is_documented_and_its_example_is_taken() -> None:
    with pytest.raises(frames.BadFrame, match="must be one of") as refused:
        frames.parse('{"type": "?"}')
    known = refused.value.message.split("one of ")[1].rstrip(".").split(", ")
    assert sorted(frame["type"] for frame in SENT) == sorted(known)
    for frame in SENT:
        frames.parse(json.dumps(frame))


async def test_documented_answers_have_the_shape_of_real_ones(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        await anna.say("We moved the finance report over in May and it takes two hours now.", name="m-1")
        await anna.send("stop", id="m-2")
        await anna.frame("closed")
    real = {frame["type"]: frame for frame in anna.seen}
    for kind in ("welcome", "ack", "turn", "closed"):
        assert shown(kind).keys() == real[kind].keys(), kind
    for part in ("consent", "study"):
        assert shown("welcome")[part].keys() == real["welcome"][part].keys()
    assert shown("turn")["turn"].keys() == real["turn"]["turn"].keys()


def test_every_error_code_is_documented() -> None:
    assert sorted(CODES) == sorted(get_args(frames.ErrorCode))


@pytest.mark.parametrize(
    "claim",
    [
        f"over {frames.LONGEST_TEXT:,} characters",
        f"1 to {frames.LONGEST_ID} characters",
        f"over {frames.LARGEST_MESSAGE // 1024} kB",
        f"more than {interview.FRAMES_PER_SECOND.amount} frames",
        f"within {interview.FIRST_FRAME_SECONDS} seconds",
        f"closed with {interview.UNKNOWN}",
        f"closed with {interview.ENDED}",
    ],
)
def test_documented_limits_are_those_of_the_code(claim: str) -> None:
    assert claim in DOC
