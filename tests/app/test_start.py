"""A process comes to life over any PostgreSQL, or says in a sentence why it cannot."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import psycopg
import pytest

from app import postgres
from app.errors import SetupProblem
from app.postgres import Cluster
from app.queries import workspaces
from app.settings import Settings
from app.start import prepare, running


@pytest.mark.parametrize(
    "address",
    ["postgresql://u:hunter2@127.0.0.1:1/none", "nonsense", "postgresql://u:hunter2@nowhere.invalid/x"],
)
def test_a_database_that_does_not_answer_is_told_in_a_sentence(address: str) -> None:
    with pytest.raises(SetupProblem, match=r"^The database cannot be used: ") as problem:
        prepare(Settings(database_url=address))
    assert "hunter2" not in problem.value.message
    assert "\n" not in problem.value.message


def test_a_database_without_pgvector_is_told_in_a_sentence(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo("postgres", role=postgres.ADMIN), autocommit=True) as admin:
        postgres.create_database(admin, "bare")
        with pytest.raises(SetupProblem, match="vector"):
            prepare(Settings(database_url=cluster.conninfo("bare")))
        admin.execute("DROP DATABASE bare")


async def test_a_process_runs_over_a_database_of_ones_own(
    fresh_conninfo: str, tmp_path: Path, model_cache: Path
) -> None:
    (tmp_path / "models").symlink_to(model_cache)
    settings = Settings(database_url=fresh_conninfo, home=tmp_path)
    async with running(settings, with_worker=False) as (kit, _), kit.database.system() as db:
        found = await workspaces.workspaces(db)
    assert found == []


def test_the_name_of_the_servers_user_follows_the_uid() -> None:
    assert postgres._system_user() in {record.pw_name for record in pwd.getpwall()}
    assert (postgres._system_user() == pwd.getpwuid(os.geteuid()).pw_name) == (os.geteuid() != 0)
