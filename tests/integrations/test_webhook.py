"""One delivery attempt against receivers of every kind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from integrations import http, signing, webhook
from integrations.webhook import Attempt, send
from tests.integrations.receivers import (
    Names,
    Play,
    aborting,
    answering,
    receiver,
    sending,
    silent,
    tls_pair,
)

SECRET = signing.new_secret()
BODY = json.dumps({"type": "insight.created", "data": {"quotes": [{"text": "It just worked 🙂"}]}}).encode()
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"


async def attempt(url: str, *, seconds: float = 5.0, **client: Any) -> Attempt:
    async with http.client(allow_loopback=True, **client) as c:
        return await send(
            c,
            url=url,
            secrets=[SECRET],
            message_id="msg_1",
            body=BODY,
            now=datetime.now(UTC),
            timeout=seconds,
        )


async def deliver_to(play: Play, **kwargs: Any) -> Attempt:
    async with receiver(play) as seen:
        return await attempt(f"http://127.0.0.1:{seen.port}/hook", **kwargs)


async def test_receiver_gets_the_exact_body_and_can_verify_it() -> None:
    async with receiver(answering(204, b"")) as seen:
        result = await attempt(f"http://127.0.0.1:{seen.port}/hook")
    assert result == replace(
        Attempt(204, True, None, None, gone=False, throttled=False, response_excerpt="", milliseconds=0),
        milliseconds=result.milliseconds,
    )
    headers = seen.headers()
    assert seen.bodies == [BODY]
    assert Webhook(SECRET).verify(seen.bodies[0], headers) == json.loads(BODY)
    assert headers["webhook-id"] == "msg_1"
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "ok", "gone", "throttled"),
    [
        (200, True, False, False),
        (202, True, False, False),
        (299, True, False, False),
        (301, False, False, False),
        (400, False, False, False),
        (401, False, False, False),
        (404, False, False, False),
        (410, False, True, False),
        (429, False, False, True),
        (500, False, False, False),
        (502, False, False, True),
        (503, False, False, False),
        (504, False, False, True),
    ],
)
async def test_only_2xx_is_received(status: int, ok: bool, gone: bool, throttled: bool) -> None:
    result = await deliver_to(answering(status))
    assert (result.status, result.ok, result.gone, result.throttled) == (status, ok, gone, throttled)
    assert (result.error is None) == ok
    assert ok or str(status) in (result.error or "")


async def test_retry_after_is_passed_on() -> None:
    assert (await deliver_to(answering(429, Retry_After="120"))).retry_after_seconds == 120
    assert (await deliver_to(answering(503, Retry_After="soon"))).retry_after_seconds is None


async def test_redirect_is_a_failure_and_never_followed() -> None:
    async with receiver(answering(200)) as inner:
        inside = f"http://127.0.0.1:{inner.port}/admin"
        result = await deliver_to(answering(302, Location=inside))
    assert (result.status, result.ok) == (302, False)
    assert "redirect" in (result.error or "")
    assert inner.connections == 0


async def test_silent_receiver_ends_at_the_time_limit() -> None:
    result = await deliver_to(silent, seconds=0.2)
    assert (result.status, result.error) == (None, "The receiver did not answer in time.")
    assert 150 <= result.milliseconds < 2000


async def test_headers_that_drip_end_at_the_time_limit() -> None:
    result = await deliver_to(
        sending(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", every=0.02, repeat_last=True), seconds=0.3
    )
    assert (result.status, result.ok) == (None, False)
    assert result.milliseconds < 2000


async def test_body_that_drips_cannot_undo_what_the_status_said() -> None:
    result = await deliver_to(sending(OK_HEAD, b"z", every=0.02, repeat_last=True), seconds=0.3)
    assert (result.status, result.ok, result.error) == (200, True, None)
    assert result.milliseconds < 2000


async def test_a_gigabyte_of_answer_is_read_no_further_than_the_limit() -> None:
    written = 0

    async def flood(_: Any, writer: Any) -> None:
        nonlocal written
        writer.write(OK_HEAD)
        while True:
            writer.write(b"y" * 65_536)
            await writer.drain()
            written += 65_536

    result = await deliver_to(flood)
    assert result.ok
    assert result.response_excerpt == "y" * 200
    # What the sockets' buffers took in before the line was cut, far from what was announced.
    assert written < 50_000_000


async def test_excerpt_is_short_and_without_control_characters() -> None:
    result = await deliver_to(answering(500, b"\x1b[31mline one\r\nline two\x00" + "é".encode() * 300))
    assert result.response_excerpt.startswith("[31mline one")
    assert len(result.response_excerpt) == 200
    assert result.response_excerpt.isprintable()


async def test_compressed_answers_are_neither_asked_for_nor_unpacked() -> None:
    async with receiver(answering(200, b"\x1f\x8b\x08 not really", Content_Encoding="gzip")) as seen:
        result = await attempt(f"http://127.0.0.1:{seen.port}/")
    assert result.ok
    assert seen.headers()["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "play", [aborting, sending(b""), sending(b"SSH-2.0-OpenSSH_9.2\r\n"), sending(b"HTTP/1.1 abc\r\n\r\n")]
)
async def test_broken_answers_are_told_in_a_sentence(play: Play) -> None:
    result = await deliver_to(play)
    assert (result.status, result.ok) == (None, False)
    assert result.error == "The connection broke before the receiver had answered."


async def test_nobody_listening_is_told_in_a_sentence(unused_tcp_port: int) -> None:
    result = await attempt(f"http://127.0.0.1:{unused_tcp_port}/")
    assert "could not be reached" in (result.error or "")


async def test_unknown_name_is_told_in_a_sentence() -> None:
    result = await attempt("https://unknown.example/", resolver=Names())
    assert "could not be reached" in (result.error or "")


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "http://169.254.169.254/", "ftp://x.example/", "https://[", "not an address"]
)
async def test_address_we_do_not_call_is_told_in_a_sentence(url: str) -> None:
    result = await attempt(url, resolver=Names())
    assert (result.status, result.ok) == (None, False)
    assert (result.error or "").endswith(".")
    assert url not in (result.error or "")


async def test_tls_receiver_with_a_trusted_certificate_is_reached_by_its_name() -> None:
    server, trusting = tls_pair("localhost")
    async with receiver(answering(200), tls=server) as seen:
        result = await attempt(f"https://localhost:{seen.port}/hook", verify=trusting)
    assert (result.ok, seen.headers()["host"]) == (True, f"localhost:{seen.port}")


@pytest.mark.parametrize("trusts_it", [True, False])
async def test_certificate_of_another_name_or_unknown_issuer_is_refused(trusts_it: bool) -> None:
    server, trusting = tls_pair("other.example" if trusts_it else "localhost")
    async with receiver(answering(200), tls=server) as seen:
        verify = trusting if trusts_it else True
        result = await attempt(f"https://localhost:{seen.port}/", verify=verify)
    assert "certificate" in (result.error or "")
    assert not seen.bodies


def test_limits_are_what_we_promise() -> None:
    assert (webhook.LONGEST_SECONDS, webhook.BODY_BYTES, webhook.EXCERPT_CHARS) == (30, 65_536, 200)


async def test_our_own_mistakes_are_not_hidden() -> None:
    async with http.client() as client:
        with pytest.raises(signing.BadSecret):
            await send(
                client,
                url="https://x.example/",
                secrets=["bad"],
                message_id="m",
                body=b"{}",
                now=datetime.now(UTC),
            )
