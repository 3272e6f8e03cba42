"""Tasks and mail for hand-offs; who is told and when; pausing, and one interview for each person."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations.scoping import keep_apart

revision = "hand_off"
down_revision = "analysed_at"
branch_labels = None
depends_on = None


def refers(name: str, target: str, *, nullable: bool = True) -> sa.Column[Any]:
    rule = "SET NULL" if nullable else "CASCADE"
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete=rule), nullable=nullable, index=True)


def moment(name: str, *, nullable: bool = True, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)


def made_at() -> sa.Column[Any]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for column in (
        sa.Column("hand_off_to", JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
        sa.Column("backup_to", JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
        sa.Column("backup_minutes", sa.Integer(), nullable=False, server_default="10"),
        sa.Column("nobody_minutes", sa.Integer(), nullable=False, server_default="30"),
        sa.Column("wait_minutes", sa.Integer(), nullable=True, server_default="15"),
    ):
        op.add_column("workspaces", column)
    for column in (
        sa.Column("resume_days", sa.Integer(), nullable=False, server_default="14"),
        sa.Column("allow_repeat", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("wait_minutes", sa.Integer(), nullable=True),
    ):
        op.add_column("studies", column)
    op.add_column("interviews", sa.Column("subject", sa.String(), nullable=True))
    for name in ("seen_at", "nudged_at"):
        op.add_column("interviews", moment(name))
    _tasks()
    _mails()


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id", nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "title", "reason")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("priority", "status")),
        refers("account_id", "accounts.id"),
        refers("contact_id", "contacts.id"),
        refers("interview_id", "interviews.id"),
        refers("assignee_id", "users.id"),
        refers("backup_id", "users.id"),
        sa.Column("context", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        moment("due_at", nullable=False),
        moment("backup_at", index=True),
        moment("give_up_at", index=True),
        made_at(),
        moment("claimed_at"),
        moment("done_at"),
    )
    unique = sa.text("kind = 'hand_off' AND status <> 'done'")
    op.create_index("uq_tasks_open_hand_off", "tasks", ["interview_id"], unique=True, postgresql_where=unique)
    waiting = sa.text("status <> 'done'")
    op.create_index("ix_tasks_waiting", "tasks", ["workspace_id"], postgresql_where=waiting)
    keep_apart("tasks")


def _mails() -> None:
    told = ("key", "template", "to_address", "to_name", "subject", "text", "html")
    op.create_table(
        "mails",
        sa.Column("id", sa.String(), primary_key=True),
        refers("workspace_id", "workspaces.id", nullable=False),
        refers("task_id", "tasks.id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in told),
        sa.Column("message_id", sa.String(), nullable=False, unique=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        moment("due_at"),
        moment("sent_at"),
        made_at(),
        sa.UniqueConstraint("workspace_id", "key"),
    )
    due = sa.text("status = 'pending'")
    op.create_index("ix_mails_due", "mails", ["due_at"], postgresql_where=due)
    keep_apart("mails")


def downgrade() -> None:
    op.drop_table("mails")
    op.drop_table("tasks")
    for name in ("nudged_at", "seen_at", "subject"):
        op.drop_column("interviews", name)
    for name in ("wait_minutes", "allow_repeat", "resume_days"):
        op.drop_column("studies", name)
    for name in ("wait_minutes", "nobody_minutes", "backup_minutes", "backup_to", "hand_off_to"):
        op.drop_column("workspaces", name)
