"""Rehearsals of guides on simulated respondents, apart from interviews."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations.scoping import keep_apart

revision = "rehearsals"
down_revision = "model_calls"
branch_labels = None
depends_on = None


def refers(name: str, target: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete="CASCADE"), nullable=False, index=True)


def moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id"),
        refers("guide_version_id", "guide_versions.id"),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("result", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("transcripts", JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        moment("started_at"),
        moment("ended_at"),
    )
    waiting = sa.text("status IN ('queued', 'running')")
    op.create_index("ix_rehearsals_waiting", "rehearsals", ["id"], postgresql_where=waiting)
    keep_apart("rehearsals")


def downgrade() -> None:
    op.drop_table("rehearsals")
