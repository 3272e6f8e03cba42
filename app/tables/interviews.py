"""Guides, studies, interviews, turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import Row, json_object, made_at, moment, refers


class GuideRow(Row, table=True):
    """A guide's name; what it says is in its versions."""

    __tablename__ = "guides"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    name: str
    created_at: datetime = made_at()


class GuideVersion(Row, table=True):
    """What a guide said at one time; never changed once written, so that an interview can name it."""

    __tablename__ = "guide_versions"
    __table_args__ = (UniqueConstraint("guide_id", "number"),)
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    guide_id: str = refers("guides.id")
    number: int
    sha256: str
    body: dict[str, Any] = json_object()
    source: str
    created_at: datetime = made_at()


class Study(Row, table=True):
    """Why we ask: a guide's version, an open link and the consent respondents read.

    A link resumes for `resume_days` after the last turn; `allow_repeat` lets a person answer more than once;
    `wait_minutes` is how long a person asked for may take, the workspace's figure where None;
    `model_caps` hold in this study besides the workspace's; a refit of its themes aims at leaving the share
    `unassigned_target` of its statements without one; `smallest_group` replaces the workspace's.
    """

    __tablename__ = "studies"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    guide_version_id: str = refers("guide_versions.id")
    slug: str = Field(unique=True)
    title: str
    language: str
    status: str = "open"  # open | closed
    consent_version: str
    resume_days: int = Field(default=14, sa_column_kwargs={"server_default": "14"})
    allow_repeat: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    wait_minutes: int | None = None
    model_caps: dict[str, Any] = json_object()
    unassigned_target: float = Field(default=0.1, sa_column_kwargs={"server_default": "0.1"})
    smallest_group: int | None = None
    is_synthetic: bool = False
    created_at: datetime = made_at()
    closed_at: datetime | None = moment()


class Interview(Row, table=True):
    """One respondent, one guide version. The lease says which process words the next reply.

    `last_seq` numbers the turns; `fence` grows with each lease, so that a late writer is refused.
    `subject` is the hash of who a signed identity says it is where we know no contact; `seen_at` is when
    the respondent last did anything here, `nudged_at` when a pause of theirs was last spoken to.
    """

    __tablename__ = "interviews"
    id: str = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    study_id: str = refers("studies.id")
    guide_version_id: str = refers("guide_versions.id")
    account_id: str | None = refers("accounts.id", nullable=True)
    contact_id: str | None = refers("contacts.id", nullable=True)
    token: str = Field(unique=True)
    status: str = "open"  # open | paused | with_human | closed
    closed_reason: str | None = None  # completed | stopped | expired | handed_off
    language: str
    channel: str = "link"
    context: dict[str, Any] = json_object()
    consent: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    rating: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    is_synthetic: bool = False
    last_seq: int = 0
    progress: float = 0.0
    leased_by: str | None = None
    leased_until: datetime | None = moment()
    fence: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    created_at: datetime = made_at()
    started_at: datetime | None = moment()
    last_turn_at: datetime | None = moment(index=True)
    closed_at: datetime | None = moment()
    analysed_at: datetime | None = moment()
    subject: str | None = None
    seen_at: datetime | None = moment()
    nudged_at: datetime | None = moment()
    expires_at: datetime = moment(nullable=False)


class TurnRow(Row, table=True):
    """One utterance. `client_id` makes a repeated frame the same turn, `reply_to` a second reply impossible.

    `answered_by` is the seq of the reply that took a respondent's turn, or a CSM's giving back, into account.
    """

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("interview_id", "client_id"),
        UniqueConstraint("interview_id", "reply_to"),
    )
    interview_id: str = Field(primary_key=True, foreign_key="interviews.id", ondelete="CASCADE")
    seq: int = Field(primary_key=True)
    workspace_id: str = refers("workspaces.id")
    speaker: str  # interviewer | respondent | csm
    action: str = "say"  # say | skip | stop | human | give_back
    text: str
    client_id: str | None = None
    reply_to: int | None = None
    answered_by: int | None = None
    note: dict[str, Any] = json_object()
    at: datetime = made_at()
