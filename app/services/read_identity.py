"""Who a visitor is, said by the customer's own site in a signed token (JWT, HS256, at most an hour long).

Claims: `aud` the study's slug, `exp`; and the person as `contact` (our id), `email` or `sub`, the company as
`account` (our id, or `system:id` as in the account's external ids). Nothing unsigned is believed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.database import Db
from app.errors import Invalid
from app.queries import accounts
from app.tables import Study, Workspace

LONGEST_LIFE = timedelta(hours=1)
LEEWAY = timedelta(seconds=30)
LONGEST_TOKEN = 4_096


@dataclass(frozen=True)
class Identity:
    """Ids of rows that exist; both None for a visitor we have no row for. `subject` is the hash of who the
    token names, None where it names no person."""

    account_id: str | None
    contact_id: str | None
    subject: str | None = None


async def read_identity(db: Db, workspace: Workspace, study: Study, token: str, now: datetime) -> Identity:
    """The account and contact a token names. Raises Invalid for a token that proves nothing."""
    if workspace.identity_secret is None:
        raise Invalid("Signed identity is not set up in this workspace.", field="identity")
    claims = _claims(token, workspace.identity_secret)
    _refuse_unless_timely(claims, study.slug, now)
    contact = None
    if isinstance(claims.get("contact"), str):
        contact = await accounts.contact(db, claims["contact"])
    elif isinstance(claims.get("email"), str):
        contact = await accounts.contact_by_email(db, claims["email"])
    if contact is not None:
        return Identity(contact.account_id, contact.id)
    subject = _subject(claims)
    if isinstance(claims.get("account"), str):
        account = await accounts.account_by_any_id(db, workspace.id, claims["account"])
        return Identity(account.id if account else None, None, subject)
    return Identity(None, None, subject)


def _subject(claims: dict[str, Any]) -> str | None:
    """Who a person is to the customer's site, as a hash: enough to know them again, not to know them."""
    for claim in ("sub", "contact", "email"):
        if isinstance(claims.get(claim), str) and claims[claim]:
            return hashlib.sha256(f"{claim}:{claims[claim].strip().lower()}".encode()).hexdigest()
    return None


def _claims(token: str, secret: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN:
        raise Invalid(f"The identity token is longer than {LONGEST_TOKEN:,} characters.", field="identity")
    try:
        return jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"]).claims
    except (JoseError, ValueError) as bad:
        raise Invalid(
            "The identity token is not signed with this workspace's secret.", field="identity"
        ) from bad


def _refuse_unless_timely(claims: dict[str, Any], audience: str, now: datetime) -> None:
    if claims.get("aud") != audience:
        raise Invalid("The identity token is made for another study (aud).", field="identity")
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or isinstance(expires, bool):
        raise Invalid("The identity token says no end (exp).", field="identity")
    left = expires - now.timestamp()
    if left < -LEEWAY.total_seconds():
        raise Invalid("The identity token has expired.", field="identity")
    if left > (LONGEST_LIFE + LEEWAY).total_seconds():
        raise Invalid("The identity token lives longer than an hour (exp).", field="identity")
