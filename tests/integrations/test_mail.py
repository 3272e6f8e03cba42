"""Letters over real SMTP on loopback: what arrives, what is refused, and what nobody can smuggle in."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.fakes.mail_server import FakeMailServer
from integrations.mail import Letter, compose, post
from integrations.mail_server import MailServer, server_from_url

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CERTIFICATE = Path(__file__).parent / "certificates/localhost.pem"
LETTER = Letter(
    to_address="ana@example.com",
    to_name="Ana Duarte",
    subject="A person is asked for: Bramble, größte Kundin",
    text="Mara wrote:\n.\nPlease call me.\n",
    html="<p>Mara wrote: Please call me.</p>",
    message_id="<task-1.first@earshot.test>",
)


def plain(fake: FakeMailServer) -> MailServer:
    return MailServer("127.0.0.1", fake.port, "never", "earshot@example.com")


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def offering() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


async def test_a_letter_arrives_whole() -> None:
    async with FakeMailServer.running() as fake:
        posted = await post(plain(fake), LETTER, NOW)
    assert posted.ok
    (got,) = fake.received
    text, html = got.message.iter_parts()
    assert got.message["Subject"] == LETTER.subject
    assert got.message["To"] == "Ana Duarte <ana@example.com>"
    assert got.message["Message-ID"] == LETTER.message_id
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content_type() == "text/html"
    assert got.recipients == ("TO:<ana@example.com>",)


async def test_starttls_comes_before_the_password_and_the_letter() -> None:
    async with FakeMailServer.running(certificate=offering(), user="u", password="p&w") as fake:
        server = MailServer(
            "localhost", fake.port, "starttls", "e@example.com", "u", "p&w", context=trusting()
        )
        posted = await post(server, LETTER, NOW)
    assert posted.ok
    assert fake.received[0].was_encrypted


async def test_tls_from_the_first_byte() -> None:
    async with FakeMailServer.running(certificate=offering(), tls_at_once=True) as fake:
        server = MailServer("localhost", fake.port, "always", "e@example.com", context=trusting())
        assert (await post(server, LETTER, NOW)).ok
    assert fake.received[0].was_encrypted


async def test_without_the_encryption_asked_for_nothing_is_sent() -> None:
    async with FakeMailServer.running() as fake:
        posted = await post(replace(plain(fake), tls="starttls"), LETTER, NOW)
    assert (posted.ok, posted.is_final) == (False, False)
    assert fake.received == []


async def test_an_unknown_certificate_is_refused() -> None:
    async with FakeMailServer.running(certificate=offering(), tls_at_once=True) as fake:
        posted = await post(MailServer("localhost", fake.port, "always", "e@example.com"), LETTER, NOW)
    assert posted.error == "The mail server's certificate is not good."
    assert fake.received == []


@pytest.mark.parametrize(
    ("command", "answer", "is_final"),
    [
        ("RCPT", "550 no such user", True),
        ("RCPT", "450 mailbox busy", False),
        ("MAIL", "421 try later", False),
        (".", "554 spam", True),
        (".", "452 disk full", False),
    ],
)
async def test_a_refusal_says_whether_trying_again_helps(command: str, answer: str, is_final: bool) -> None:
    async with FakeMailServer.running() as fake:
        fake.answers[command] = [answer]
        posted = await post(plain(fake), LETTER, NOW)
        again = await post(plain(fake), LETTER, NOW)
    assert (posted.ok, posted.is_final) == (False, is_final)
    assert answer[4:] in (posted.error or "")
    assert again.ok


async def test_a_wrong_password_is_told_without_it() -> None:
    async with FakeMailServer.running(user="u", password="right") as fake:
        server = replace(plain(fake), user="u", password="wrong-9f3")
        posted = await post(server, LETTER, NOW)
    assert posted.error == "The mail server refused the user and password."
    assert "wrong-9f3" not in repr(server)


async def test_nobody_there_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    posted = await post(MailServer("127.0.0.1", port, "never", "e@example.com"), LETTER, NOW)
    assert posted.error == "The mail server could not be reached, or hung up."


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.com\r\nBcc: eve@example.com",
        "ana@example.com, eve@example.com",
        "ana@example.com> <eve@example.com",
        "ana",
        "@example.com",
        "a na@example.com",
        "",
    ],
)
async def test_an_address_that_is_more_or_less_than_one_is_never_sent_to(address: str) -> None:
    async with FakeMailServer.running() as fake:
        posted = await post(plain(fake), replace(LETTER, to_address=address), NOW)
    assert posted.is_final
    assert fake.sessions == 0


@given(name=st.text(max_size=300), subject=st.text(max_size=300))
def test_names_and_subjects_never_make_a_header(name: str, subject: str) -> None:
    usual = compose(LETTER, "e@example.com", NOW)
    odd = compose(replace(LETTER, to_name=name, subject=subject), "e@example.com", NOW)
    head = odd.as_bytes().split(b"\r\n\r\n")[0].decode("ascii")
    names = [line.split(":")[0] for line in head.split("\r\n") if line and not line[0].isspace()]
    assert names == list(usual.keys())
    assert [address.addr_spec for address in odd["To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 587, "starttls", None, None)),
        ("smtps://u:p%40w@mail.example.com", ("mail.example.com", 465, "always", "u", "p@w")),
        ("smtp://localhost:1025?tls=never", ("localhost", 1025, "never", None, None)),
        ("smtp://u:p@mail.example.com:2525", ("mail.example.com", 2525, "starttls", "u", "p")),
    ],
)
def test_a_server_is_read_from_its_address(url: str, expected: tuple[object, ...]) -> None:
    made = server_from_url(url, "e@example.com")
    assert (made.host, made.port, made.tls, made.user, made.password) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.com",
        "mail.example.com",
        "smtp://",
        "smtp://mail.example.com:many",
        "smtp://hunter2@mail.example.com",
        "smtp://u:hunter2@mail.example.com?tls=never",
        "smtp://mail.example.com?tls=maybe",
    ],
)
def test_a_wrong_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        server_from_url(url, "e@example.com")
    assert "hunter2" not in str(refused.value)
