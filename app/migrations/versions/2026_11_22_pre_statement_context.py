"""What a statement needs to be understood (a bare yes its question), and the language it is in."""

import sqlalchemy as sa
from alembic import op

revision = "statement_context"
down_revision = "theme_edits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "statements", sa.Column("context", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("statements", sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("statements", "language")
    op.drop_column("statements", "context")
