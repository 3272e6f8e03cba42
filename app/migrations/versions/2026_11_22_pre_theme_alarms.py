"""What was told about themes, and how few voices a theme needs before it is shown outside its accounts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations.scoping import keep_apart

revision = "theme_alarms"
down_revision = "tag_corrections"
branch_labels = None
depends_on = None


def refers(name: str, target: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete="CASCADE"), nullable=False, index=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "workspaces", sa.Column("smallest_group", sa.Integer(), nullable=False, server_default=sa.text("5"))
    )
    op.add_column("studies", sa.Column("smallest_group", sa.Integer(), nullable=True))
    op.create_table(
        "theme_alarms",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id"),
        refers("study_id", "studies.id"),
        refers("theme_id", "themes.id"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("figures", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.UniqueConstraint("study_id", "cause", name="uq_theme_alarms_study_id_cause"),
    )
    keep_apart("theme_alarms")


def downgrade() -> None:
    op.drop_table("theme_alarms")
    op.drop_column("studies", "smallest_group")
    op.drop_column("workspaces", "smallest_group")
