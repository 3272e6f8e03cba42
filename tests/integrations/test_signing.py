"""Our signatures, verified by the library a receiver would use."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from integrations import signing

BODY = json.dumps({"type": "insight.created", "data": {"quote": "„Es ging nicht“ 🙂"}}).encode()


def test_real_library_accepts_what_we_sign() -> None:
    secret = signing.new_secret()
    headers = signing.headers("msg_1", datetime.now(UTC), BODY, [secret])
    assert Webhook(secret).verify(BODY, headers)["type"] == "insight.created"


def test_published_test_vector_is_reproduced() -> None:
    # From the specification's reference libraries: this secret, id, time and body give this signature.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = signing.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_old_and_new_verify() -> None:
    old, new, other = (signing.new_secret() for _ in range(3))
    headers = signing.headers("msg_1", datetime.now(UTC), BODY, [new, old])
    Webhook(old).verify(BODY, headers)
    Webhook(new).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(BODY, headers)


@pytest.mark.parametrize(
    ("minutes", "is_accepted"), [(-6, False), (-4, True), (0, True), (4, True), (6, False)]
)
def test_receivers_refuse_what_is_more_than_five_minutes_off(minutes: int, is_accepted: bool) -> None:
    secret = signing.new_secret()
    headers = signing.headers("msg_1", datetime.now(UTC) + timedelta(minutes=minutes), BODY, [secret])
    if is_accepted:
        Webhook(secret).verify(BODY, headers)
    else:
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(BODY, headers)


def test_one_changed_byte_breaks_the_signature() -> None:
    secret = signing.new_secret()
    headers = signing.headers("msg_1", datetime.now(UTC), BODY, [secret])
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", headers)


def test_any_time_zone_signs_the_same_moment() -> None:
    secret, at = signing.new_secret(), datetime(2026, 3, 1, 12, tzinfo=UTC)
    tokyo = at.astimezone(timezone(timedelta(hours=9)))
    assert signing.headers("m", at, BODY, [secret]) == signing.headers("m", tokyo, BODY, [secret])


@given(st.binary(min_size=24, max_size=64), st.text(max_size=200))
def test_every_secret_of_allowed_length_and_every_text_verify(key: bytes, text: str) -> None:
    secret, body = signing.PREFIX + base64.b64encode(key).decode(), json.dumps({"t": text}).encode()
    headers = signing.headers("msg_1", datetime.now(UTC), body, [secret])
    assert Webhook(secret).verify(body, headers) == {"t": text}


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_abc",
        "whsec_" + "A" * 28,
        "whsec_" + "A" * 88,
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_ü" * 9,
    ],
)
def test_secret_of_wrong_form_or_length_is_refused_without_repeating_it(secret: str) -> None:
    with pytest.raises(signing.BadSecret) as caught:
        signing.sign("msg_1", datetime.now(UTC), BODY, [secret])
    assert "24 to 64" in str(caught.value)
    assert not secret or secret == signing.PREFIX or secret not in str(caught.value)


@pytest.mark.parametrize(
    ("message_id", "at", "secrets"),
    [
        ("msg.1", datetime(2026, 1, 1, tzinfo=UTC), [signing.new_secret()]),
        ("", datetime(2026, 1, 1, tzinfo=UTC), [signing.new_secret()]),
        ("msg_1", datetime(2026, 1, 1), [signing.new_secret()]),  # noqa: DTZ001 - naive on purpose
        ("msg_1", datetime(2026, 1, 1, tzinfo=UTC), []),
    ],
)
def test_what_cannot_be_signed_safely_is_refused(message_id: str, at: datetime, secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="webhook"):
        signing.headers(message_id, at, BODY, secrets)


def test_new_secrets_differ_and_are_strong() -> None:
    secrets = {signing.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b64decode(s.removeprefix("whsec_"))) == 32 for s in secrets)
