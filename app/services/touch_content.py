"""What a touch says, settled when it is asked for: what is read in the outbox is what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.database import Db
from app.errors import Invalid
from app.queries import workspaces
from app.services.create_workspace import is_address
from app.success.message_text import FACT, fill, letter_words, unknown_words
from app.tables import Account, Contact, User

LONGEST_SUBJECT = 200
LONGEST_TEXT = 10_000
LONGEST_URL = 2_000
_FIELDS = frozenset({"subject", "text", "facts", "button"})


async def settled_content(
    db: Db, account: Account, contact: Contact | None, content: Mapping[str, Any]
) -> tuple[dict[str, Any], str | None]:
    """The content with its values in, and a sentence when nothing would be left to read.

    Raises Invalid for a field, name or address that cannot be used.
    """
    if not content.keys() <= _FIELDS:
        raise Invalid("content has subject, text, facts and button, nothing else.", field="content")
    values = await letter_values(db, account, contact) | _facts(content.get("facts") or {})
    settled: dict[str, Any] = {}
    for name, longest in (("subject", LONGEST_SUBJECT), ("text", LONGEST_TEXT)):
        if content.get(name) is not None:
            settled[name] = fill(_checked(content[name], name, longest), values)
    if content.get("button") is not None:
        settled["button"] = _button(content["button"], values)
    hollow = next((name for name in ("subject", "text") if settled.get(name) == ""), None)
    return settled, f"Its {hollow} needs a value that nobody knows." if hollow else None


async def letter_values(db: Db, account: Account, contact: Contact | None) -> dict[str, str | None]:
    """The names that always have a value, for this person."""
    workspace = await workspaces.workspace(db, account.workspace_id)
    sponsor = workspace.sponsor if workspace else ""
    product = (workspace.product if workspace else "") or sponsor
    return {
        "first_name": (contact.first_name if contact else None) or "there",
        "account": account.name,
        "sponsor": sponsor,
        "product": product,
        "csm": await csm_name(db, account) or sponsor,
    }


async def csm_name(db: Db, account: Account) -> str | None:
    """The name of whoever looks after an account; None where nobody does or only an address is known."""
    user = await _csm(db, account)
    named = (account.csm or "").strip()
    return user.name if user else None if is_address(named) else named or None


async def csm_address(db: Db, account: Account) -> str | None:
    """Where answers to our letters go: to whoever looks after the account."""
    user = await _csm(db, account)
    named = (account.csm or "").strip()
    return user.email if user else named if is_address(named) else None


async def _csm(db: Db, account: Account) -> User | None:
    wanted = (account.csm or "").strip().lower()
    users = await workspaces.users(db) if wanted else []
    return next((user for user in users if wanted in (user.email.lower(), user.name.lower())), None)


def _facts(given: Mapping[str, Any]) -> dict[str, str | None]:
    return {f"{FACT}{name}": _said(value) for name, value in given.items()}


def _said(value: object) -> str | None:
    """A value as a letter says it: whole numbers without a fraction, others with one digit of it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.1f}"
    return value if isinstance(value, str) and value.strip() else None


def _checked(text: object, field: str, longest: int) -> str:
    if not isinstance(text, str) or not text.strip() or len(text) > longest:
        raise Invalid(f"{field} needs 1 to {longest:,} characters.", field=field)
    if unknown := unknown_words(text):
        raise Invalid(f"{field} asks for {len(unknown)} unknown value(s); see the closed list.", field=field)
    return text


def _button(given: object, values: Mapping[str, str | None]) -> dict[str, str]:
    button = given if isinstance(given, Mapping) else {}
    label, url = button.get("label"), button.get("url")
    if not isinstance(label, str) or not 1 <= len(label.strip()) <= 80:
        raise Invalid("button.label needs 1 to 80 characters.", field="button")
    if letter_words(label) and not fill(label, values):
        raise Invalid("button.label needs a value that nobody knows.", field="button")
    if not isinstance(url, str) or not is_web_address(url):
        raise Invalid("button.url must be an http or https address.", field="button")
    return {"label": fill(label, values), "url": url}


def is_web_address(url: str) -> bool:
    """Whether a link of ours may lead there."""
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
