"""What statements are found by: their words, stemmed as their language asks, and their embedding's key."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.scoping import keep_apart

revision = "statement_search"
down_revision = "tag_words"
branch_labels = None
depends_on = None

STEMMED = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
WITHOUT_SPACES = ("ja", "km", "lo", "my", "th", "yue", "zh")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    known = _configurations()
    stems = " ".join(
        f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in STEMMED.items() if name in known
    )
    bare = ", ".join(f"'{code}'" for code in WITHOUT_SPACES)
    op.execute(
        "CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE"
        f" PARALLEL SAFE AS $$ SELECT CASE WHEN language IN ({bare}) THEN NULL"
        f" ELSE CASE language {stems} ELSE 'simple'::regconfig END END $$"
    )
    key = sa.ForeignKey("statements.id", ondelete="CASCADE")
    op.create_table(
        "statement_search",
        sa.Column("statement_id", sa.String(), key, primary_key=True),
        sa.Column(
            "workspace_id",
            sa.String(),
            sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=True),
    )
    _fill()
    keep_apart("statement_search")


def _configurations() -> set[str]:
    found = op.get_bind().execute(sa.text("SELECT cfgname FROM pg_ts_config"))
    return {row[0] for row in found}


def _fill() -> None:
    """What is there already. A statement with a context was read after it if such a text has an embedding."""
    op.execute(
        "INSERT INTO statement_search (statement_id, workspace_id, sha256, words)"
        " SELECT s.id, s.workspace_id,"
        " CASE WHEN EXISTS (SELECT FROM embeddings e WHERE e.workspace_id = s.workspace_id"
        "  AND e.sha256 = read.after_context) THEN read.after_context ELSE read.alone END,"
        " to_tsvector(search_configuration(s.language), s.text) FROM statements s CROSS JOIN LATERAL (SELECT"
        " encode(sha256(convert_to(s.context || ' ' || s.text, 'UTF8')), 'hex') AS after_context,"
        " encode(sha256(convert_to(s.text, 'UTF8')), 'hex') AS alone) read"
    )


def downgrade() -> None:
    op.drop_table("statement_search")
    op.execute("DROP FUNCTION search_configuration(text)")
