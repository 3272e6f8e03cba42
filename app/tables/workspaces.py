"""Who works here: workspaces, users, web logins, one-time links, API keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables.base import Row, json_list, json_object, made_at, moment, refers


class Workspace(Row, table=True):
    """One company's Earshot. `name` is ours, `sponsor` and `product` are what respondents read.

    `identity_secret` signs the tokens by which a customer's own site says who its visitor is.
    When a respondent needs a person, `hand_off_to` (user ids) are told where the account has no CSM, after
    `backup_minutes` without a claim `backup_to`; an empty list stands for every admin. After
    `nobody_minutes` the interview ends. `wait_minutes` is what respondents hear; None names no time.
    `model_caps` are the most that models may cost (see `app.caps`). A theme or segment is shown outside its
    accounts once `smallest_group` people stand behind it.
    """

    __tablename__ = "workspaces"
    id: str = Field(primary_key=True)
    name: str
    sponsor: str
    product: str
    is_synthetic: bool = False
    identity_secret: str | None = None
    hand_off_to: list[Any] = json_list()
    backup_to: list[Any] = json_list()
    backup_minutes: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    nobody_minutes: int = Field(default=30, sa_column_kwargs={"server_default": "30"})
    wait_minutes: int | None = Field(default=15, sa_column_kwargs={"server_default": "15"})
    model_caps: dict[str, Any] = json_object()
    smallest_group: int = Field(default=5, sa_column_kwargs={"server_default": "5"})
    created_at: datetime = made_at()


class User(Row, table=True):
    """A colleague who signs in. No password until the one-time link was used."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("workspace_id", "email"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    email: str
    name: str
    role: str = "csm"  # csm | admin
    password_hash: str | None = None
    disabled_at: datetime | None = moment()
    created_at: datetime = made_at()


class Login(Row, table=True):
    """A web login; `id` is the hash of the cookie's secret, so that a dump opens nothing."""

    __tablename__ = "logins"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    user_id: str = refers("users.id")
    csrf_token: str
    created_at: datetime = made_at()
    seen_at: datetime = made_at()
    expires_at: datetime = moment(nullable=False)


class SignInLink(Row, table=True):
    """A link that signs its user in once; `id` is the hash of the link's secret."""

    __tablename__ = "sign_in_links"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    user_id: str = refers("users.id")
    created_at: datetime = made_at()
    expires_at: datetime = moment(nullable=False)
    used_at: datetime | None = moment()


class ApiKey(Row, table=True):
    """A key for `/api/v1`: shown once, kept as a hash; `hint` are its first characters."""

    __tablename__ = "api_keys"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    name: str
    hint: str
    hash: str = Field(unique=True)
    created_at: datetime = made_at()
    used_at: datetime | None = moment()
    revoked_at: datetime | None = moment()


class Idempotency(Row, table=True):
    """The answer to a POST that carried an `Idempotency-Key`, given again to the same request."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    key: str
    request_hash: str
    status: int
    body: str
    created_at: datetime = made_at()
