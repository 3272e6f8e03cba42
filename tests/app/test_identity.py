"""Who a visitor is: believed from a signed token, refused with a sentence otherwise."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from app import ids
from app.database import Database
from app.queries import interviews, workspaces
from app.queries.base import insert
from app.services.identify import identify_all
from app.tables import Account, Contact, Study

SECRET = "a-secret-that-only-the-two-of-us-know"


@pytest.fixture
async def contact(database: Database, study: Study) -> Contact:
    """Somebody we know, in a workspace whose site signs."""
    async with database.workspace(study.workspace_id) as db:
        await workspaces.set_identity_secret(db, study.workspace_id, SECRET)
        account = await insert(
            db,
            Account(
                id=ids.new("acc"),
                workspace_id=study.workspace_id,
                name="Basalt",
            ),
        )
        await identify_all(db, study.workspace_id, account.id, {"crm": "HLY-1"})
        row = Contact(
            id=ids.new("con"),
            workspace_id=study.workspace_id,
            account_id=account.id,
            name="Ana",
            email="Ana@basalt.example",
        )
        return await insert(db, row)


def signed(claims: dict[str, Any], secret: str = SECRET) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def in_minutes(minutes: int) -> int:
    return int(time.time()) + minutes * 60


async def start(client: httpx.AsyncClient, study: Study, token: str) -> httpx.Response:
    return await client.post(f"/s/{study.slug}/start", json={"identity": token})


async def test_a_signed_visitor_is_known_by_e_mail(
    client: httpx.AsyncClient, database: Database, study: Study, contact: Contact
) -> None:
    token = signed({"aud": study.slug, "exp": in_minutes(5), "email": "ana@basalt.example"})
    made = await start(client, study, token)
    async with database.workspace(study.workspace_id) as db:
        interview = await interviews.interview(db, made.json()["id"])
    assert made.status_code == 201
    assert interview is not None
    assert (interview.contact_id, interview.account_id) == (contact.id, contact.account_id)


async def test_an_account_is_known_by_its_id_in_another_system(
    client: httpx.AsyncClient, database: Database, study: Study, contact: Contact
) -> None:
    token = signed({"aud": study.slug, "exp": in_minutes(5), "account": "crm:HLY-1"})
    made = await start(client, study, token)
    async with database.workspace(study.workspace_id) as db:
        interview = await interviews.interview(db, made.json()["id"])
    assert interview is not None
    assert (interview.contact_id, interview.account_id) == (None, contact.account_id)


async def test_without_a_token_nobody_is_assumed(
    client: httpx.AsyncClient, database: Database, study: Study, contact: Contact
) -> None:
    made = await client.post(f"/s/{study.slug}/start", json={"email": contact.email})
    async with database.workspace(study.workspace_id) as db:
        interview = await interviews.interview(db, made.json()["id"])
    assert interview is not None
    assert interview.contact_id is None


@pytest.mark.parametrize(
    ("change", "secret", "sentence"),
    [
        ({}, "another-secret-of-somebody-else-here", "not signed"),
        ({"aud": "another-study"}, SECRET, "another study"),
        ({"exp": None}, SECRET, "says no end"),
        ({"exp": -5}, SECRET, "has expired"),
        ({"exp": 90}, SECRET, "longer than an hour"),
    ],
    ids=["another secret", "another study", "no end", "too old", "too long"],
)
async def test_a_token_that_proves_nothing_is_refused(
    client: httpx.AsyncClient,
    study: Study,
    contact: Contact,
    change: dict[str, Any],
    secret: str,
    sentence: str,
) -> None:
    claims: dict[str, Any] = {"aud": study.slug, "exp": 5, "email": contact.email} | change
    if claims["exp"] is None:
        del claims["exp"]
    else:
        claims["exp"] = in_minutes(claims["exp"])
    refused = await start(client, study, signed(claims, secret))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert contact.email is not None
    assert contact.email not in refused.text


async def test_an_unsigned_token_is_refused(
    client: httpx.AsyncClient, study: Study, contact: Contact
) -> None:
    unsigned = "eyJhbGciOiJub25lIn0." + signed({"aud": study.slug, "exp": in_minutes(5)}).split(".")[1] + "."
    assert (await start(client, study, unsigned)).status_code == 422


async def test_a_workspace_without_a_secret_takes_no_token(client: httpx.AsyncClient, study: Study) -> None:
    refused = await start(client, study, signed({"aud": study.slug, "exp": in_minutes(5)}))
    assert refused.status_code == 422
    assert "not set up" in refused.text
