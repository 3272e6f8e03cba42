"""The job queue's own schema, as its package ships it."""

import hashlib

from alembic import op
from procrastinate.schema import SchemaManager

revision = "job_queue"
down_revision = "first_schema"
branch_labels = None
depends_on = None

# Of the schema in procrastinate 3.10.0. A later release is a further revision that runs its migration files.
SHA256 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def upgrade() -> None:
    schema = SchemaManager.get_schema()
    if hashlib.sha256(schema.encode()).hexdigest() != SHA256:
        raise RuntimeError("This release of procrastinate brings another schema; install the locked version.")
    op.get_bind().exec_driver_sql(schema.replace("%", "%%"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DO $$
        DECLARE
            item record;
        BEGIN
            FOR item IN SELECT tablename AS name FROM pg_tables
                        WHERE schemaname = current_schema() AND starts_with(tablename, 'procrastinate_') LOOP
                EXECUTE format('DROP TABLE %%I CASCADE', item.name);
            END LOOP;
            FOR item IN SELECT oid::regprocedure AS name FROM pg_proc
                        WHERE starts_with(proname, 'procrastinate_') LOOP
                EXECUTE format('DROP FUNCTION %%s CASCADE', item.name);
            END LOOP;
            FOR item IN SELECT typname AS name FROM pg_type
                        WHERE starts_with(typname, 'procrastinate_') AND typtype IN ('e', 'c') LOOP
                EXECUTE format('DROP TYPE %%I CASCADE', item.name);
            END LOOP;
        END;
        $$;
        """
    )
