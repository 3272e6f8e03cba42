"""What people say about tags, and the weights a workspace learns from it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.migrations.scoping import keep_apart

revision = "tag_corrections"
down_revision = "rehearsals"
branch_labels = None
depends_on = None


def refers(name: str, target: str, *, rule: str = "CASCADE") -> sa.Column[Any]:
    key = sa.ForeignKey(target, ondelete=rule)
    return sa.Column(name, sa.String(), key, nullable=rule == "SET NULL", index=True)


def made_at() -> sa.Column[Any]:
    return sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    place = ("interview_id", "turn", "start_offset", "end_offset")
    op.create_table(
        "tag_corrections",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id"),
        refers("interview_id", "interviews.id"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in place[1:]),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        refers("user_id", "users.id", rule="SET NULL"),
        refers("api_key_id", "api_keys.id", rule="SET NULL"),
        made_at(),
        sa.UniqueConstraint(*place, "kind", "name", name="uq_tag_corrections_interview_id"),
    )
    keep_apart("tag_corrections")
    op.create_table(
        "learned_intents",
        sa.Column(
            "workspace_id",
            sa.String(),
            sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("made_from", sa.String(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        made_at(),
    )
    keep_apart("learned_intents")


def downgrade() -> None:
    op.drop_table("learned_intents")
    op.drop_table("tag_corrections")
