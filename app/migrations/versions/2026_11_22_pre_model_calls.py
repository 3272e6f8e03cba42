"""What models were asked and what it cost, call by call and day by day; the most they may cost."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations.scoping import keep_apart

revision = "model_calls"
down_revision = "hand_off"
branch_labels = None
depends_on = None


def of_workspace() -> sa.Column[Any]:
    target = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", sa.String(), target, nullable=False)


def refers(name: str, target: str, rule: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete=rule), nullable=True, index=True)


def amount(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text("0"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("workspaces", "studies"):
        empty = sa.text("'{}'::jsonb")
        op.add_column(table, sa.Column("model_caps", JSONB(), nullable=False, server_default=empty))
    tokens = ("prompt_tokens", "cached_tokens", "completion_tokens")
    op.create_table(
        "model_calls",
        sa.Column("id", sa.String(), primary_key=True),
        of_workspace(),
        refers("study_id", "studies.id", "SET NULL"),
        refers("interview_id", "interviews.id", "SET NULL"),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("served_as", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in tokens),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.create_index("ix_model_calls_at", "model_calls", ["workspace_id", "at"])
    keep_apart("model_calls")
    op.create_table(
        "model_days",
        sa.Column("id", sa.String(), primary_key=True),
        of_workspace(),
        refers("study_id", "studies.id", "CASCADE"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        *(amount(name) for name in ("calls", "unpriced", *tokens, "cost_micros")),
    )
    op.create_index(
        "uq_model_days_sum",
        "model_days",
        ["workspace_id", "day", "study_id", "purpose"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    keep_apart("model_days")


def downgrade() -> None:
    op.drop_table("model_days")
    op.drop_table("model_calls")
    for table in ("studies", "workspaces"):
        op.drop_column(table, "model_caps")
