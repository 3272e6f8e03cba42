"""Which part of each piece of evidence shows a tag, and the competitor it names."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tag_words"
down_revision = "statement_context"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    spans = sa.Column("spans", JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb"))
    op.add_column("tags", spans)
    op.add_column("tags", sa.Column("about", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("tags", "about")
    op.drop_column("tags", "spans")
