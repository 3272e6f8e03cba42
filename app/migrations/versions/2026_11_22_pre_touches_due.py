"""Finds touches that were planned and not performed as fast as those that wait."""

import sqlalchemy as sa
from alembic import op

revision = "touches_due"
down_revision = "change_factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_touches_due", table_name="touches")
    op.create_index(
        "ix_touches_due",
        "touches",
        ["due_at"],
        postgresql_where=sa.text("status IN ('held', 'planned')"),
    )


def downgrade() -> None:
    op.drop_index("ix_touches_due", table_name="touches")
    op.create_index("ix_touches_due", "touches", ["due_at"], postgresql_where=sa.text("status = 'held'"))
