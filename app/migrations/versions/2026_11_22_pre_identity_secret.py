"""The secret by which a customer's site signs who its visitor is; none until an admin makes one."""

import sqlalchemy as sa
from alembic import op

revision = "identity_secret"
down_revision = "job_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("workspaces", sa.Column("identity_secret", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "identity_secret")
