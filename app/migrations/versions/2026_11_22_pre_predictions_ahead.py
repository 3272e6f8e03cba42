"""Predictions at several distances, confidence in a renewal, and who closes what was flagged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "predictions_ahead"
down_revision = "success_core"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "predictions",
        sa.Column("ahead", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
    )
    op.add_column("predictions", sa.Column("renewal_confidence", sa.Float(), nullable=True))
    for name in ("flagged_at", "closed_at"):
        op.add_column("predictions", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("closed_by", "reason_code", "note"):
        op.add_column("predictions", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in (
        "note",
        "reason_code",
        "closed_by",
        "closed_at",
        "flagged_at",
        "renewal_confidence",
        "ahead",
    ):
        op.drop_column("predictions", name)
