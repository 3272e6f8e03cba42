"""Keeping the rows of workspaces apart: what every migration that makes a table ends with."""

from alembic import op


def keep_apart(table: str) -> None:
    """Rows are seen and written only in a transaction scoped to their workspace, or to all of them (`*`)."""
    scope = "current_setting('earshot.workspace', true)"
    rule = f"(workspace_id = {scope} OR {scope} = '*')"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING {rule} WITH CHECK {rule}")
