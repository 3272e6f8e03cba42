"""Edits of themes and refits; who placed a statement, what a theme was merged into, which are hidden."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations.scoping import keep_apart

revision = "theme_edits"
down_revision = "theme_alarms"
branch_labels = None
depends_on = None


def refers(name: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    rule = "SET NULL" if nullable else "CASCADE"
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete=rule), nullable=nullable, index=True)


def moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def made_at() -> sa.Column[Any]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
    )


def json(name: str, empty: str) -> sa.Column[Any]:
    return sa.Column(name, JSONB(), nullable=False, server_default=sa.text(f"'{empty}'::jsonb"))


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("statements", sa.Column("placed_by", sa.String(), nullable=False, server_default="run"))
    op.add_column("studies", sa.Column("unassigned_target", sa.Float(), nullable=False, server_default="0.1"))
    op.add_column("themes", moment("hidden_at"))
    op.add_column("themes", refers("merged_into_id", "themes.id", nullable=True))
    op.create_table(
        "theme_edits",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id"),
        refers("study_id", "studies.id"),
        refers("theme_id", "themes.id", nullable=True),
        refers("user_id", "users.id", nullable=True),
        refers("key_id", "api_keys.id", nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        json("what", "{}"),
        made_at(),
        moment("undone_at"),
    )
    op.create_table(
        "theme_runs",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id"),
        refers("study_id", "studies.id"),
        refers("user_id", "users.id", nullable=True),
        refers("key_id", "api_keys.id", nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        json("settings", "{}"),
        json("figures", "{}"),
        json("report", "[]"),
        sa.Column("error", sa.String(), nullable=True),
        made_at(),
        moment("started_at"),
        moment("ended_at"),
        sa.UniqueConstraint("study_id", "number"),
    )
    for table in ("theme_edits", "theme_runs"):
        keep_apart(table)


def downgrade() -> None:
    op.drop_table("theme_runs")
    op.drop_table("theme_edits")
    for name in ("merged_into_id", "hidden_at"):
        op.drop_column("themes", name)
    op.drop_column("studies", "unassigned_target")
    op.drop_column("statements", "placed_by")
