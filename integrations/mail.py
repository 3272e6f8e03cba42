"""The one door mail leaves by: a letter is composed, handed to a mail server once, and told as a value."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

import aiosmtplib

from integrations.mail_server import MailServer

LONGEST_SECONDS = 30.0
LONGEST_SUBJECT = 200
LONGEST_NAME = 120
LONGEST_ERROR = 200
LONGEST_HEADER = 900
_SENDER_NAME = "Earshot"

EXTRA = ("From", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post")
"""Headers a letter may bring along. `From` is a name alone: the address stays the server's."""


class _OneLine(UnstructuredHeader):
    """A header that stays as it is: folded, a long address would be encoded, and mail programs could not
    press what they no longer can read."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> Policy:
    headers = HeaderRegistry()
    # the registry adds the base class that typeshed asks for
    headers.map_to_type("list-unsubscribe", _OneLine)  # type: ignore[arg-type]  # added, as said
    return SMTP.clone(header_factory=headers)


@dataclass(frozen=True)
class Letter:
    """A message to one address. `message_id` stays the same however often it is tried, so that a second
    copy is known as one by whoever gets it. `headers` are some of `EXTRA`."""

    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


_POLICY = _policy()


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of one attempt. `error` is a sentence, None when it went; `is_final` says that trying
    again would change nothing."""

    error: str | None = None
    is_final: bool = False

    @property
    def ok(self) -> bool:
        return self.error is None


def compose(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The letter as it travels: text and HTML, marked as sent by a machine.

    Names, subject and headers are brought onto one line. Raises ValueError for an address that is none.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(letter.headers.get("From") or _SENDER_NAME, sender)
    message["To"] = _address(letter.to_name, letter.to_address)
    message["Subject"] = one_line(letter.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = letter.message_id
    # RFC 3834: answering machines leave it alone
    message["Auto-Submitted"] = "auto-generated"
    for name in EXTRA[1:]:
        if name in letter.headers:
            message[name] = one_line(letter.headers[name], LONGEST_HEADER)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def one_line(text: str, longest: int) -> str:
    """The text without line ends or anything else that does not print, so that no header can grow another."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    short = " ".join(plain.split())
    return short if len(short) <= longest else short[: longest - 1].rstrip() + "…"


def _address(name: str, address: str) -> Address:
    if not address.isascii() or one_line(address, LONGEST_SUBJECT) != address or " " in address:
        raise ValueError("The address cannot be used for mail.")
    try:
        made = Address(one_line(name, LONGEST_NAME), addr_spec=address)
    except (HeaderParseError, ValueError, IndexError) as bad:
        raise ValueError("The address cannot be used for mail.") from bad
    if not made.username or not made.domain:
        raise ValueError("The address cannot be used for mail.")
    return made


async def post(server: MailServer, letter: Letter, now: datetime) -> Posted:
    """Hands the letter over once. Never raises for anything the other side does."""
    try:
        message = compose(letter, server.sender, now)
    except ValueError as bad:
        return Posted(str(bad), is_final=True)
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls == "always",
            start_tls=server.tls == "starttls",
            tls_context=server.context,
            timeout=LONGEST_SECONDS,
        )
    except aiosmtplib.SMTPAuthenticationError:
        return Posted("The mail server refused the user and password.")
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return _answered(*((each.code, each.message) for each in refused.recipients))
    except aiosmtplib.SMTPResponseException as refused:
        return _answered((refused.code, refused.message))
    except aiosmtplib.SMTPTimeoutError:
        return Posted("The mail server did not answer in time.")
    except aiosmtplib.SMTPNotSupported:
        return Posted("The mail server does not offer what is asked of it, such as STARTTLS.")
    except ssl.SSLError:
        return Posted("The mail server's certificate is not good.")
    except (aiosmtplib.SMTPException, OSError) as lost:
        if isinstance(lost.__cause__, ssl.SSLError):
            return Posted("The mail server's certificate is not good.")
        return Posted("The mail server could not be reached, or hung up.")
    return Posted()


def _answered(*answers: tuple[int, str]) -> Posted:
    """What a refusal means: 5xx is for good, anything else may pass (RFC 5321, 4.2.1)."""
    code, words = answers[0]
    told = one_line(f"The mail server answered {code} {words}", LONGEST_ERROR)
    return Posted(told, is_final=500 <= code < 600)
