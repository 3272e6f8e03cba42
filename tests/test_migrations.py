"""The schema goes up and down, matches the tables, and keeps every workspace's rows apart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from app import ids, migrations, postgres
from app.postgres import Cluster

TABLES = set(SQLModel.metadata.tables)


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database without any table of ours; its conninfo."""
    name = ids.new("empty")
    with psycopg.connect(cluster.conninfo("postgres", role=postgres.ADMIN), autocommit=True) as admin:
        postgres.create_database(admin, name)
        postgres.add_extensions(cluster, name)
        yield cluster.conninfo(name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def objects(conninfo: str) -> set[str]:
    """Names of the tables, functions and types in the schema, but for the vector extension's."""
    extension = "SELECT objid FROM pg_depend WHERE deptype = 'e'"
    statement = sql.SQL(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'"
        " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND oid NOT IN ({extension})"
        " UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
        " AND typtype = 'e' AND oid NOT IN ({extension})"
    )
    with psycopg.connect(conninfo) as db:
        found = db.execute(statement.format(extension=sql.SQL(extension))).fetchall()
    return {row[0] for row in found}


def test_up_makes_every_table_down_leaves_nothing_and_up_works_again(empty: str) -> None:
    migrations.migrate(empty)
    first = objects(empty)
    migrations.migrate(empty, "base")
    left = objects(empty)
    migrations.migrate(empty)
    assert first >= TABLES
    assert left == {"alembic_version"}
    assert objects(empty) == first


def test_each_step_can_be_taken_back_and_again_alone(empty: str) -> None:
    steps = list(ScriptDirectory.from_config(migrations.configuration()).walk_revisions())
    migrations.migrate(empty)
    for step in steps:
        before = objects(empty)
        migrations.migrate(empty, "-1")
        migrations.migrate(empty, step.revision)
        assert objects(empty) == before, step.revision
        migrations.migrate(empty, "-1")
    assert objects(empty) == {"alembic_version"}


def test_the_tables_are_what_the_migrations_make(conninfo: str) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool
    )
    with engine.connect() as connection:
        config = migrations.configuration()
        config.attributes["connection"] = connection
        command.check(config)


def test_a_migrated_database_is_left_alone(conninfo: str) -> None:
    before = objects(conninfo)
    migrations.migrate(conninfo)
    assert objects(conninfo) == before


FIVE_AT_ONCE = """
import multiprocessing, sys
from app import migrations
fork = multiprocessing.get_context("fork")
five = [fork.Process(target=migrations.migrate, args=sys.argv[1:]) for _ in range(5)]
for process in five: process.start()
for process in five: process.join()
sys.exit(sum(process.exitcode != 0 for process in five))
"""


def test_five_processes_may_start_at_once_on_an_empty_database(empty: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIVE_AT_ONCE, empty], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert objects(empty) >= TABLES


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_keeps_workspaces_apart_even_from_its_owner(conninfo: str, table: str) -> None:
    columns = SQLModel.metadata.tables[table].columns
    assert "workspace_id" in columns or table == "workspaces"
    with psycopg.connect(conninfo) as db:
        row = db.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table]
        ).fetchone()
        policies = db.execute(
            "SELECT cmd, permissive, qual = with_check, qual LIKE '%%earshot.workspace%%'"
            " FROM pg_policies WHERE tablename = %s",
            [table],
        ).fetchall()
    assert row == (True, True)
    assert policies == [("ALL", "PERMISSIVE", True, True)]
