"""The one way to PostgreSQL: a pool whose every transaction says whose data it may see.

Row-level security does the scoping (policies in the migrations), so a forgotten filter shows nothing
instead of another workspace's rows. A transaction opened here commits when its block ends, else rolls back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import structlog
from pgvector.psycopg import register_vector_async
from psycopg import sql
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from app.errors import Invalid, SetupProblem, Unavailable

log = structlog.get_logger()

Db = psycopg.AsyncConnection[DictRow]
"""A database transaction, already scoped."""

EVERY_WORKSPACE = "*"
_WAIT_SECONDS = 15
_UNSTORABLE = (None, "22P02", "22P05")
"""SQL states of a NUL (refused by the driver, without a state) and of JSON that cannot be kept."""


class Database:
    """A pool of connections to one database."""

    def __init__(self, conninfo: str, *, connections: int = 16) -> None:
        self.conninfo = conninfo
        self.pool: AsyncConnectionPool[Db] = AsyncConnectionPool(
            conninfo,
            min_size=2,
            max_size=connections,
            open=False,
            timeout=_WAIT_SECONDS,
            # Every transaction is opened by name below. Were autocommit off, a check cancelled half-way
            # could leave it on, and a scope set for one statement only.
            kwargs={"row_factory": dict_row, "application_name": "earshot", "autocommit": True},
            configure=_configure,
            reconnect_timeout=600,
        )

    async def open(self) -> None:
        """Connects. Raises SetupProblem when nothing answers or the login would see every workspace."""
        await _refuse_all_seeing(self.conninfo)
        await self.pool.open(wait=True, timeout=60)

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def workspace(self, workspace_id: str) -> AsyncIterator[Db]:
        """A transaction that sees and writes one workspace's rows. Raises Unavailable."""
        async with self._transaction(workspace_id) as db:
            yield db

    @asynccontextmanager
    async def system(self) -> AsyncIterator[Db]:
        """A transaction over all workspaces: finding whose a token, key or due row is, and set-up."""
        async with self._transaction(EVERY_WORKSPACE) as db:
            yield db

    @asynccontextmanager
    async def _transaction(self, scope: str) -> AsyncIterator[Db]:
        try:
            db = await self._begin(scope)
            try:
                async with db:  # commits, or rolls back when the block raises
                    yield db
            finally:
                await self.pool.putconn(db)
        except (psycopg.DataError, UnicodeEncodeError) as odd:
            if isinstance(odd, psycopg.DataError) and odd.sqlstate not in _UNSTORABLE:
                raise
            raise Invalid("A text has a character that cannot be stored (NUL or half of a pair).") from odd
        except PoolTimeout as late:
            raise Unavailable(
                "The database is busy or restarting. Please try again.", retry_after=2
            ) from late
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            log.warning("database.lost", reason=type(lost).__name__)
            raise Unavailable("The database did not answer. Please try again.", retry_after=2) from lost

    async def _begin(self, scope: str) -> Db:
        """A connection in a transaction with its scope, both opened in one round trip.

        A restarted server costs no turn: a connection that died with it fails here, and another is taken.
        """
        begin = sql.SQL("BEGIN; SET LOCAL earshot.workspace = {}").format(sql.Literal(scope))
        while True:
            db = await self.pool.getconn()
            try:
                await db.execute(begin)
                return db
            except (psycopg.OperationalError, psycopg.InterfaceError):
                is_dead = db.closed
                await self.pool.putconn(db)
                if not is_dead:
                    raise
            except BaseException:
                await self.pool.putconn(db)
                raise


async def _refuse_all_seeing(conninfo: str) -> None:
    """Row-level security binds everybody but superusers and those exempted from it."""
    try:
        async with await psycopg.AsyncConnection.connect(conninfo, connect_timeout=20) as db:
            cursor = await db.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            )
            row = await cursor.fetchone()
    except psycopg.OperationalError as lost:
        raise SetupProblem("The database does not answer, or refuses the login in DATABASE_URL.") from lost
    if row is None or row[0]:
        raise SetupProblem(
            "The database user may bypass row-level security, which keeps workspaces apart. "
            "Let DATABASE_URL name a plain role that owns the database."
        )


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await register_vector_async(connection)
    await connection.execute("SET statement_timeout = '60s'")
    await connection.execute("SET lock_timeout = '10s'")
    await connection.execute("SET idle_in_transaction_session_timeout = '60s'")
