"""When an interview was last read, also where there was nothing to learn from it."""

import sqlalchemy as sa
from alembic import op

revision = "analysed_at"
down_revision = "identity_secret"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("interviews", sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("interviews", "analysed_at")
