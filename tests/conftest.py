"""What the tests stand on: one real PostgreSQL for the run, a database per worker, a workspace per test.

Row-level security keeps tests apart as it keeps customers apart, so nothing is ever cleaned up between them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import hypothesis
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql

from app import ids, migrations, postgres
from app.conversations import Conversations
from app.database import Database
from app.encoding import Encoding
from app.hub import Hub
from app.kit import Kit
from app.main import build
from app.postgres import Cluster
from app.queries.base import insert
from app.settings import Settings
from app.tables import ApiKey, Workspace
from integrations.http import client as web_client
from interviewer.builtin import BuiltIn
from interviewer.graph import build_graph

TEMPLATE = "earshot_template"


def _home(run: str) -> Path:
    return Path(tempfile.gettempdir()) / f"earshot-tests-{run}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full-campaign", action="store_true", help="Run long campaigns in full, not in small.")


@pytest.fixture(scope="session")
def full_campaign(request: pytest.FixtureRequest) -> bool:
    """Whether campaigns run in full; a few minutes' worth otherwise."""
    return bool(request.config.getoption("--full-campaign"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The last to leave stops the server and clears its folder."""
    if hasattr(session.config, "workerinput"):
        return
    home = _home(os.environ.get("EARSHOT_TEST_RUN", ""))
    if (home / "pg" / "PG_VERSION").exists():
        cluster = postgres.start(home, _SETTINGS)
        postgres.stop(cluster)
    shutil.rmtree(home, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Names the run, so that workers share one server and two runs never do; sizes the fuzzing."""
    os.environ.setdefault("EARSHOT_TEST_RUN", ids.new("run"))
    hypothesis.settings.register_profile("smoke", deadline=None)
    hypothesis.settings.register_profile("campaign", deadline=None, max_examples=5_000)
    hypothesis.settings.load_profile("campaign" if config.getoption("--full-campaign") else "smoke")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test over made-up input is one of `make fuzz`."""
    for item in items:
        if isinstance(item, pytest.Function) and hypothesis.is_hypothesis_test(item.function):
            item.add_marker("fuzz")


_SETTINGS = {**postgres.SETTINGS, **postgres.UNSAFE, "logging_collector": "off"}


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """A PostgreSQL 18 of our own for the whole run, with a migrated template database."""
    started = postgres.start(_home(os.environ["EARSHOT_TEST_RUN"]), _SETTINGS)
    with (started.home / ".template").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(started.conninfo("postgres", role=postgres.ADMIN), autocommit=True) as admin:
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
                unfinished = f"{TEMPLATE}_new"
                postgres.create_database(admin, unfinished)
                postgres.add_extensions(started, unfinished)
                migrations.migrate(started.conninfo(unfinished))
                admin.execute(f"ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}")
    return started


@contextlib.contextmanager
def copied_database(cluster: Cluster, name: str) -> Iterator[str]:
    """A copy of the template for as long as the block runs; its conninfo."""
    identifier = sql.Identifier(name)
    with psycopg.connect(cluster.conninfo("postgres", role=postgres.ADMIN), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                identifier, sql.Identifier(TEMPLATE), sql.Identifier(postgres.ROLE)
            )
        )
        yield cluster.conninfo(name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


@pytest.fixture(scope="session")
def conninfo(cluster: Cluster, worker_id: str) -> Iterator[str]:
    """This worker's database."""
    with copied_database(cluster, f"worker_{worker_id}") as made:
        yield made


@pytest.fixture
def fresh_conninfo(cluster: Cluster) -> Iterator[str]:
    """A database of the test's own, for what looks over all workspaces or runs the job worker."""
    with copied_database(cluster, ids.new("t")) as made:
        yield made


@pytest.fixture
async def database(conninfo: str) -> AsyncIterator[Database]:
    opened = Database(conninfo, connections=8)
    await opened.open()
    yield opened
    await opened.close()


async def make_workspace(database: Database, name: str = "Northwind") -> Workspace:
    row = Workspace(id=ids.new("ws"), name=name, sponsor=name, product=f"{name} Desk")
    async with database.system() as db:
        return await insert(db, row)


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    """A workspace nobody else uses."""
    return await make_workspace(database)


@pytest.fixture
async def other_workspace(database: Database) -> Workspace:
    """A second one, whose rows must stay out of sight."""
    return await make_workspace(database, "Fabrikam")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path, public_url="http://earshot.test", allow_loopback_webhooks=True, log_level="error"
    )


@pytest.fixture
async def kit(settings: Settings, database: Database, tmp_path: Path) -> AsyncIterator[Kit]:
    """A process's parts with the built-in interviewer on rules alone."""
    encoding = Encoding(tmp_path / "models")
    async with web_client(allow_loopback=True) as web:
        yield Kit(settings, database, Hub(), build_graph(), BuiltIn(), encoding, web)
    encoding.close()


@pytest.fixture
async def app(kit: Kit, settings: Settings) -> AsyncIterator[FastAPI]:
    """The web application around `kit`, without background tasks."""
    made = build(settings)
    made.state.kit = kit
    made.state.conversations = Conversations(kit)
    yield made
    await made.state.conversations.close()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser or program without credentials."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://earshot.test") as made:
        yield made


async def make_key(database: Database, workspace: Workspace) -> str:
    secret = f"ek_{ids.token()}"
    row = ApiKey(
        id=ids.new("key"),
        workspace_id=workspace.id,
        name="test",
        hint=secret[:8],
        hash=ids.hash_secret(secret),
    )
    async with database.system() as db:
        await insert(db, row)
    return secret


@pytest.fixture
async def api(app: FastAPI, database: Database, workspace: Workspace) -> AsyncIterator[httpx.AsyncClient]:
    """The JSON API with a key of `workspace`."""
    key = await make_key(database, workspace)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://earshot.test", headers=headers
    ) as made:
        yield made
