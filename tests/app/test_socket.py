"""The interview socket, frame by frame, with the real client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
import websockets

from app.database import Database
from app.queries import turns
from app.queries.base import value
from app.tables import Study
from tests.app.respondent import Respondent

Invite = Callable[..., Awaitable[str]]
FULL = (
    "We wanted to get our monthly reporting out of spreadsheets. In May we moved the finance report over, "
    "and it now takes Ana two hours instead of three days, because the import picks up the bank files."
)


async def test_welcome_carries_the_consent_text_and_no_turn_before_consent(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        welcome = await anna.frame("welcome")
    assert welcome["status"] == "open"
    assert welcome["consent"]["given"] is False
    assert welcome["consent"]["text"]
    assert welcome["turns"] == []
    assert welcome["progress"] == 0
    assert set(welcome["study"]) == {"title", "sponsor", "language", "disclosure", "minutes"}


async def test_the_interviewer_speaks_first_once_consent_is_given(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        opening = await anna.agree()
    assert opening["seq"] == 1
    assert opening["text"].count("?") == 1


async def test_an_answer_before_consent_is_refused_and_not_stored(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.frame("welcome")
        await anna.send("say", id="early", text="Hello?")
        error = await anna.frame("error")
        opening = await anna.agree()
    assert error["code"] == "consent_needed"
    assert opening["seq"] == 1


async def test_an_answer_is_acknowledged_with_its_seq_and_answered(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        reply = await anna.say(FULL)
    ack = next(frame for frame in anna.seen if frame["type"] == "ack" and frame["id"] == "say-1")
    assert ack["seq"] == 2
    assert reply["seq"] == 3


async def test_the_same_id_again_is_the_same_turn(invite: Invite, database: Database, study: Study) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        await anna.agree()
        await anna.say(FULL, name="one")
        for _ in range(9):
            await anna.send("say", id="one", text=FULL)
        acks = [await anna.frame("ack") for _ in range(9)]
    async with Respondent.at(url) as anna:
        welcome = await anna.frame("welcome")
    assert {ack["seq"] for ack in acks} == {2}
    assert [turn["seq"] for turn in welcome["turns"]] == [1, 2, 3]


async def test_a_client_that_comes_back_gets_what_it_missed_and_nothing_twice(invite: Invite) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        await anna.agree()
        await anna.send("say", id="lost", text=FULL)
        await anna.frame("ack")
    async with Respondent.at(url, after=1) as anna:
        welcome = await anna.frame("welcome")
        known = [turn["seq"] for turn in welcome["turns"]]
        if 3 not in known:
            await anna.question()
    later = [frame["turn"]["seq"] for frame in anna.seen if frame["type"] == "turn"]
    assert sorted(known + later) == [2, 3]


async def test_two_tabs_see_the_same_turns_in_the_same_order(invite: Invite) -> None:
    url = await invite()
    async with Respondent.at(url) as one, Respondent.at(url) as two:
        await one.agree()
        await two.frame("welcome")
        first = await two.question()
        await asyncio.gather(*(tab.send("say", id=f"{n}", text=FULL) for n, tab in enumerate([one, two] * 5)))
        while len({f["id"] for tab in (one, two) for f in tab.seen if f["type"] == "ack"}) < 11:
            await asyncio.wait(
                [asyncio.create_task(one.read()), asyncio.create_task(two.read())],
                return_when=asyncio.FIRST_COMPLETED,
            )
    async with Respondent.at(url) as late:
        welcome = await late.frame("welcome")
    said = [turn for turn in welcome["turns"] if turn["speaker"] == "respondent"]
    assert first["seq"] == 1
    assert len(said) == 10
    assert [turn["seq"] for turn in welcome["turns"]] == list(range(1, len(welcome["turns"]) + 1))


async def test_skip_goes_on_and_stop_ends_without_a_question(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        opening = await anna.agree()
        await anna.send("skip", id="skip")
        after_skip = await anna.question()
        await anna.send("stop", id="stop")
        farewell = await anna.question()
        closed = await anna.frame("closed")
    assert "?" in after_skip["text"]
    assert after_skip["text"] != opening["text"]
    assert "?" not in farewell["text"]
    assert closed["reason"] == "stopped"


async def test_asking_for_a_person_hands_off(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        await anna.send("human", id="human")
        words = await anna.question()
        status = await anna.frame("status")
    assert "?" not in words["text"]
    assert (status["status"], status["person"]) == ("with_human", None)


async def test_after_the_end_an_answer_closes_the_socket_and_a_rating_is_kept(
    invite: Invite, database: Database, study: Study
) -> None:
    url = await invite()
    async with Respondent.at(url) as anna:
        await anna.agree()
        await anna.send("stop", id="stop")
        await anna.frame("closed")
        await anna.send("rate", id="rate", score=5, reason="Quick and kind.")
        await anna.frame("ack")
        await anna.send("say", id="late", text="One more thing")
        error = await anna.frame("error")
        with pytest.raises(websockets.ConnectionClosed):
            await anna.read()
    async with database.workspace(study.workspace_id) as db:
        score = await value(db, "SELECT rating ->> 'score' FROM interviews WHERE status = 'closed'")
    assert error["code"] == "closed"
    assert score == "5"


async def test_consent_given_beforehand_lets_the_interviewer_speak_at_once(
    invite: Invite, study: Study
) -> None:
    from app.services.create_interview import ConsentGiven

    consent = ConsentGiven(study.created_at, "I agreed in the product.")
    async with Respondent.at(await invite(consent=consent)) as anna:
        welcome = await anna.frame("welcome")
        opening = await anna.question()
    assert welcome["consent"] == {"version": "given", "text": "I agreed in the product.", "given": True}
    assert opening["seq"] == 1


BAD_FRAMES = {
    "not JSON": "hello",
    "not an object": "[1, 2]",
    "no type": "{}",
    "unknown type": '{"type": "shout", "id": "1"}',
    "a type that is no text": '{"type": ["say"]}',
    "no id": '{"type": "say", "text": "hi"}',
    "an id that is no text": '{"type": "say", "id": 7, "text": "hi"}',
    "an empty answer": '{"type": "say", "id": "1", "text": "  "}',
    "a NUL": '{"type": "say", "id": "1", "text": "a\\u0000b"}',
    "half a surrogate pair": '{"type": "say", "id": "1", "text": "a\\ud83d"}',
    "a rating of 9": '{"type": "rate", "id": "1", "score": 9}',
    "deep nesting": "[" * 20_000,
}


@pytest.mark.parametrize("raw", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
async def test_a_bad_frame_gets_a_sentence_and_the_interview_goes_on(invite: Invite, raw: str) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        await anna.socket.send(raw)
        error = await anna.frame("error")
        reply = await anna.say(FULL)
    assert error["code"] == "bad_frame"
    assert error["message"].endswith(".")
    assert raw[:40] not in json.dumps(error) or len(raw) < 5
    assert reply["seq"] == 3


async def test_text_over_4000_characters_is_refused_and_4000_are_kept(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        await anna.send("say", id="long", text="ä" * 4_001)
        error = await anna.frame("error")
        await anna.send("say", id="fits", text="😀" * 4_000)
        ack = await anna.until(lambda f: f["type"] == "ack" and f["id"] == "fits")
    assert error["code"] == "too_long"
    assert ack["seq"] == 2


async def test_a_ten_megabyte_message_is_cut_off_by_the_server(invite: Invite) -> None:
    async with Respondent.at(await invite()) as anna:
        await anna.agree()
        with pytest.raises(websockets.ConnectionClosed) as closed:  # noqa: PT012 - either may be the one
            await anna.send("say", id="huge", text="x" * 10_000_000)
            await anna.frame("error")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_an_unknown_link_gets_one_error_and_the_end(server: str) -> None:
    async with websockets.connect(f"{server}/i/{'0' * 32}/ws") as socket:
        frame = json.loads(await socket.recv())
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
    assert frame["code"] == "unknown_link"


async def test_a_foreign_origin_is_refused(invite: Invite) -> None:
    with pytest.raises(websockets.InvalidStatus):
        async with Respondent.at(await invite(), origin="https://evil.example"):
            pass


async def test_anything_before_resume_is_refused(invite: Invite) -> None:
    async with websockets.connect(await invite()) as socket:
        await socket.send('{"type": "say", "id": "1", "text": "hi"}')
        error = json.loads(await socket.recv())
    assert error["code"] == "bad_frame"


async def test_the_first_question_of_a_busy_minute_is_not_asked_twice(
    invite: Invite, database: Database, study: Study
) -> None:
    url = await invite()
    async with Respondent.at(url) as one, Respondent.at(url) as two:
        welcome = await one.frame("welcome")
        await two.frame("welcome")
        for tab in (one, two):
            await tab.send("consent", id="c", version=welcome["consent"]["version"])
        await asyncio.gather(one.question(), two.question())
        answered = await one.say(FULL)
    assert answered["seq"] == 3
    async with database.workspace(study.workspace_id) as db:
        interview = await value(db, "SELECT id FROM interviews LIMIT 1")
        rows = await turns.turns(db, interview)
    assert [row.speaker for row in rows] == ["interviewer", "respondent", "interviewer"]
