"""Moves a database to the newest schema, or to any other."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def migrate(conninfo: str, target: str = "head") -> None:
    """Runs every migration up (or down) to `target`; any number of processes may call it at once."""
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool
    )
    with engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        if target == "head" or not target.startswith(("-", "base")):
            command.upgrade(config, target)
        else:
            command.downgrade(config, target)
        connection.commit()


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config
